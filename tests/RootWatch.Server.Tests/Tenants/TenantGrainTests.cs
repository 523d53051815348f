using Orleans.Runtime;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Alerts;
using RootWatch.Server.Tenants;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Grpc;

namespace RootWatch.Server.Tests.Tenants;

public sealed class TenantGrainTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly string[] Accounts = ["111122223333", "222233334444", "333344445555", "444455556666"];

    [Fact]
    public async Task One_address_at_the_roots_of_three_accounts_is_one_alert_that_names_them()
    {
        await Tell("campaign", SignIn("campaign", Accounts[0], 1, "198.51.100.7"), SignIn("campaign", Accounts[1], 2, "198.51.100.7"), SignIn("campaign", Accounts[2], 3, "198.51.100.8"));
        Assert.Empty(await Found("campaign"));

        await Tell("campaign", SignIn("campaign", Accounts[2], 4, "198.51.100.7") with { RuleId = "RW-S03" });
        Alert alert = Assert.Single(await Found("campaign"));
        Assert.Equal(("RW-Q05", "campaign", "", Severity.Critical), (alert.RuleId, alert.TenantId, alert.AccountId, alert.Severity));
        Assert.All(Accounts[..3], account => Assert.Contains(account, alert.Summary, StringComparison.Ordinal));

        // The next account of the same campaign is no news, nor is looking again.
        await Tell("campaign", SignIn("campaign", Accounts[3], 5, "198.51.100.7"));
        await Tell("campaign");
        Assert.Single(await Found("campaign"));
    }

    [Fact]
    public async Task Other_tenants_accounts_are_not_counted()
    {
        await Tell("apart-1", SignIn("apart-1", Accounts[0], 1, "198.51.100.7"), SignIn("apart-1", Accounts[1], 2, "198.51.100.7"));
        await Tell("apart-2", SignIn("apart-2", Accounts[2], 3, "198.51.100.7"), SignIn("apart-2", Accounts[3], 4, "198.51.100.7"));

        Assert.Empty((await Found("apart-1")).Concat(await Found("apart-2")));
    }

    [Fact]
    public async Task Many_accounts_that_go_blind_together_are_one_alert_and_their_sight_another()
    {
        Alert[] dark = [.. Accounts.Select((account, n) => SampleAlerts.Alert("blind", account, n) with { RuleId = "RW-X04", EventId = "", Region = "", ErrorCode = "denied" })];
        await Tell("blind", dark);
        Alert opened = Assert.Single(await Found("blind"));
        Assert.Equal(("RW-Q06", Severity.Critical), (opened.RuleId, opened.Severity));
        Assert.Contains("(denied 4)", opened.Summary, StringComparison.Ordinal);
        Assert.All(Accounts, account => Assert.Contains(account, opened.Summary, StringComparison.Ordinal));

        foreach (Alert one in dark)
        {
            Assert.Single(await Found("blind"));
            await Tell("blind", one with { RuleId = "RW-X06", EventTime = one.EventTime!.Value.AddMinutes(30) });
        }

        await Tell("blind");
        Alert closed = (await Found("blind"))[^1];
        Assert.Equal((2, "RW-Q06", Severity.Low), ((await Found("blind")).Count, closed.RuleId, closed.Severity));
    }

    [Fact]
    public async Task What_each_account_tells_of_a_stretch_says_so_and_the_next_stretch_is_another_one_also_after_a_restart()
    {
        const string Tenant = "folded";
        const string Late = "555566667777";
        Alert first = await Stretch(0);
        await Restart();
        Alert second = await Stretch(7200);

        Assert.NotEqual(first.AlertId, second.AlertId);
        Assert.Equal(4, (await Found(Tenant)).Count);

        async Task<Alert> Stretch(long number)
        {
            int before = (await Found(Tenant)).Count;
            Alert[] dark = [.. Accounts.Append(Late).Select((account, n) => SampleAlerts.Alert(Tenant, account, number + n) with { RuleId = "RW-X04", EventId = "", Region = "" })];
            await Tell(Tenant, dark[..^1]);
            Alert opened = (await Found(Tenant))[before];
            Assert.Equal(Accounts, opened.AccountIds);
            Assert.Equal("", opened.Closes);
            await Restart();
            await Tell(Tenant, dark[^1]);
            await Tell(Tenant, [.. dark.Select(one => one with { AlertId = $"{one.AlertId}-seen", RuleId = "RW-X06", EventTime = one.EventTime!.Value.AddMinutes(30) })]);
            await Tell(Tenant);

            Alert[] told = [.. (await All(Tenant)).SkipWhile(alert => alert.AlertId != dark[0].AlertId)];
            Assert.Equal(["", "", "", "", opened.AlertId], told.Where(alert => alert.RuleId == "RW-X04").Select(alert => alert.PartOf));
            Assert.All(told.Where(alert => alert.RuleId == "RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));
            Alert closed = told.Last(alert => alert.RuleId == "RW-Q06");
            Assert.Equal((opened.AlertId, ""), (closed.Closes, closed.PartOf));
            Assert.Equal([.. Accounts, Late], closed.AccountIds);
            return opened;
        }
    }

    [Fact]
    public async Task Three_accounts_that_go_blind_are_three_alerts_that_stand_for_themselves()
    {
        await Tell("unfolded", [.. Accounts[..3].Select((account, n) => SampleAlerts.Alert("unfolded", account, n) with { RuleId = "RW-X04", EventId = "", Region = "" })]);

        Assert.Empty(await Found("unfolded"));
        Assert.All(await All("unfolded"), alert => Assert.Equal("", alert.PartOf));
    }

    [Fact]
    public async Task An_account_whose_watch_stands_still_is_told_once_and_once_that_it_goes_on_also_over_restarts_and_failed_writes()
    {
        const string Account = "111122223333";
        ITenantGrain tenant = host.Grains.GetGrain<ITenantGrain>("acme");
        UnattendedAccount silent = new(Account, DateTimeOffset.UnixEpoch.AddDays(20_000), Unattended.Silent);
        host.Storage.Fail(0.4, 1);
        try
        {
            await Repeat(() => tenant.Attend([silent, silent with { AccountId = "222233334444" }], ["111122224444"]));
            await Restart();
            await Repeat(() => tenant.Attend([silent with { Since = silent.Since.AddMinutes(9) }], []));
            await tenant.Look();
            await Repeat(() => tenant.Attend([], [Account]));
            await Restart();
            await Repeat(() => tenant.Attend([], [Account]));
        }
        finally
        {
            host.Storage.Fail(0, 0);
        }

        await tenant.Look();
        Alert[] told = [.. (await All("acme")).Where(alert => alert.RuleId == "RW-X11")];
        Assert.Equal([Severity.Critical, Severity.Low], told.Select(alert => alert.Severity));
        Assert.All(told, alert => Assert.Equal(Account, alert.AccountId));
        Assert.Equal(("", told[0].AlertId, "silent"), (told[0].Closes, told[1].Closes, told[0].ErrorCode));

        async Task Repeat(Func<Task> attend)
        {
            for (bool isDone = false; !isDone;)
            {
                try
                {
                    await attend();
                    isDone = true;
                }
                catch (Exception trouble) when (trouble is OrleansException or IOException)
                {
                    // As the patrol does.
                }
            }
        }
    }

    [Fact]
    public async Task A_log_of_many_pages_is_read_to_its_end()
    {
        await host.Append("paged", Accounts[3], 1, 700);
        await Tell("paged", SignIn("paged", Accounts[0], 1, "198.51.100.7"), SignIn("paged", Accounts[1], 2, "198.51.100.7"), SignIn("paged", Accounts[2], 3, "198.51.100.7"));

        Assert.Single(await Found("paged"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_store_that_fails_before_and_after_writing_costs_no_alert_and_doubles_none(int seed)
    {
        string tenant = $"tenant-faulty-{seed}";
        const int Sources = 20;
        host.Storage.Fail(0.4, seed);
        try
        {
            for (int source = 0; source < Sources; source++)
            {
                await Tell(tenant, [.. Accounts[..3].Select((account, n) => SignIn(tenant, account, (10 * source) + n, $"198.51.100.{source}"))]);
            }
        }
        finally
        {
            host.Storage.Fail(0, 0);
        }

        Assert.True(host.Storage.Faults > 10, "the store did not fail: the test shows nothing");
        await Tell(tenant);
        await Tell(tenant);
        IReadOnlyList<Alert> found = await Found(tenant);
        Assert.Equal(Sources, found.Count);
        Assert.Distinct(found.Select(alert => alert.AlertId));
    }

    private static Alert SignIn(string tenant, string account, long number, string address) =>
        SampleAlerts.Alert(tenant, account, number) with { RuleId = "RW-S01", SourceIpAddress = address };

    private async Task Tell(string tenant, params Alert[] alerts)
    {
        IAlertLogGrain log = host.Grains.GetGrain<IAlertLogGrain>(tenant);
        foreach (Alert alert in alerts)
        {
            for (bool isTaken = false; !isTaken;)
            {
                try
                {
                    long next = await log.Append(alert.AccountId, []) + 1;
                    isTaken = await log.Append(alert.AccountId, [new OutboxEntry(next, AlertJson.Write(alert))]) >= next;
                }
                catch (Exception trouble) when (trouble is OrleansException or IOException)
                {
                    // Whether the log has it or not: the same alert once more changes nothing.
                }
            }
        }

        await host.Grains.GetGrain<ITenantGrain>(tenant).Look();
    }

    /// <summary>What the log tells of the tenant as a whole.</summary>
    private async Task<IReadOnlyList<Alert>> Found(string tenant) =>
        [.. (await All(tenant)).Where(alert => alert.RuleId.StartsWith("RW-Q", StringComparison.Ordinal))];

    private async Task<IEnumerable<Alert>> All(string tenant) =>
        (await host.Grains.GetGrain<IAlertLogGrain>(tenant).Read(0, 1000)).Alerts.Select(logged => AlertJson.Read(logged.AlertJson));

    /// <summary>Nothing is left but what was stored.</summary>
    private Task Restart() => host.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
}
