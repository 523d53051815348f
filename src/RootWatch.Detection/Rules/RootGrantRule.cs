using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootGrantRule() : Rule(
    "RW-A04",
    "Root created an identity or grant",
    Severity.Critical,
    "T1136.003, T1098",
    "Check whom it lets in and how far. If nobody asked for it: delete it, and everything it made since.",
    RuleTouch.Credentials,
    falsePositives: "The first administrator of a new account.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && e.Succeeded
        && ((e.EventSource.Equals(RootTarget.Source, StringComparison.OrdinalIgnoreCase) && Grants(e)) || GrantsByOtherServices(e))
            ? Found($"let somebody in or gave them rights with {ShownCall.Of(e)}")
            : null;

    private static bool Grants(CloudTrailEvent e) => e.EventName switch
    {
        "CreateUser" or "CreateRole" or "CreateSAMLProvider" or "CreateOpenIDConnectProvider"
            or "UpdateSAMLProvider" or "AddClientIDToOpenIDConnectProvider" or "UpdateOpenIDConnectProviderThumbprint"
            or "UpdateAssumeRolePolicy" or "AddUserToGroup" or "SetDefaultPolicyVersion"
            or "DeleteUserPermissionsBoundary" or "DeleteRolePermissionsBoundary" => true,
        "CreatePolicyVersion" => e.ParametersOmitted || e.ParameterFlag("setAsDefault") == true,

        // Root's own have rules of their own.
        "CreateAccessKey" or "CreateLoginProfile" or "UpdateLoginProfile" or "CreateServiceSpecificCredential"
            or "ResetServiceSpecificCredential" or "UploadSSHPublicKey" or "UploadSigningCertificate" => !RootTarget.IsItself(e),
        "UpdateAccessKey" or "UpdateServiceSpecificCredential" or "UpdateSSHPublicKey" or "UpdateSigningCertificate" => !RootTarget.IsItself(e) && e.Parameter("status").Equals("Active", StringComparison.OrdinalIgnoreCase),
        var name => name.EndsWith("Policy", StringComparison.Ordinal)
            && (name.StartsWith("Attach", StringComparison.Ordinal) || name.StartsWith("Put", StringComparison.Ordinal)),
    };

    /// <summary>A certificate authority whose certificates take roles, and people of the organisation's directory in an account.</summary>
    private static bool GrantsByOtherServices(CloudTrailEvent e) =>
        e.Is("rolesanywhere.amazonaws.com", "CreateTrustAnchor") || e.Is("rolesanywhere.amazonaws.com", "UpdateTrustAnchor")
        || e.Is("sso.amazonaws.com", "CreateAccountAssignment");
}
