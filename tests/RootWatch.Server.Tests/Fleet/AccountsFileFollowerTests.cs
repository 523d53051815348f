using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Files;
using RootWatch.Server.Fleet;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Fleet;

/// <summary>A changed accounts.yaml comes into force when it is whole and right, and not before.</summary>
public sealed class AccountsFileFollowerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-follow-");
    private readonly CurrentRoster _roster = new();
    private readonly ReloadStatus _status = new();

    public void Dispose()
    {
        _status.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_good_change_is_taken_a_bad_one_keeps_the_old_roster_and_says_so()
    {
        Write("111122223333");
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["111122223333"], _roster.Value.Accounts.Keys);

        Write("222233334444");
        follower.Look();
        Assert.Equal(["111122223333"], _roster.Value.Accounts.Keys);
        follower.Look();
        Assert.Equal(["222233334444"], _roster.Value.Accounts.Keys);

        File.WriteAllText(AccountsPath, "tenants: [");
        follower.Look();
        follower.Look();
        Assert.Equal(["222233334444"], _roster.Value.Accounts.Keys);
        Assert.False(_status.Good["accounts"]);

        // By rename, as careful editors write.
        Write("333344445555", "new.yaml");
        File.Move(Path.Combine(_folder.FullName, "new.yaml"), AccountsPath, overwrite: true);
        follower.Look();
        follower.Look();
        Assert.Equal(["333344445555"], _roster.Value.Accounts.Keys);
        Assert.True(_status.Good["accounts"]);

        File.Delete(AccountsPath);
        follower.Look();
        follower.Look();
        Assert.Equal(["333344445555"], _roster.Value.Accounts.Keys);
        Assert.False(_status.Good["accounts"]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    private string AccountsPath => Path.Combine(_folder.FullName, "accounts.yaml");

    private void Write(string account, string file = "accounts.yaml") => File.WriteAllText(Path.Combine(_folder.FullName, file),
        $"tenants:\n  - id: acme\n    accounts:\n      - id: \"{account}\"\n        roleArn: arn:aws:iam::{account}:role/RootWatch\n");

    private AccountsFileFollower Follower() => new(new ServerSettings
    {
        AccountsPath = AccountsPath,
        DataDirectory = "",
        Profile = DeploymentProfile.Embedded,
        Dev = true,
        GrpcListen = new Listener(new IPEndPoint(IPAddress.Loopback, 0)),
        HttpListen = new Listener(new IPEndPoint(IPAddress.Loopback, 0)),
        SiloPort = 0,
        SiloAdvertise = IPAddress.Loopback,
        Aws = new(),
        LogLevel = LogLevel.Information,
    }, _roster, new FakeTimeProvider(), _status, NullLogger<AccountsFileFollower>.Instance);
}
