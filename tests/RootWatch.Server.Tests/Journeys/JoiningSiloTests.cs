using RootWatch.Server.Tests.Storage;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>
/// Two silo processes on Azure Storage (Azurite). The one that all accounts are with is killed as soon as the other is
/// ready: what that one takes over of the directory of grains may not have come to it yet.
/// </summary>
[Collection(nameof(Journeys))]
public sealed class JoiningSiloTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Accounts = 200;
    private const int Regions = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_silo_killed_as_soon_as_another_has_joined_leaves_no_account_unwatched()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(Accounts, Regions);
        Dictionary<string, string> azure = azurite.Environment("joining");
        await using WatchingServer victim = new(fleet, Interval, ["--profile", "azure"], azure);
        await victim.UntilReady();
        await using WatchingServer survivor = new(fleet, Interval, ["--profile", "azure"], azure);
        await survivor.UntilReady();

        await victim.Program.Kill();
        await survivor.UntilAllPolled(TimeProvider.System.GetUtcNow(), Limit);
    }
}
