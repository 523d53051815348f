using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class EventCollectionOffRule() : Rule(
    "RW-D05",
    "Insights or event-store collection off",
    Severity.High,
    "T1562.008",
    "Turn collection on again, then find out who turned it off.",
    RuleTouch.Guards,
    falsePositives: "An event data store that is taken down for cost.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Trail.Source, "StopEventDataStoreIngestion", "DeleteEventDataStore", "PutInsightSelectors");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(Trail.Source, "StopEventDataStoreIngestion") || e.Is(Trail.Source, "DeleteEventDataStore")
            || (e.Is(Trail.Source, "PutInsightSelectors") && (e.ParametersOmitted || e.Parameter("insightSelectors") == "[]"))
            ? Found(e, $"turned collection off with {ShownCall.Of(e)}", $"tried to turn collection off with {ShownCall.Of(e)}")
            : null;
}
