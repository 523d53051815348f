using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RootWatch.Aws;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Accounts;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Hosting;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Heartbeats;

/// <summary>A silo with accounts that are watched, and somebody outside who only hears whether it is alive.</summary>
[Collection(nameof(Heartbeats))]
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Beats_arrive_stop_while_store_sight_or_canary_fail_and_come_back()
    {
        FakeCloudTrail trail = new(TimeProvider.System);
        await using Receiver receiver = await Receiver.Start();
        using IHost silo = Silo(trail, receiver.Url);
        await silo.StartAsync(TestContext.Current.CancellationToken);
        FaultyStorage store = silo.Services.GetRequiredService<FaultyStorage>();
        await Beats();

        store.Fail(1, 1);
        await Stops();
        store.Fail(0, 0);
        await Beats();

        store.Only = "log";
        store.Fail(1, 1);
        await Stops();
        store.Fail(0, 0);
        store.Only = null;
        await Beats();

        trail.Fault = (_, _) => FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDenied");
        await Stops();
        trail.Fault = (_, _) => null;
        await Beats();
        Assert.All(receiver.Requests, request => Assert.Equal("GET /ping/secret", request));
        await silo.StopAsync(TestContext.Current.CancellationToken);

        async Task Beats()
        {
            int before = receiver.Requests.Count;
            Assert.True(await Eventually.Holds(Limit, () => Task.FromResult(receiver.Requests.Count >= before + 2)), "no heartbeat");
        }

        // Quiet for five intervals; one that had begun may still arrive.
        async Task Stops()
        {
            int last = -1;
            long since = 0;
            Assert.True(await Eventually.Holds(Limit, () =>
            {
                int count = receiver.Requests.Count;
                (last, since) = count == last ? (last, since) : (count, TimeProvider.System.GetTimestamp());
                return Task.FromResult(TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(5));
            }), "the heartbeat goes on");
        }
    }

    private static IHost Silo(FakeCloudTrail trail, Uri url)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        IServiceCollection services = builder.Services;
        CurrentRoster roster = new();
        roster.Replace(new Roster(
            [new TenantRegistration("acme", "Acme")],
            new[] { "111122223333", "222233334444" }.ToDictionary(id => id, id => new AccountRegistration
            {
                TenantId = "acme",
                AccountId = id,
                Name = "a",
                RoleArn = $"arn:aws:iam::{id}:role/RootWatch",
                Regions = ["us-east-1"],
            })));
        services.AddSingleton(roster);
        builder.UseLoneSilo();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton<DocumentStorageProbe>();
        services.AddWatching(trail, new PollOptions { StartSpread = TimeSpan.Zero, HomeInterval = TimeSpan.FromSeconds(1), AccountInterval = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        services.AddFleet();
        services.AddHeartbeat(
            SomeSettings.Any with { Heartbeat = new HeartbeatTarget(url, IsPost: false) },
            new HeartbeatOptions { Interval = TimeSpan.FromSeconds(1), CanaryWithin = TimeSpan.FromSeconds(3) });
        return builder.Build();
    }
}
