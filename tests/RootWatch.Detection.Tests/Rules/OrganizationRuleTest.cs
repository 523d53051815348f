using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>A rule over what following an organization shows: each case is one fact.</summary>
public abstract class OrganizationRuleTest(string ruleId) : RuleTest(ruleId)
{
    protected static WatchSubject Tenant { get; } = new("acme", "", DateTimeOffset.MinValue);

    protected abstract IReadOnlyDictionary<string, (OrganizationFact Fact, Severity Expected)> Facts { get; }

    protected override IEnumerable<RuleCase> Cases => Facts.Select(fact => new RuleCase(fact.Key, fact.Value.Expected));

    protected override IReadOnlyList<Alert> Alerts(RuleCase c) => OrganizationWatch.Tell(Tenant with { Settings = Settings }, Facts[c.Name].Fact, c.Now);

    [Fact]
    public void Told_again_it_has_the_same_id_and_at_another_time_another()
    {
        foreach (var (fact, _) in Facts.Values.Where(one => one.Expected != Silent))
        {
            var first = Alert(fact);
            Assert.Equal(first.AlertId, Alert(fact with { Reason = "other words" }).AlertId);
            Assert.NotEqual(first.AlertId, Alert(fact with { At = fact.At.AddMinutes(1) }).AlertId);
            Assert.NotEqual(first.AlertId, Alert(fact with { OrganizationId = "o-another" }).AlertId);
        }
    }

    [Fact]
    public void A_tenant_that_turned_it_off_is_not_told()
    {
        var off = new DetectionSettings { Rules = new Dictionary<string, RuleSettings> { [RuleId] = new() { Enabled = false } } };
        Assert.All(Facts.Values, one => Assert.DoesNotContain(OrganizationWatch.Tell(Tenant with { Settings = off }, one.Fact, Sample.Now), alert => alert.RuleId == RuleId));
    }

    protected Alert Alert(OrganizationFact fact) => OrganizationWatch.Tell(Tenant, fact, Sample.Now).Single(alert => alert.RuleId == RuleId);
}
