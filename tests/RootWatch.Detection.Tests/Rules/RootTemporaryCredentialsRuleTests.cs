using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootTemporaryCredentialsRuleTests() : RuleTest("RW-C17")
{
    private const string Sts = "sts.amazonaws.com";
    private const string Signin = "signin.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("federation token", Severity.Critical, Root(Sts, "GetFederationToken")),
        new("session token", Severity.Critical, Root(Sts, "GetSessionToken")),
        new("aws login, out of a console session", Severity.Critical, Root("signin.amazonaws.com", "CreateOAuth2Token", e => e["readOnly"] = true)),
        new("out of root's key, for an agent", Severity.Critical, Root("signin.amazonaws.com", "CreateOAuth2TokenWithIAM", e => e["readOnly"] = true)),
        new("aws login, refused", Severity.Medium, Root("signin.amazonaws.com", "CreateOAuth2Token", Denied)),
        new("aws login, refused, as the sign-in service says it", Severity.Medium, Renewed(1, e => e["additionalEventData"]!["success"] = "false")),
        new("aws login, renewed again and again", Severity.Critical, Renewed(1), Renewed(16), Renewed(31)),
        new("the consent before it", Silent, Root("signin.amazonaws.com", "AuthorizeOAuth2Access", e => e["readOnly"] = true)),
        new("a user's aws login", Silent, User("signin.amazonaws.com", "CreateOAuth2Token", e => e["readOnly"] = true)),
        new("who am I", Silent, Root(Sts, "GetCallerIdentity")),
        new("a user's", Silent, User(Sts, "GetSessionToken")),
    ];

    [Fact]
    public void Renewals_of_a_session_are_told_once_for_each_place_they_come_from_and_new_credentials_always()
    {
        var taken = Told(WatchState.Empty, Root(Signin, "CreateOAuth2Token", e => e["additionalEventData"] = new JsonObject { ["success"] = "true" }), out var state);
        var first = Told(state, Renewed(16), out state);
        var second = Told(state, Renewed(31), out state);
        var elsewhere = Told(state, Renewed(40, From("203.0.113.9")), out state);
        var late = Told(state, Renewed(3), out state);
        var otherSession = Told(state, Renewed(46, e => Identity(e)["sessionContext"]!["attributes"]!["creationDate"] = "2026-03-01T10:40:00Z"), out state);
        var withoutSession = Told(state, Renewed(50, e => Identity(e).Remove("sessionContext")), out state);
        var takenAgain = Told(state, At(55, Root(Signin, "CreateOAuth2Token")), out _);

        Assert.Equal((1, 1, 0, 1, 0, 1, 1, 1), (taken, first, second, elsewhere, late, otherSession, withoutSession, takenAgain));
    }

    private static JsonObject Renewed(double minutes, Action<JsonObject>? change = null) => At(minutes, Root(Signin, "CreateOAuth2Token", e =>
    {
        e["readOnly"] = true;
        e["userAgent"] = $"aws-cli/2.32.0 sid/35033f4ca1bd md/command#s3.{minutes}";
        e["additionalEventData"] = new JsonObject { ["grant_type"] = "refresh_token", ["success"] = "true" };
        change?.Invoke(e);
    }));

    private int Told(WatchState before, JsonObject record, out WatchState after)
    {
        var step = Advance(before, record);
        after = step.State;
        return step.Alerts.Count(alert => alert.RuleId == RuleId);
    }
}
