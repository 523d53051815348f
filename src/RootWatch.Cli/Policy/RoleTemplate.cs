namespace RootWatch.Cli.Policy;

/// <summary>The role in one account, for CloudFormation.</summary>
internal static class RoleTemplate
{
    public const string WatcherParameter =
        """
          WatcherArn:
            Type: String
            Description: ARN of the IAM role or user that the RootWatch server runs as. Not an account root.
            AllowedPattern: "arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+"
        """;

    public static string Of(IReadOnlyList<string> actions) =>
        $"""
        AWSTemplateFormatVersion: "2010-09-09"
        Description: The role that RootWatch assumes to watch the root user of this account. Read only.

        Parameters:
        {WatcherParameter}
          ExternalId:
            Type: String
            NoEcho: true
            Description: The externalId of this account in accounts.yaml, made by the provider and unique to the account.
            MinLength: 10
            MaxLength: 1224
            AllowedPattern: "[A-Za-z0-9+=,.@:/_-]+"

        Resources:
        {Resource(actions, "!Ref ExternalId")}

        Outputs:
          RoleArn:
            Description: Goes into accounts.yaml as roleArn.
            Value: !GetAtt RootWatchRole.Arn

        """;

    /// <param name="externalId">What the role asks for, as the template says it.</param>
    /// <param name="condition">The name of the condition under which it is made; null: always.</param>
    public static string Resource(IReadOnlyList<string> actions, string externalId, string? condition = null) =>
        $"""
          RootWatchRole:
            Type: AWS::IAM::Role{(condition is null ? "" : $"\n    Condition: {condition}")}
            Properties:
              RoleName: RootWatch
              Description: Lets RootWatch read what the root user of this account did.
              MaxSessionDuration: 3600
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal:
                      AWS: !Ref WatcherArn
                    Action: sts:AssumeRole
                    Condition:
                      StringEquals:
                        sts:ExternalId: {externalId}
              Policies:
                - PolicyName: RootWatchRead
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action:
        {string.Join('\n', actions.Select(action => $"                  - {action}"))}
                        Resource: "*"
        """;
}
