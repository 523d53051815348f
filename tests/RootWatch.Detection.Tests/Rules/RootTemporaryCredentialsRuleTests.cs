using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootTemporaryCredentialsRuleTests() : RuleTest("RW-C17")
{
    private const string Sts = "sts.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("federation token", Severity.Critical, Root(Sts, "GetFederationToken")),
        new("session token", Severity.Critical, Root(Sts, "GetSessionToken")),
        new("aws login, out of a console session", Severity.Critical, Root("signin.amazonaws.com", "CreateOAuth2Token", e => e["readOnly"] = true)),
        new("out of root's key, for an agent", Severity.Critical, Root("signin.amazonaws.com", "CreateOAuth2TokenWithIAM", e => e["readOnly"] = true)),
        new("aws login, refused", Severity.Medium, Root("signin.amazonaws.com", "CreateOAuth2Token", Denied)),
        new("the consent before it", Silent, Root("signin.amazonaws.com", "AuthorizeOAuth2Access", e => e["readOnly"] = true)),
        new("a user's aws login", Silent, User("signin.amazonaws.com", "CreateOAuth2Token", e => e["readOnly"] = true)),
        new("who am I", Silent, Root(Sts, "GetCallerIdentity")),
        new("a user's", Silent, User(Sts, "GetSessionToken")),
    ];
}
