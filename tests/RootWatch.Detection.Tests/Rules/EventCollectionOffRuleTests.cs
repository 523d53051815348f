using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class EventCollectionOffRuleTests() : RuleTest("RW-D05")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("ingestion stopped", Severity.High, User(CloudTrail, "StopEventDataStoreIngestion")),
        new("insights emptied", Severity.High, User(CloudTrail, "PutInsightSelectors", With(("insightSelectors", new JsonArray())))),
        new("insights set", Silent, User(CloudTrail, "PutInsightSelectors", With(("insightSelectors", JsonNode.Parse("""[{"insightType":"ApiCallRateInsight"}]"""))))),
    ];
}
