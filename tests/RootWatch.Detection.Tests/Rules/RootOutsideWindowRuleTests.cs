using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootOutsideWindowRuleTests() : SituationRuleTest("RW-G01")
{
    private static readonly Situation Open = With(Window);

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a sign-in after it", Severity.Critical, At(71, SignIn())) { Situation = Open },
        new("a sign-in and calls, told once", Severity.Critical, At(-30, SignIn()), At(-29, Before10()), At(-28, Before10())) { Situation = Open },
        new("a read", Severity.Critical, At(-10, Before10())) { Situation = Open },
        new("a sign-in within it", Silent, At(0, SignIn())) { Situation = Open },
        new("within its grace", Silent, At(70, SignIn())) { Situation = Open },
        new("after it, in a session that began in it", Silent, At(80, Root("iam.amazonaws.com", "ListUsers"))) { Situation = Open },
        new("a failed sign-in", Silent, At(90, SignIn("Failure", "No"))) { Situation = Open },
        new("a request for recovery", Silent, At(90, SignInPage("PasswordRecoveryRequested"))) { Situation = Open },
        new("a service", Silent, At(90, Root("kms.amazonaws.com", "Decrypt", e => Identity(e)["invokedBy"] = "s3.amazonaws.com"))) { Situation = Open },
        new("before windows were turned on", Silent, At(-60 * 24 * 21, SignIn())) { Situation = Open },
        new("no windows are turned on", Silent, At(90, SignIn())),
    ];

    private static System.Text.Json.Nodes.JsonObject Before10() => Root("iam.amazonaws.com", "ListUsers", e =>
    {
        e["readOnly"] = true;
        Identity(e)["sessionContext"]!["attributes"]!["creationDate"] = "2026-03-01T09:30:00Z";
    });
}
