using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSignInFailedRuleTests() : RuleTest("RW-S03")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("failure", Severity.Low, SignIn("Failure", "No")),
        new("no outcome, but an error message", Severity.Low, SignIn("Failure", "No", e => e["responseElements"] = null)),
        new("failure with nothing but account", Severity.Low, SignIn("Failure", "No", e => e["userIdentity"] = new JsonObject { ["type"] = "Root", ["accountId"] = Account })),
        new("success", Silent, SignIn()),
    ];
}
