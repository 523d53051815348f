using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Tenants;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>
/// A rule over the accounts of a tenant, each record in the account that it names. Besides its cases: facts may come in any
/// order, one by one, and more than once.
/// </summary>
public abstract class FleetRuleTest(string ruleId) : RuleTest(ruleId)
{
    protected static WatchSubject Tenant { get; } = new("acme", "", Sample.Now.AddDays(-30));

    protected virtual int AccountCount => 40;

    [Fact]
    public void The_order_of_the_facts_and_their_repetition_change_nothing()
    {
        foreach (var c in Cases)
        {
            var facts = Facts(c).ToArray();
            var random = new Random(7);
            TenantFact[][] orders = [facts, [.. facts.Reverse()], [.. facts.Concat(facts).OrderBy(_ => random.Next())]];
            Assert.All(orders, order => Assert.Equal((c.Name, Told(facts, 1000)), (c.Name, Told(order, 1))));
        }
    }

    protected override IReadOnlyList<Alert> Alerts(RuleCase c) =>
        TenantWatch.Advance(TenantState.Empty, Tenant, AccountCount, [.. Facts(c)], c.Now).Alerts;

    protected virtual IEnumerable<TenantFact> Facts(RuleCase c) =>
        from record in c.Records
        let account = EventDecoder.Decode(record.ToJsonString()).Event!.AccountId
        from alert in AccountWatch.Advance(WatchState.Empty, Sample.Subject with { AccountId = account }, [record.ToJsonString()], c.Now).Alerts
        let fact = TenantFact.Of(alert, Asn(alert.SourceIpAddress))
        where fact is not null
        select fact;

    protected virtual uint? Asn(string address) => null;

    private string Told(TenantFact[] facts, int batchSize)
    {
        var state = TenantState.Empty;
        var told = new List<string>();
        foreach (var batch in facts.Chunk(batchSize))
        {
            var step = TenantWatch.Advance(state, Tenant, AccountCount, batch, Sample.Now);
            told.AddRange(step.Alerts.Select(alert => $"{alert.AlertId} {alert.Severity}"));
            state = step.State;
        }

        told.AddRange(state.Campaigns.Select(campaign => $"{campaign.Key}: {string.Join(" ", campaign.Accounts)}"));
        return string.Join(", ", told.Order(StringComparer.Ordinal));
    }
}
