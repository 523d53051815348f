using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Tenants;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>Each record stands for its account going blind at its time.</summary>
public sealed class FleetBlindRuleTests() : FleetRuleTest("RW-Q06")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("four of forty", Severity.Critical, Blind(1, 0), Blind(2, 5), Blind(3, 10), Blind(4, 15)),
        new("many, told once", Severity.Critical, [.. Enumerable.Range(0, 30).Select(i => Blind(i, i))]),
        new("three", Silent, Blind(1, 0), Blind(2, 5), Blind(3, 10)),
        new("one of them twice", Silent, Blind(1, 0), Blind(2, 5), Blind(3, 10), Blind(3, 11)),
        new("one after the other", Silent, Blind(1, 0), Blind(2, 6), Blind(3, 12), Blind(4, 18)),
    ];

    [Fact]
    public void Of_many_accounts_more_than_five_percent_have_to_be_blind()
    {
        TenantFact[] facts = [.. Facts(new RuleCase("", Silent, [.. Enumerable.Range(0, 51).Select(i => Blind(i, i * 0.1))]))];

        Assert.Empty(TenantWatch.Advance(TenantState.Empty, Tenant, 1000, facts[..50], Now).Alerts);
        Assert.Single(TenantWatch.Advance(TenantState.Empty, Tenant, 1000, facts, Now).Alerts);
    }

    [Fact]
    public void What_an_account_tells_of_its_blindness_is_such_a_fact()
    {
        var blind = Subject with { Situation = Situation.Unknown with { Sight = new Sight(Now.AddHours(-1), TimeSpan.FromMinutes(1)) } };
        var alert = AccountWatch.Tick(WatchState.Empty, blind, Now).Alerts.Single();

        Assert.Equal(new TenantFact(Account, TenantFactKind.Blind, Now.AddHours(-1), alert.AlertId), TenantFact.Of(alert));
    }

    protected override IEnumerable<TenantFact> Facts(RuleCase c) => c.Records.Select(record =>
    {
        var e = EventDecoder.Decode(record.ToJsonString()).Event!;
        return new TenantFact(e.AccountId, TenantFactKind.Blind, e.EventTime!.Value, e.EventKey);
    });

    private static JsonObject Blind(int account, double minutes) => At(minutes, SignIn(change: e => e["recipientAccountId"] = $"{account:d12}"));
}
