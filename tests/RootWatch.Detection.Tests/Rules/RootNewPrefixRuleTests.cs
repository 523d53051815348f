using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootNewPrefixRuleTests() : RuleTest("RW-S10")
{
    protected override IOriginTable Origins => Instance;

    protected override WatchState Before => After(
        SignIn("Success", "Yes", From(Office, "2026-02-01T09:00:00")), SignIn("Success", "Yes", From("2001:db8:1::1", "2026-02-02T09:00:00")));

    protected override DetectionSettings Settings => DetectionSettings.Default with
    {
        Expected = ExpectedUse.Unknown with { Networks = new NetworkList([System.Net.IPNetwork.Parse("192.0.2.0/28")]) },
    };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("another /24", Severity.Low, SignIn("Success", "Yes", From(OfficeOtherRange, "2026-03-01T09:00:00"))),
        new("another /48", Severity.Low, SignIn("Success", "Yes", From("2001:db8:2::1", "2026-03-01T09:00:00"))),
        new("the same /24", Silent, SignIn("Success", "Yes", From("198.51.100.200", "2026-03-01T09:00:00"))),
        new("the same /48", Silent, SignIn("Success", "Yes", From("2001:db8:1:ffff::1", "2026-03-01T09:00:00"))),
        new("a network that the tenant expects", Silent, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))),
        new("mangled", Silent, SignIn("Success", "Yes", From("999.51.100.7", "2026-03-01T09:00:00"))),
    ];
}
