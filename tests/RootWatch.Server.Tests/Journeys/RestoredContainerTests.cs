using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>On Azure Storage (Azurite) the logs' blobs are put back to an older copy, over newer ones, while the accounts' stay.</summary>
[Collection(nameof(Journeys))]
public sealed class RestoredContainerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Container = "restored";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task What_happens_after_the_logs_were_put_back_is_told_and_nothing_is_told_twice()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(6, 1);
        await using WatchingServer before = Start(fleet, "before");
        await before.UntilReady();
        await Use(fleet, before, 90);
        Dictionary<string, BinaryData> copy = await Copy();
        await Use(fleet, before, 300);
        await before.Program.Kill();
        int left = await PutBack(copy);
        Assert.True(left > 0, "no segment was left over: the test shows nothing");

        await using WatchingServer after = Start(fleet, "after");
        await after.UntilReady();
        IReadOnlyList<Alert> told = await Use(fleet, after, 300);

        Assert.Equal(told.Count, told.Select(alert => alert.AlertId).Distinct().Count());
        foreach (IGrouping<string, Alert> log in told.GroupBy(alert => alert.TenantId))
        {
            Assert.Equal(Enumerable.Range(1, log.Count()).Select(seq => (long)seq), log.Select(alert => alert.Sequence));
        }
    }

    /// <summary>Membership has a table for each server: the one before was killed, and nobody waits until that is noticed.</summary>
    private WatchingServer Start(WatchedFleet fleet, string table) => new(fleet, Interval, ["--profile", "azure"], azurite.Environment(Container, table));

    private static async Task<IReadOnlyList<Alert>> Use(WatchedFleet fleet, WatchingServer server, int times)
    {
        int before = fleet.EventIds.Count;
        for (int n = 0; n < times; n++)
        {
            fleet.SignInAsRoot();
        }

        return await server.UntilToldOf([.. fleet.EventIds.Skip(before)], Patience);
    }

    private BlobContainerClient Blobs => new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(Container);

    private async Task<Dictionary<string, BinaryData>> Copy()
    {
        Dictionary<string, BinaryData> copy = [];
        await foreach (BlobItem blob in Blobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, "log-", TestContext.Current.CancellationToken))
        {
            copy[blob.Name] = (await Blobs.GetBlobClient(blob.Name).DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content;
        }

        return copy;
    }

    /// <summary>Returns how many segments there are that the copy does not have.</summary>
    private async Task<int> PutBack(Dictionary<string, BinaryData> copy)
    {
        int left = (await Copy()).Keys.Count(name => name.StartsWith("log-segment-", StringComparison.Ordinal) && !copy.ContainsKey(name));
        foreach ((string name, BinaryData content) in copy)
        {
            await Blobs.GetBlobClient(name).UploadAsync(content, overwrite: true, TestContext.Current.CancellationToken);
        }

        return left;
    }
}
