namespace RootWatch.Cli.Policy;

/// <summary>
/// The role in every account of an organization. The accounts share one template and its parameters, so that each makes
/// its own external id from the organization's 128 random bits and its account id.
/// </summary>
internal static class StackSetTemplate
{
    private const string ExternalId = "!Sub \"${ExternalIdPrefix}-${AWS::AccountId}\"";

    private const string PrefixParameter =
        """
          ExternalIdPrefix:
            Type: String
            NoEcho: true
            Description: Made by the provider for this organization. The external id of an account is this, a hyphen and the account id.
            MinLength: 22
            MaxLength: 1024
            AllowedPattern: "[A-Za-z0-9+=,.@:/_-]+"
        """;

    public static string Of(IReadOnlyList<string> actions) =>
        $"""
        # Deploy it once, in the home region of the organization (us-east-1).
        #
        # In the management account (CallAs SELF): the stack set makes the role in the member accounts, now and whenever one
        # joins. AWS never rolls a stack set out to the management account itself, so this stack makes the role there.
        #
        # In a delegated administrator of StackSets (CallAs DELEGATED_ADMIN): the management account is left out. It is the
        # one whose root matters most: take the separate step and deploy rootwatch-role.yaml in it, with the external id
        # that this template would give it: the prefix, a hyphen and its account id.
        #
        # First, once, in the management account: aws cloudformation activate-organizations-access
        AWSTemplateFormatVersion: "2010-09-09"
        Description: The role that RootWatch assumes, in every account of the organization. Read only.

        Parameters:
        {RoleTemplate.WatcherParameter}
        {PrefixParameter}
          OrganizationalUnitIds:
            Type: CommaDelimitedList
            Description: The organization's root (r-...) for all of it, or organizational units (ou-...).
          CallAs:
            Type: String
            Description: SELF in the management account, DELEGATED_ADMIN in a delegated administrator of StackSets.
            AllowedValues: [SELF, DELEGATED_ADMIN]
            Default: SELF

        Conditions:
          InManagementAccount: !Equals [!Ref CallAs, SELF]

        Resources:
          MemberRoles:
            Type: AWS::CloudFormation::StackSet
            Properties:
              StackSetName: RootWatch
              Description: The role that RootWatch assumes to watch the root user of an account. Read only.
              PermissionModel: SERVICE_MANAGED
              CallAs: !Ref CallAs
              AutoDeployment:
                Enabled: true
                RetainStacksOnAccountRemoval: false
              ManagedExecution:
                Active: true
              OperationPreferences:
                FailureTolerancePercentage: 10
                MaxConcurrentPercentage: 100
              Capabilities: [CAPABILITY_NAMED_IAM]
              Parameters:
                - ParameterKey: WatcherArn
                  ParameterValue: !Ref WatcherArn
                - ParameterKey: ExternalIdPrefix
                  ParameterValue: !Ref ExternalIdPrefix
              StackInstancesGroup:
                - DeploymentTargets:
                    OrganizationalUnitIds: !Ref OrganizationalUnitIds
                  Regions: [!Ref "AWS::Region"]
              TemplateBody: |
        {Indented(MemberTemplate(actions), 8)}
        {RoleTemplate.Resource(actions, ExternalId, "InManagementAccount")}

        """;

    private static string MemberTemplate(IReadOnlyList<string> actions) =>
        $"""
        AWSTemplateFormatVersion: "2010-09-09"
        Description: The role that RootWatch assumes to watch the root user of this account. Read only.

        Parameters:
        {RoleTemplate.WatcherParameter}
        {PrefixParameter}

        Resources:
        {RoleTemplate.Resource(actions, ExternalId)}

        """;

    private static string Indented(string text, int columns) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? "" : new string(' ', columns) + line));
}
