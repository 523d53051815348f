using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>The records' sessions begin at 10:00.</summary>
public sealed class RootSessionTooLongRuleTests() : SequenceRuleTest("RW-S18")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("used after more than an hour", Severity.Low, At(0, SignIn()), At(61, Call())),
        new("used several times", Severity.Low, At(30, Call()), At(61, Call()), At(90, Call())),
        new("used for an hour", Silent, At(0, SignIn()), At(60, Call())),
        new("no session told, and a sign-in", Severity.Low, At(0, SignIn()), At(61, Sessionless())),
        new("no session told, and a sign-in shortly before", Silent, At(0, SignIn()), At(59, Sessionless())),
        new("no session told, and no sign-in", Silent, At(61, Sessionless())),
        new("no session told, and a sign-in of yesterday", Silent, At(-900, SignIn()), At(61, Sessionless())),
        new("a key has no session", Silent, At(0, SignIn()), At(61, Sessionless(e => Identity(e)["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE"))),
        new("two sign-ins", Silent, At(0, SignIn()), At(100, SignIn())),
    ];

    private static JsonObject Call() => Root("iam.amazonaws.com", "ListUsers");

    private static JsonObject Sessionless(Action<JsonObject>? change = null) => Root("iam.amazonaws.com", "ListUsers", e =>
    {
        Identity(e).Remove("sessionContext");
        change?.Invoke(e);
    });
}
