using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootSigningCertificateAddedRule() : Rule(
    "RW-C16",
    "Root signing certificate added",
    Severity.High,
    "T1098.001",
    "Signing certificates are hardly used any more. Ask the owner, and delete it as root if nobody needs it.",
    RuleTouch.Credentials,
    falsePositives: "None known.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "UploadSigningCertificate")
            ? Found(e, "added a signing certificate to itself", "tried to add a signing certificate to itself")
            : null;
}
