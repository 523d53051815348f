using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Tests.Rules;

public sealed class OrganizationNotFollowedRuleTests() : OrganizationRuleTest("RW-X10")
{
    protected override IReadOnlyDictionary<string, (OrganizationFact Fact, Severity Expected)> Facts { get; } = new Dictionary<string, (OrganizationFact, Severity)>
    {
        ["an organization that does not answer"] = (new OrganizationNotFollowed("o-abcdefghij", Sample.Now, "denied: nobody may ask\nthat"), Severity.High),
        ["an account that is gone"] = (new AccountPaused("o-abcdefghij", "111122223333", Sample.Now, "it is gone"), Silent),
    };

    [Fact]
    public void The_alert_is_of_no_account_and_what_AWS_said_stays_on_one_line()
    {
        var alert = Alert(Facts["an organization that does not answer"].Fact);
        Assert.Equal("", alert.AccountId);
        Assert.Contains("organization o-abcdefghij", alert.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', alert.Summary);
    }
}
