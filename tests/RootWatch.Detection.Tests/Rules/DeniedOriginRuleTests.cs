using System.Net;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DeniedOriginRuleTests() : RuleTest("RW-S17")
{
    private const string Time = "2026-03-01T09:00:00";

    protected override IOriginTable Origins => Instance;

    protected override DetectionSettings Settings => DetectionSettings.Default with
    {
        Expected = ExpectedUse.Unknown with { Countries = ["DE", "FR"], DeniedCountries = ["FR"], DeniedNetworks = new NetworkList([IPNetwork.Parse("198.51.101.0/24")]) },
    };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a country that is denied", Severity.Critical, SignIn("Success", "Yes", From(Hotel, Time))),
        new("a country that is not expected", Severity.Critical, SignIn("Success", "Yes", From(Cloud, Time))),
        new("a network that is denied", Severity.Critical, SignIn("Success", "Yes", From(OfficeOtherRange, Time))),
        new("the office", Silent, SignIn("Success", "Yes", From(Office, Time))),
        new("a country that is not known", Silent, SignIn("Success", "Yes", From(TestOrigins.Unknown, Time))),
        new("a failure", Silent, SignIn("Failure", "No", From(Hotel, Time))),
    ];

    [Fact]
    public void Without_settings_no_country_is_denied() =>
        Assert.DoesNotContain(TestOrigins.Advance(WatchState.Empty, SignIn("Success", "Yes", From(Hotel, Time))).Alerts, alert => alert.RuleId == RuleId);
}
