using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootGrantRuleTests() : RuleTest("RW-A04")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a user", Severity.Critical, Root(Iam, "CreateUser", With(("userName", "eve")))),
        new("a policy attached", Severity.Critical, Root(Iam, "AttachUserPolicy", With(("userName", "eve")))),
        new("a policy written", Severity.Critical, Root(Iam, "PutRolePolicy", With(("roleName", "r")))),
        new("a key for a user", Severity.Critical, Root(Iam, "CreateAccessKey", With(("userName", "eve")))),
        new("a password for a user", Severity.Critical, Root(Iam, "CreateLoginProfile", With(("userName", "eve")))),
        new("another password for a user", Severity.Critical, Root(Iam, "UpdateLoginProfile", With(("userName", "eve")))),
        new("a user's key switched on", Severity.Critical, Root(Iam, "UpdateAccessKey", With(("userName", "eve"), ("status", "Active"), ("accessKeyId", "AKIAIOSFODNN7EXAMPLE")))),
        new("an API key of a service for a user", Severity.Critical, Root(Iam, "CreateServiceSpecificCredential", With(("userName", "eve"), ("serviceName", "bedrock.amazonaws.com")))),
        new("a user's SSH key", Severity.Critical, Root(Iam, "UploadSSHPublicKey", With(("userName", "eve")))),
        new("a user's signing certificate", Severity.Critical, Root(Iam, "UploadSigningCertificate", With(("userName", "eve")))),
        new("who may take a role", Severity.Critical, Root(Iam, "UpdateAssumeRolePolicy", With(("roleName", "r")))),
        new("a user put into a group", Severity.Critical, Root(Iam, "AddUserToGroup", With(("userName", "eve"), ("groupName", "admins")))),
        new("a policy rewritten", Severity.Critical, Root(Iam, "CreatePolicyVersion", With(("policyArn", "p"), ("setAsDefault", true)))),
        new("a policy rewritten, parameters too large to be kept", Severity.Critical, Root(Iam, "CreatePolicyVersion", With(("omitted", true)))),
        new("another version of a policy in force", Severity.Critical, Root(Iam, "SetDefaultPolicyVersion", With(("policyArn", "p"), ("versionId", "v1")))),
        new("another issuer behind a provider", Severity.Critical, Root(Iam, "UpdateSAMLProvider", With(("sAMLProviderArn", "p")))),
        new("one more audience of a provider", Severity.Critical, Root(Iam, "AddClientIDToOpenIDConnectProvider", With(("clientID", "c")))),
        new("a user without its bound", Severity.Critical, Root(Iam, "DeleteUserPermissionsBoundary", With(("userName", "eve")))),
        new("a user's API key switched on", Severity.Critical, Root(Iam, "UpdateServiceSpecificCredential", With(("userName", "eve"), ("status", "Active")))),
        new("an authority whose certificates take roles", Severity.Critical, Root("rolesanywhere.amazonaws.com", "CreateTrustAnchor")),
        new("somebody of the directory let in", Severity.Critical, Root("sso.amazonaws.com", "CreateAccountAssignment")),
        new("somebody of the directory let in by another", Silent, User("sso.amazonaws.com", "CreateAccountAssignment")),
        new("somebody of the directory shut out", Silent, Root("sso.amazonaws.com", "DeleteAccountAssignment")),
        new("a user's SSH key switched off", Silent, Root(Iam, "UpdateSSHPublicKey", With(("userName", "eve"), ("status", "Inactive")))),
        new("a user with another bound", Silent, Root(Iam, "PutUserPermissionsBoundary", With(("userName", "eve")))),
        new("a version of a policy that is not in force", Silent, Root(Iam, "CreatePolicyVersion", With(("policyArn", "p"), ("setAsDefault", false)))),
        new("a user's key switched off", Silent, Root(Iam, "UpdateAccessKey", With(("userName", "eve"), ("status", "Inactive")))),
        new("root's own key switched on, which has a rule", Silent, Root(Iam, "UpdateAccessKey", With(("status", "Active")))),
        new("root's own signing certificate, which has a rule", Silent, Root(Iam, "UploadSigningCertificate")),
        new("a user taken out of a group", Silent, Root(Iam, "RemoveUserFromGroup", With(("userName", "eve"), ("groupName", "admins")))),
        new("a policy that nobody has yet", Silent, Root(Iam, "CreatePolicy", With(("policyName", "p")))),
        new("a user's own", Silent, User(Iam, "UpdateLoginProfile", With(("userName", "eve")))),
        new("root's own key", Silent, Root(Iam, "CreateAccessKey")),
        new("root's own key, by its name", Silent, Root(Iam, "CreateAccessKey", With(("userName", "AWS ROOT USER")))),
        new("root's own password, by its name", Silent, Root(Iam, "CreateLoginProfile", With(("userName", "AWS ROOT USER")))),
        new("a policy detached", Silent, Root(Iam, "DetachUserPolicy", With(("userName", "eve")))),
        new("refused", Silent, Root(Iam, "CreateUser", Denied)),
        new("a bucket's policy", Silent, Root("s3.amazonaws.com", "PutBucketPolicy")),
    ];
}
