using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Judged by what the policy is afterwards: what it was before, a record does not tell.</summary>
public sealed class PasswordPolicyWeakenedRule() : Rule(
    "RW-D10",
    "Password policy weakened or deleted",
    Severity.Medium,
    "T1556",
    "Put the policy back. It binds the account's users, not root; look at which of them got a new password since.",
    falsePositives: "A policy that is set anew by deployment: allow its role.")
{
    private static readonly string[] Classes = ["requireSymbols", "requireNumbers", "requireUppercaseCharacters", "requireLowercaseCharacters"];

    private static readonly RuleThreshold LengthMin = new("minimum-length", 14, 6, 128, "characters of a password; less is weak");

    private static readonly RuleThreshold ReuseMin = new("reuse-prevention", 24, 1, 24, "former passwords that may not be used again; less is weak");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [LengthMin, ReuseMin];

    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DeleteAccountPasswordPolicy", "UpdateAccountPasswordPolicy");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e) || e.Identity.Type == "AWSService")
        {
            return null;
        }

        if (e.EventName == "DeleteAccountPasswordPolicy")
        {
            return Found(e, "deleted the password policy", "tried to delete the password policy");
        }

        var isWeak = e.ParametersOmitted
            || (Number(e, "minimumPasswordLength") ?? 0) < facts.Settings.Of(this, LengthMin)
            || Number(e, "passwordReusePrevention") < facts.Settings.Of(this, ReuseMin)
            || Classes.Any(name => e.ParameterFlag(name) == false);
        return isWeak ? Found(e, "weakened the password policy", "tried to weaken the password policy") : null;
    }

    private static int? Number(CloudTrailEvent e, string name) =>
        int.TryParse(e.Parameter(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
