using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>Two silo processes on Azure Storage (Azurite) watch 200 accounts. One is killed, then the store goes away for a minute.</summary>
[Collection(nameof(Journeys))]
public sealed class TwoSilosTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Accounts = 200;
    private const int Regions = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_killed_silo_and_a_stopped_store_cost_no_alert_and_double_none()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(Accounts, Regions);
        Dictionary<string, string> azure = azurite.Environment("journey");
        // The one that was there first has most of the accounts when it dies.
        await using WatchingServer victim = new(fleet, Interval, ["--profile", "azure"], azure);
        await victim.UntilReady();
        await using WatchingServer survivor = new(fleet, Interval, ["--profile", "azure"], azure);
        await survivor.UntilReady();
        // Both watch: what one that joins takes over of the directory has come to it by then.
        await survivor.UntilAllPolled(TimeProvider.System.GetUtcNow().AddSeconds(10), TimeSpan.FromSeconds(120));
        using CancellationTokenSource enough = new();
        Task uses = fleet.KeepUsingRoot(TimeSpan.FromMilliseconds(250), enough.Token);

        await victim.Program.Kill();
        await survivor.UntilAllPolled(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));

        await azurite.StopAsync();
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        await azurite.StartAsync();

        await enough.CancelAsync();
        await uses;
        IReadOnlyList<string> events = fleet.EventIds;
        Assert.True(events.Count > 100, $"only {events.Count} events: the test shows nothing");
        IReadOnlyList<Alert> told = await survivor.UntilToldOf(events, TimeSpan.FromSeconds(180));
        Assert.Equal(told.Count, told.Select(alert => alert.AlertId).Distinct().Count());
        foreach (IGrouping<string, Alert> log in told.GroupBy(alert => alert.TenantId))
        {
            Assert.Equal(Enumerable.Range(1, log.Count()).Select(seq => (long)seq), log.Select(alert => alert.Sequence));
        }
    }
}
