using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSupportCaseRuleTests() : RuleTest("RW-A08")
{
    private const string Support = "support.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("opened", Severity.Medium, Root(Support, "CreateCase", With(("serviceCode", "service-limit-increase")))),
        new("refused", Severity.Medium, Root(Support, "CreateCase", Denied)),
        new("by a user, as recorded", Silent, Real("traildiscover.jsonl", "CreateCase")),
        new("read", Silent, Root(Support, "DescribeCases", e => e["readOnly"] = true)),
        new("answered", Silent, Root(Support, "AddCommunicationToCase")),
    ];
}
