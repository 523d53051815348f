using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class OffHoursSignInRuleTests() : RuleTest("RW-S15")
{
    private static readonly HashSet<DayOfWeek> WorkDays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    protected override DetectionSettings Settings => DetectionSettings.Default with
    {
        Expected = ExpectedUse.Unknown with
        {
            Hours = new BusinessHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), WorkDays, new TimeOnly(8, 0), new TimeOnly(18, 0)),
        },
    };

    protected override IEnumerable<RuleCase> Cases =>
    [
        // Berlin is an hour ahead of UTC in winter, two in summer.
        new("a winter's evening", Severity.Low, SignIn("Success", "Yes", From(Office, "2026-02-25T17:00:00"))),
        new("Sunday noon", Severity.Low, SignIn("Success", "Yes", From(Office, "2026-03-01T11:00:00"))),
        new("before eight in winter", Severity.Low, SignIn("Success", "Yes", From(Office, "2026-02-25T06:30:00"))),
        new("after eight in summer, at the same hour of UTC", Silent, SignIn("Success", "Yes", From(Office, "2025-07-02T06:30:00"))),
        new("a winter's afternoon", Silent, SignIn("Success", "Yes", From(Office, "2026-02-25T16:59:00"))),
        new("a failure at night", Silent, SignIn("Failure", "No", From(Office, "2026-02-25T23:00:00"))),
        new("a call at night", Silent, Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-02-25T23:00:00"))),
    ];

    [Fact]
    public void Without_hours_no_hour_is_odd() =>
        Assert.DoesNotContain(Advance(SignIn("Success", "Yes", From(Office, "2026-03-01T02:00:00"))).Alerts, alert => alert.RuleId == RuleId);
}
