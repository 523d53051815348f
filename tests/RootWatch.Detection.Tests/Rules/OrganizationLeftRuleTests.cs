using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class OrganizationLeftRuleTests() : RuleTest("RW-O01")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("left", Severity.Critical, Root(Organizations, "LeaveOrganization")),
        new("left, by a role", Severity.Critical, User(Organizations, "LeaveOrganization")),
        new("refused", Severity.High, Root(Organizations, "LeaveOrganization", Denied)),
        new("refused, as recorded", Severity.High, Real("stratus-red-team.jsonl", "LeaveOrganization")),
        new("removed from above", Silent, User(Organizations, "RemoveAccountFromOrganization")),
        new("looked at", Silent, Root(Organizations, "DescribeOrganization", e => e["readOnly"] = true)),
    ];
}
