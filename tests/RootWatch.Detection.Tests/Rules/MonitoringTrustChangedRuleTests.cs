using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class MonitoringTrustChangedRuleTests() : RuleTest("RW-X02")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("changed", Severity.Critical, User(Iam, "UpdateAssumeRolePolicy", With(("roleName", "RootWatch"), ("policyDocument", "{}")))),
        new("parameters too large to be kept", Severity.Critical, User(Iam, "UpdateAssumeRolePolicy", e => e["requestParameters"] = new JsonObject { ["reason"] = "requestParameters too large", ["omitted"] = true })),
        new("refused", Severity.Medium, User(Iam, "UpdateAssumeRolePolicy", e => { With(("roleName", "RootWatch"))(e); Denied(e); })),
        new("another role, as recorded", Silent, Real("invictus-aws.jsonl", "UpdateAssumeRolePolicy")),
        new("the role read", Silent, User(Iam, "GetRole", e => { With(("roleName", "RootWatch"))(e); e["readOnly"] = true; })),
    ];
}
