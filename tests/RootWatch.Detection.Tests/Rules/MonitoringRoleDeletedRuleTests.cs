using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class MonitoringRoleDeletedRuleTests() : RuleTest("RW-X01")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("deleted", Severity.Critical, User(Iam, "DeleteRole", With(("roleName", "RootWatch")))),
        new("deleted, its name in another case", Severity.Critical, Root(Iam, "DeleteRole", With(("roleName", "rootwatch")))),
        new("parameters too large to be kept", Severity.Critical, User(Iam, "DeleteRole", With(("omitted", true)))),
        new("refused", Severity.Medium, User(Iam, "DeleteRole", e => { With(("roleName", "RootWatch"))(e); Denied(e); })),
        new("another role, as recorded", Silent, Real("invictus-aws.jsonl", "DeleteRole")),
        new("a role whose name begins so", Silent, User(Iam, "DeleteRole", With(("roleName", "RootWatch-test")))),
        new("made", Silent, User(Iam, "CreateRole", With(("roleName", "RootWatch")))),
    ];

    [Fact]
    public void The_role_is_the_accounts_own_if_it_has_another_name()
    {
        var subject = Subject with { RoleName = "acme-audit" };
        var own = User(Iam, "DeleteRole", With(("roleName", "acme-audit"))).ToJsonString();
        var usual = User(Iam, "DeleteRole", With(("roleName", "RootWatch"))).ToJsonString();

        Assert.Single(AccountWatch.Advance(WatchState.Empty, subject, [own], Now).Alerts);
        Assert.Empty(AccountWatch.Advance(WatchState.Empty, subject, [usual], Now).Alerts);
    }
}
