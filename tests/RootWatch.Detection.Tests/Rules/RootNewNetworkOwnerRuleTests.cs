using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootNewNetworkOwnerRuleTests() : RuleTest("RW-S09")
{
    protected override IOriginTable Origins => Instance;

    protected override WatchState Before => After(SignIn("Success", "Yes", From(Office, "2026-02-01T09:00:00")));

    protected override DetectionSettings Settings => DetectionSettings.Default with { Expected = ExpectedUse.Unknown with { Asns = [64502] } };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("another owner", Severity.Medium, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))),
        new("another range of the same owner", Silent, SignIn("Success", "Yes", From(OfficeOtherRange, "2026-03-01T09:00:00"))),
        new("an owner that the tenant expects", Silent, SignIn("Success", "Yes", From(Vpn, "2026-03-01T09:00:00"))),
        new("a failure", Silent, SignIn("Failure", "No", From(Hotel, "2026-03-01T09:00:00"))),
        new("an owner that is not known", Silent, SignIn("Success", "Yes", From(TestOrigins.Unknown, "2026-03-01T09:00:00"))),
    ];
}
