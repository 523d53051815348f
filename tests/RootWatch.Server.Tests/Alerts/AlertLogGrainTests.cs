using RootWatch.Server.Alerts;
using RootWatch.Server.Tests.Grpc;

namespace RootWatch.Server.Tests.Alerts;

public sealed class AlertLogGrainTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Account = "111122223333";

    [Fact]
    public async Task An_outbox_that_is_sent_again_is_taken_once()
    {
        IAlertLogGrain log = Log("again");
        Assert.Equal(3, await log.Append(Account, Entries("again", 1, 3)));
        Assert.Equal(3, await log.Append(Account, Entries("again", 1, 3)));
        Assert.Equal(5, await log.Append(Account, Entries("again", 2, 5)));
        LogPage page = await log.Read(0, 1000);
        Assert.Equal([1, 2, 3, 4, 5], page.Alerts.Select(alert => alert.Seq));
        Assert.Equal(5, page.Alerts.Select(alert => AlertJson.Read(alert.AlertJson).AlertId).Distinct().Count());
    }

    [Fact]
    public async Task What_comes_before_its_turn_is_not_taken()
    {
        IAlertLogGrain log = Log("early");
        Assert.Equal(0, await log.Append(Account, Entries("early", 3, 4)));
        Assert.Equal(4, await log.Append(Account, Entries("early", 1, 4)));
        Assert.Equal(4, (await log.Read(0, 1000)).Alerts.Count);
    }

    [Fact]
    public async Task Accounts_count_their_outboxes_apart()
    {
        IAlertLogGrain log = Log("apart");
        Assert.Equal(2, await log.Append(Account, Entries("apart", 1, 2)));
        Assert.Equal(1, await log.Append("999988887777", [SampleAlerts.Entry("apart", "999988887777", 1)]));
        Assert.Equal([1, 2, 3], (await log.Read(0, 1000)).Alerts.Select(alert => alert.Seq));
    }

    [Fact]
    public async Task A_long_log_is_read_from_anywhere_in_pages_of_any_size()
    {
        IAlertLogGrain log = Log("long");
        await log.Append(Account, Entries("long", 1, 300));
        foreach (int size in new[] { 1, 7, 64, 100, 1000 })
        {
            long position = 0;
            List<long> read = [];
            while (await log.Read(position, size) is { Alerts.Count: > 0 } page)
            {
                Assert.InRange(page.Alerts.Count, 1, size);
                read.AddRange(page.Alerts.Select(alert => alert.Seq));
                position = read[^1];
            }

            Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), read);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_store_that_fails_before_and_after_writing_costs_no_alert_and_doubles_none(int seed)
    {
        string tenant = $"faulty-{seed}";
        host.Storage.Fail(0.3, seed);
        try
        {
            for (int first = 1; first <= 400; first += 8)
            {
                await host.Append(tenant, Account, first, first + 7);
            }
        }
        finally
        {
            host.Storage.Fail(0, 0);
        }

        Assert.True(host.Storage.Faults > 10, "the store did not fail: the test shows nothing");
        LogPage page = await Log(tenant).Read(0, 1000);
        Assert.Equal(Enumerable.Range(1, 400).Select(n => (long)n), page.Alerts.Select(alert => alert.Seq));
        Assert.Equal(
            Enumerable.Range(1, 400).Select(n => SampleAlerts.Alert(tenant, Account, n).AlertId),
            page.Alerts.Select(alert => AlertJson.Read(alert.AlertJson).AlertId));
    }

    [Fact]
    public void An_alert_survives_its_stored_form()
    {
        Detection.Alerts.Alert alert = SampleAlerts.Alert("acme", Account, 7);
        Detection.Alerts.Alert read = AlertJson.Read(AlertJson.Write(alert));
        Assert.Equivalent(alert, read, strict: true);
    }

    private static OutboxEntry[] Entries(string tenant, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(n => SampleAlerts.Entry(tenant, Account, n))];

    private IAlertLogGrain Log(string tenant) => host.Grains.GetGrain<IAlertLogGrain>(tenant);
}
