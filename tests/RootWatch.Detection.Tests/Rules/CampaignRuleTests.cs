using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
using RootWatch.Detection.Traces;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>Addresses of 203.0.113.0/24 belong to one autonomous system, those of 198.51.100.0/24 to none that is known.</summary>
public sealed class CampaignRuleTests() : FleetRuleTest("RW-Q05")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("three accounts, failed and not", Severity.Critical, Try(1, 0), Try(2, 5, "Success"), Try(3, 10)),
        new("three accounts within a day", Severity.Critical, Try(1, -1400), Try(2, -700), Try(3, 40)),
        new("a fourth a day later, told once", Severity.Critical, Try(1, -2840), Try(2, -2830), Try(3, -2820), Try(4, -1410), Try(5, -1400)),
        new("one address in two ways", Severity.Critical, Try(1, 0, address: "2001:db8::7"), Try(2, 5, address: "2001:0DB8::0007"), Try(3, 10, address: "2001:db8:0::7")),
        new("masked", Silent, Try(1, 0, address: "HIDDEN_DUE_TO_SECURITY_REASONS"), Try(2, 5, address: "HIDDEN_DUE_TO_SECURITY_REASONS"), Try(3, 10, address: "HIDDEN_DUE_TO_SECURITY_REASONS")),
        new("two accounts", Silent, Try(1, 0), Try(2, 5), Try(1, 6), Try(2, 7)),
        new("three accounts in more than a day", Silent, Try(1, -1400), Try(2, -700), Try(3, 41)),
        new("three addresses", Silent, Try(1, 0, address: "198.51.100.1"), Try(2, 5, address: "198.51.100.2"), Try(3, 6, address: "198.51.100.3")),
        new("one network and agent by several addresses", Severity.Critical, Try(1, 0, address: "203.0.113.1"), Try(2, 5, address: "203.0.113.2"), Try(3, 6, address: "203.0.113.3")),
        new("one network and agents of many kinds", Silent, Try(1, 0, address: "203.0.113.1", agent: "curl/8"), Try(2, 5, address: "203.0.113.2", agent: "wget/1"), Try(3, 6, address: "203.0.113.3")),
        new("one address of a known network, told once", Severity.Critical, Try(1, 0, address: "203.0.113.1"), Try(2, 5, address: "203.0.113.1"), Try(3, 6, address: "203.0.113.1")),
    ];

    [Fact]
    public void It_lists_its_accounts_and_the_list_grows_without_another_alert()
    {
        var first = Step(TenantState.Empty, Try(1, 0), Try(2, 1), Try(3, 2));
        var second = Step(first.State, Try(4, 100), Try(5, 200));

        Assert.Contains("to 3 accounts within a day: 000000000001, 000000000002, 000000000003", Assert.Single(first.Alerts).Summary, StringComparison.Ordinal);
        Assert.Equal(("acme", ""), (first.Alerts[0].TenantId, first.Alerts[0].AccountId));
        Assert.Empty(second.Alerts);
        Assert.Equal(5, Assert.Single(second.State.Campaigns).Accounts.Count);
        Assert.Equal(first.State.Campaigns[0].Key, second.State.Campaigns[0].Key);
    }

    [Fact]
    public void A_network_that_the_tenant_expects_makes_no_campaign()
    {
        Assert.Empty(Expecting(new ExpectedUse { Networks = new NetworkList([IPNetwork.Parse("198.51.100.0/24")]) }, "198.51.100.7"));
        Assert.Empty(Expecting(new ExpectedUse { Asns = [64500] }, "203.0.113.1"));
        Assert.Single(Expecting(new ExpectedUse { Asns = [64500] }, "198.51.100.7"));

        IReadOnlyList<Alert> Expecting(ExpectedUse expected, string address) => TenantWatch.Advance(
            TenantState.Empty, Tenant with { Settings = DetectionSettings.Default with { Expected = expected } }, AccountCount,
            [.. Facts(new RuleCase("", Silent, Try(1, 0, address: address), Try(2, 1, address: address), Try(3, 2, address: address)))], Now).Alerts;
    }

    [Fact]
    public void A_flood_of_addresses_pushes_out_no_campaign_and_stays_small()
    {
        var state = Step(TenantState.Empty, Try(1, 0), Try(2, 1)).State;
        var flood = Enumerable.Range(0, 5000).Select(i => new TenantFact($"{i % 7:d12}", TenantFactKind.SignIn, Now.AddHours(-1).AddSeconds(i % 900), $"{i}", $"10.0.{i / 250}.{i % 250}"));
        foreach (var batch in flood.Chunk(500))
        {
            state = TenantWatch.Advance(state, Tenant, AccountCount, batch, Now).State;
        }

        Assert.Contains(Step(state, Try(3, 90)).Alerts, alert => alert.Summary.Contains("198.51.100.7", StringComparison.Ordinal));
        Assert.Equal(TenantState.SourcesMax, state.Sources.Entries.Count);
        Assert.InRange(JsonSerializer.Serialize(state).Length, 1, 200_000);
        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(JsonSerializer.Deserialize<TenantState>(JsonSerializer.Serialize(state))));
    }

    [Fact]
    public void A_botnet_is_told_of_each_of_its_addresses_once()
    {
        var (state, first) = Told(TenantState.Empty, Botnet(0, 105, minutes: 0));
        (state, var second) = Told(state, Botnet(105, 70, minutes: 30));
        (state, var again) = Told(state, Botnet(0, 10, minutes: 60));

        Assert.Equal((105, 70, 0), (first.Count, second.Count, again.Count));
        Assert.Equal(175, first.Concat(second).Select(alert => alert.AlertId).Distinct().Count());
        Assert.Equal(TenantState.CampaignsMax, state.Campaigns.Count);
    }

    [Fact]
    public void More_sources_than_are_told_by_name_are_told_once_in_all_and_by_name_again_in_the_next_month()
    {
        var state = TenantState.Empty;
        var alerts = new List<Alert>();
        for (var n = 0; n < 700; n += 100)
        {
            (state, var told) = Told(state, Botnet(n, 100, minutes: n / 10.0));
            alerts.AddRange(told);
        }

        (state, var again) = Told(state, Botnet(0, 100, minutes: 80));
        Assert.Equal(CampaignRule.NamedMax + 1, alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Equal(alerts.Select(alert => alert.AlertId).Distinct(), alerts.Select(alert => alert.AlertId));
        Assert.Contains("more than 500 sources in 2026-03", Assert.Single(alerts, alert => alert.Summary.Contains("further", StringComparison.Ordinal)).Summary, StringComparison.Ordinal);
        Assert.Empty(again);

        var (next, ofNext) = Told(state, Botnet(0, 100, minutes: 60 * 24 * 31));
        Assert.Equal(100, ofNext.Count);
        Assert.InRange(JsonSerializer.Serialize(next).Length, 1, 300_000);
    }

    [Fact]
    public void Campaigns_that_were_told_of_leave_room_for_one_that_comes_slowly()
    {
        var (state, _) = Told(TenantState.Empty, Botnet(0, 300, minutes: 0));
        var alerts = new List<Alert>();
        foreach (var account in new[] { 1, 2, 3 })
        {
            var step = Step(state, Try(account, 30 + account));
            (state, var more) = Told(step.State, Botnet(0, 300, minutes: 40 + account));
            alerts.AddRange(step.Alerts.Concat(more));
        }

        Assert.Contains("198.51.100.7 signed in as root", Assert.Single(alerts).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_that_was_told_with_the_time_of_its_last_sign_in_is_known_as_told()
    {
        var (state, first) = Told(TenantState.Empty, Botnet(0, 3, minutes: 0));
        var told = state.Told.ByRule["RW-Q05"].Select((entry, n) => entry with { Second = Now.AddMinutes(n).ToUnixTimeSeconds() });
        var before = state with { Told = new ToldEpisodes { ByRule = new Dictionary<string, IReadOnlyList<TraceEntry>> { ["RW-Q05"] = [.. told] } } };

        Assert.Equal(3, first.Count);
        Assert.Empty(Told(before, Botnet(0, 3, minutes: 60)).Alerts);
        Assert.Single(Told(before, Botnet(0, 4, minutes: 60)).Alerts);
    }

    /// <summary>Of so many addresses from the n-th on, each tries three accounts.</summary>
    private static IEnumerable<TenantFact> Botnet(int first, int count, double minutes) =>
        from n in Enumerable.Range(first, count)
        from account in Enumerable.Range(1, 3)
        let at = Now.AddMinutes(minutes - 120).AddSeconds(n % 300)
        select new TenantFact($"{account:d12}", TenantFactKind.SignIn, at, $"{n} {account} {minutes}", $"10.1.{n / 250}.{n % 250}");

    private static (TenantState State, IReadOnlyList<Alert> Alerts) Told(TenantState state, IEnumerable<TenantFact> facts)
    {
        var step = TenantWatch.Advance(state, Tenant, 40, [.. facts], Now);
        return (step.State, step.Alerts);
    }

    protected override uint? Asn(string address) => address.StartsWith("203.0.113.", StringComparison.Ordinal) ? 64500u : null;

    private TenantStep Step(TenantState state, params JsonObject[] records) =>
        TenantWatch.Advance(state, Tenant, AccountCount, [.. Facts(new RuleCase("", Silent, records))], Now);

    private static JsonObject Try(int account, double minutes, string outcome = "Failure", string address = "198.51.100.7", string? agent = null) =>
        At(minutes, SignIn(outcome, "No", e =>
        {
            e["recipientAccountId"] = $"{account:d12}";
            e["sourceIPAddress"] = address;
            e["userAgent"] = agent ?? (string?)e["userAgent"];
        }));
}
