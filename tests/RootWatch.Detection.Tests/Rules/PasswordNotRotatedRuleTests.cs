using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PasswordNotRotatedRuleTests() : SituationRuleTest("RW-G04")
{
    private static readonly Situation Closed = With(Window);
    private static readonly DateTimeOffset Due = Now.AddHours(23).AddMinutes(15);

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("used, not changed", Severity.Medium, At(5, SignIn())) { Situation = Closed, Now = Due },
        new("used, changed too late", Severity.Medium, At(5, SignIn()), At(60 + 1441, SignInPage("PasswordUpdated"))) { Situation = Closed, Now = Due },
        new("used, and changed within it", Silent, At(5, SignIn()), At(50, SignInPage("PasswordUpdated"))) { Situation = Closed, Now = Due },
        new("used, and changed the next day", Silent, At(5, SignIn()), At(60 + 1440, SignInPage("PasswordUpdated"))) { Situation = Closed, Now = Due },
        new("used, and there is still time", Silent, At(5, SignIn())) { Situation = Closed, Now = Due.AddMinutes(-2) },
        new("not used", Silent, At(-60, SignIn())) { Situation = Closed, Now = Due },
        new("somebody failed to sign in", Silent, At(5, SignIn("Failure", "No"))) { Situation = Closed, Now = Due },
        new("no windows are turned on", Silent, At(5, SignIn())) { Now = Due },
    ];
}
