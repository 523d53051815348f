using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ManagementEventsOffRuleTests() : RuleTest("RW-D04")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("management events left out", Severity.Critical, User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"All","includeManagementEvents":false}]"""))),
        new("reads only", Severity.Critical, User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"ReadOnly","includeManagementEvents":true}]"""))),
        new("advanced, data events only", Severity.Critical, User(CloudTrail, "PutEventSelectors", With(("advancedEventSelectors", JsonNode.Parse("""[{"fieldSelectors":[{"field":"eventCategory","equals":["Data"]}]}]"""))))),
        new("advanced, of one service alone", Severity.Critical, User(CloudTrail, "PutEventSelectors", Advanced("""{"field":"eventSource","equals":["s3.amazonaws.com"]}"""))),
        new("advanced, reads only", Severity.Critical, User(CloudTrail, "PutEventSelectors", Advanced("""{"field":"readOnly","equals":["true"]}"""))),
        new("advanced, of one service alone beside one of all", Silent, User(CloudTrail, "PutEventSelectors", With(("advancedEventSelectors", JsonNode.Parse("""[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"eventSource","startsWith":["s3"]}]},{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]}]}]"""))))),
        new("advanced, writes", Silent, User(CloudTrail, "PutEventSelectors", Advanced("""{"field":"readOnly","equals":["false"]}"""))),
        new("advanced, with lists that are empty", Silent, User(CloudTrail, "PutEventSelectors", Advanced("""{"field":"eventSource","equals":[],"notEquals":["rdsdata.amazonaws.com"]}"""))),
        new("all kept", Silent, User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"All","includeManagementEvents":true}]"""))),
        new("advanced, management without KMS", Silent, User(CloudTrail, "PutEventSelectors", With(("advancedEventSelectors", JsonNode.Parse("""[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"eventSource","notEquals":["kms.amazonaws.com"]}]}]"""))))),
    ];

    private static Action<JsonObject> Advanced(string field) =>
        With(("trailName", "t"), ("advancedEventSelectors", JsonNode.Parse($$"""[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{{field}}]}]""")));

    private static Action<JsonObject> Selectors(string json) => With(("trailName", "t"), ("eventSelectors", JsonNode.Parse(json)));
}
