using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AlertPathCutRule() : Rule(
    "RW-D11",
    "Alert path cut",
    Severity.High,
    "T1562.001",
    "Make the rule, alarm or topic again and send a test through it, then read what happened while it was cut.",
    RuleTouch.Guards,
    falsePositives: "Clearing up, which needs no root.")
{
    private static readonly CallName[] Cuts =
    [
        new("events.amazonaws.com", "DeleteRule"), new("events.amazonaws.com", "DisableRule"), new("events.amazonaws.com", "RemoveTargets"),
        new("monitoring.amazonaws.com", "DeleteAlarms"), new("monitoring.amazonaws.com", "DisableAlarmActions"),
        new("sns.amazonaws.com", "DeleteTopic"), new("sns.amazonaws.com", "Unsubscribe"),
    ];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && Cuts.Any(cut => e.Is(cut.Source, cut.Name))
            ? Found(e, $"cut an alert's path with {ShownCall.Of(e)}", $"tried to cut an alert's path with {ShownCall.Of(e)}")
            : null;
}
