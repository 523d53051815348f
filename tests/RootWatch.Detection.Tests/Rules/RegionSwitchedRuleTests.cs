using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RegionSwitchedRuleTests() : RuleTest("RW-B03")
{
    private const string AccountService = "account.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("enabled", Severity.Medium, User(AccountService, "EnableRegion", With(("regionName", "af-south-1")))),
        new("disabled by root", Severity.Medium, Root(AccountService, "DisableRegion", With(("regionName", "eu-south-1")))),
        new("refused", Severity.Medium, User(AccountService, "EnableRegion", Denied)),
        new("asked for", Silent, User(AccountService, "GetRegionOptStatus", e => e["readOnly"] = true)),
        new("listed", Silent, Root(AccountService, "ListRegions", e => e["readOnly"] = true)),
    ];
}
