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
        new("who am I", Silent, Root(Sts, "GetCallerIdentity")),
        new("a user's", Silent, User(Sts, "GetSessionToken")),
    ];
}
