using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Detection.Origins;
using RootWatch.Origins;
using RootWatch.Server.Files;
using RootWatch.Server.Origins;
using RootWatch.Server.Tests.Hosting;

namespace RootWatch.Server.Tests.Origins;

public sealed class OriginFilesFollowerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-origins-");
    private readonly ReloadStatus _status = new();
    private readonly CurrentOrigins _origins = new();

    public void Dispose()
    {
        _status.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_good_change_is_taken_and_a_bad_one_keeps_what_was_in_force()
    {
        Write("tor 203.0.113.66\n");
        using OriginFilesFollower follower = Follower(Lists);
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(OriginKinds.Tor, Kinds());

        Write("hosting 203.0.113.0/24\n# longer than before\n");
        follower.Look();
        Assert.Equal(OriginKinds.Tor, Kinds());
        follower.Look();
        Assert.Equal(OriginKinds.Hosting, Kinds());

        Write("nonsense\n");
        follower.Look();
        follower.Look();
        Assert.Equal(OriginKinds.Hosting, Kinds());
        Assert.False(_status.Good["origins"]);

        File.Delete(Lists);
        follower.Look();
        follower.Look();
        Assert.Equal(OriginKinds.Hosting, Kinds());

        // By rename, as careful programs write.
        Write("relay 203.0.113.66\n", "new.txt");
        File.Move(Path.Combine(_folder.FullName, "new.txt"), Lists, overwrite: true);
        follower.Look();
        follower.Look();
        Assert.Equal(OriginKinds.Relay, Kinds());
        Assert.True(_status.Good["origins"]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Without_files_the_shipped_countries_are_known()
    {
        using OriginFilesFollower follower = Follower(null);
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("US", _origins.Value.Find(IPAddress.Parse("8.8.8.8")).Country);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    private string Lists => Path.Combine(_folder.FullName, "lists.txt");

    private void Write(string text, string file = "lists.txt") => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    private OriginKinds Kinds() => _origins.Value.Find(IPAddress.Parse("203.0.113.66")).Kinds;

    private OriginFilesFollower Follower(string? lists) => new(
        SomeSettings.Any with { Origins = new OriginPaths(null, null, lists) }, _origins, new FakeTimeProvider(), _status, NullLogger<OriginFilesFollower>.Instance);
}
