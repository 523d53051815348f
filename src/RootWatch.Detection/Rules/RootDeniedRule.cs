using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootDeniedRule() : Rule(
    "RW-A03",
    "Root denied",
    Severity.Medium,
    "T1078.004",
    "Only a service control policy or a resource policy can refuse root. Ask the owner what they tried; a refusal that nobody can explain is an intruder finding out what works.",
    falsePositives: "A service control policy that denies root, met by an owner who clicks through the console: one page makes several refused calls.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && IsDenial(e.ErrorCode) ? Found($"was refused {ShownCall.Of(e)}") : null;

    /// <summary>EC2 of old writes <c>Client.UnauthorizedOperation</c>.</summary>
    private static bool IsDenial(string errorCode)
    {
        var code = errorCode.StartsWith("Client.", StringComparison.Ordinal) ? errorCode["Client.".Length..] : errorCode;
        return code.StartsWith("AccessDenied", StringComparison.Ordinal) || code.EndsWith("UnauthorizedOperation", StringComparison.Ordinal);
    }
}
