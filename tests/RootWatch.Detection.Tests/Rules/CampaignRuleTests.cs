using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
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
