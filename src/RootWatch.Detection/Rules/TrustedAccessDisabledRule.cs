using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class TrustedAccessDisabledRule() : Rule(
    "RW-O04",
    "Trusted service access disabled",
    Severity.High,
    "T1562",
    "Enable the service's access again, and look for members in which it has stopped since.",
    RuleTouch.Guards,
    falsePositives: "The move to another delegated administrator, whose registration follows.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, "DisableAWSServiceAccess", "DeregisterDelegatedAdministrator");

    private static readonly string[] Guards =
        ["cloudtrail", "config", "config-multiaccountsetup", "guardduty", "malware-protection.guardduty", "securityhub", "iam"];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var service = e.ParametersOmitted ? "a service" : Service(e.Parameter("servicePrincipal"));
        return Reach.Covers(e) && (e.ParametersOmitted || Guards.Contains(service))
            ? Found(e, $"took the organisation from {service} with {ShownCall.Of(e)}", $"tried to take the organisation from {service} with {ShownCall.Of(e)}")
            : null;
    }

    private static string Service(string principal) =>
        ServiceNames.In(principal) is { IsEmpty: false } name ? name.ToString().ToLowerInvariant() : principal;
}
