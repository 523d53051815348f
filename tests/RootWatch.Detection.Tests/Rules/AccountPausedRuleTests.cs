using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AccountPausedRuleTests() : OrganizationRuleTest("RW-X09")
{
    private static readonly AccountPaused Gone = new("o-abcdefghij", "111122223333", Sample.Now, "it is no longer in the organization");

    protected override IReadOnlyDictionary<string, (OrganizationFact Fact, Severity Expected)> Facts { get; } = new Dictionary<string, (OrganizationFact, Severity)>
    {
        ["an account that is gone"] = (Gone, Severity.High),
        ["an organization that does not answer"] = (new OrganizationNotFollowed("o-abcdefghij", Sample.Now, "denied"), Silent),
    };

    [Fact]
    public void The_alert_is_of_the_account_and_says_why()
    {
        var alert = Alert(Gone);
        Assert.Equal(("acme", "111122223333", false), (alert.TenantId, alert.AccountId, alert.Historical));
        Assert.StartsWith("In account 111122223333: it is watched no more since", alert.Summary, StringComparison.Ordinal);
        Assert.Contains("no longer in the organization (organization o-abcdefghij)", alert.Summary, StringComparison.Ordinal);
    }
}
