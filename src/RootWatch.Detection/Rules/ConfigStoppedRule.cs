using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class ConfigStoppedRule() : Rule(
    "RW-D06",
    "Config recording stopped",
    Severity.High,
    "T1562.008",
    "Start the recorder again, in the region that the event names. What changed meanwhile is in no history: read it from CloudTrail.",
    RuleTouch.Guards,
    falsePositives: "The end of a landing zone; a recorder that is made anew.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(
        "config.amazonaws.com", "StopConfigurationRecorder", "DeleteConfigurationRecorder", "DeleteDeliveryChannel");

    private static readonly string[] Owners =
        ["securityhub", "fms", "controltower", "config-conforms"];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) && !Array.Exists(Owners, owner => ServiceNames.IsOf(e.Identity.InvokedBy, owner))
            ? Found(e, $"stopped Config's recording with {ShownCall.Of(e)}", $"tried to stop Config's recording with {ShownCall.Of(e)}")
            : null;
}
