using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class GuardDutyOffRuleTests() : RuleTest("RW-D07")
{
    private const string GuardDuty = "guardduty.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("deleted, as recorded", Severity.Critical, Real("streamalert.jsonl", "DeleteDetector")),
        new("disabled, as recorded", Severity.Critical, Real("streamalert.jsonl", "UpdateDetector", e => !e["requestParameters"]!["enable"]!.GetValue<bool>())),
        new("disabled, as text", Severity.Critical, User(GuardDuty, "UpdateDetector", With(("detectorId", "d"), ("enable", "false")))),
        new("parameters too large to be kept", Severity.Critical, User(GuardDuty, "UpdateDetector", With(("omitted", true)))),
        new("refused", Severity.Medium, User(GuardDuty, "DeleteDetector", Denied)),
        new("its frequency changed, as recorded", Silent, Real("traildiscover.jsonl", "UpdateDetector")),
        new("a feature disabled, which has a rule", Silent, User(GuardDuty, "UpdateDetector", With(("detectorId", "d"), ("features", JsonNode.Parse("""[{"name":"S3_DATA_EVENTS","status":"DISABLED"}]"""))))),
        new("created", Silent, User(GuardDuty, "CreateDetector", With(("enable", true)))),
    ];
}
