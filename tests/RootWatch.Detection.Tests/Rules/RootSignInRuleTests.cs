using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Traces;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSignInRuleTests() : RuleTest("RW-S01")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("success with MFA", Severity.High, SignIn()),
        new("arn missing and userName an alias", Severity.High, SignIn("Success", "Yes", e => { Identity(e).Remove("arn"); Identity(e)["userName"] = "acme-prod"; })),
        new("other partition", Severity.High, SignIn("Success", "Yes", e => Identity(e)["arn"] = $"arn:aws-cn:iam::{Account}:root")),
        new("success in another letter case", Severity.High, SignIn("success")),
        new("an outcome that nobody knows", Severity.High, SignIn("Pending", "No")),
        new("no outcome", Severity.High, Answered(new JsonObject())),
        new("no answer", Severity.High, Answered(null)),
        new("an answer that is null within", Severity.High, Answered(new JsonObject { ["ConsoleLogin"] = null })),
        new("a bare text", Severity.High, Answered("Success")),
        new("no outcome, but an error", Silent, Answered(null, e => e["errorMessage"] = "Failed authentication")),
        new("failure in another letter case", Silent, Answered(new JsonObject { ["ConsoleLogin"] = "FAILURE" })),
        new("another sign-in page without an outcome", Silent, Answered(null, e => e["eventName"] = "CheckMfa")),
        new("success, but an error message", Silent, SignIn("Success", "Yes", e => e["errorMessage"] = "Failed authentication")),
        new("IAM user called root", Silent, User("signin.amazonaws.com", "ConsoleLogin", e => e["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" })),
        new("the directory's own login, typed Root with an empty arn", Silent, SignIn("Success", "Yes", e => { e["eventName"] = "ExternalIdPDirectoryLogin"; Identity(e)["arn"] = ""; })),
    ];

    [Fact]
    public void A_sign_in_whose_outcome_is_not_told_teaches_nothing_and_is_told_by_no_other_rule()
    {
        var step = Advance(WatchState.Empty, Answered(null));

        Assert.Contains("signed in to the console, or tried to (the record does not say how it went)", Assert.Single(step.Alerts).Summary, StringComparison.Ordinal);
        Assert.Empty(step.State.Trace.Of(TraceKind.SignIn));
        Assert.Empty(step.State.Trace.Of(TraceKind.Deed));
        Assert.Empty(step.State.RootActDays);
        Assert.Equal((null, 0, 0), (step.State.Profile.FirstUse, step.State.Profile.SignInDays.Count, step.State.Profile.Prefixes.Count));
    }

    [Fact]
    public void Failures_and_success_are_known_in_any_letter_case()
    {
        Assert.Contains(Advance(WatchState.Empty, SignIn("SUCCESS", "No")).Alerts, alert => alert.RuleId == "RW-S02");
        Assert.Equal(["RW-S03"], Advance(WatchState.Empty, Answered(new JsonObject { ["ConsoleLogin"] = "failure" })).Alerts.Select(alert => alert.RuleId));
    }

    private static JsonObject Answered(JsonNode? answer, Action<JsonObject>? change = null) => SignIn("Success", null, e =>
    {
        e["responseElements"] = answer;
        change?.Invoke(e);
    });
}
