using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ReviewOverdueRuleTests() : SituationRuleTest("RW-G05")
{
    private static readonly DateTimeOffset Due = Now.AddHours(-1).AddDays(7);

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("used, not reviewed", Severity.Medium, At(5, SignIn())) { Situation = With(Window), Now = Due },
        new("used, and reviewed", Silent, At(5, SignIn())) { Situation = With(Window with { ReviewedAt = Due.AddDays(-1) }), Now = Due },
        new("used, and there is still time", Silent, At(5, SignIn())) { Situation = With(Window), Now = Due.AddMinutes(-2) },
        new("not seen to be used", Severity.Medium) { Situation = With(Window), Now = Due },
        new("no windows are turned on", Silent, At(5, SignIn())) { Now = Due },
    ];
}
