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
        new("named as the API spells it", Severity.Medium, User(AccountService, "EnableRegion", With(("RegionName", "af-south-1")))),
        new("refused", Severity.Medium, User(AccountService, "EnableRegion", Denied)),
        new("asked for", Silent, User(AccountService, "GetRegionOptStatus", e => e["readOnly"] = true)),
        new("listed", Silent, Root(AccountService, "ListRegions", e => e["readOnly"] = true)),
    ];

    [Theory]
    [InlineData("regionName")]
    [InlineData("RegionName")]
    public void The_alert_names_the_region_that_was_switched(string parameter) =>
        Assert.Contains("enabled the region me-south-1 in account", Advance(User(AccountService, "EnableRegion", With((parameter, "me-south-1")))).Alerts.Single().Summary);
}
