using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Faults;
using RootWatch.Server.Tests.Push;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>Root's events come through the queue long before CloudTrail shows them.</summary>
[Collection(nameof(SmallJourneys))]
public sealed class PushTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_push_is_told_within_seconds_and_a_kill_before_its_deletion_or_a_poll_that_shows_it_tells_nothing_twice()
    {
        await using WatchedFleet fleet = await Pushing();
        using TemporaryDirectory data = new();
        await using WatchingServer server = new(fleet, Interval, ["--data", data.Path, "--push-queue-url", fleet.Aws.QueueUrl.AbsoluteUri], Hidden);
        await server.UntilReady();
        await UntilReceiving(server);
        // What is committed cannot be deleted: as if the server died in between, again and again.
        long undeletable = fleet.Aws.SetFault(new Fault { Kind = FaultKind.Undeletable });
        fleet.Aws.SetFault(new Fault { Kind = FaultKind.PushDoubled, Count = 1 });
        long began = Stopwatch.GetTimestamp();
        fleet.SignInAsRoot();
        fleet.SignInAsRoot();
        await server.UntilToldOf(fleet.EventIds, TimeSpan.FromSeconds(30));
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        Assert.True(took < Delay / 2, $"told after {took}: no earlier than by polls");
        await server.KillAndStartAgain();
        await server.UntilReady();
        Assert.Equal(3, fleet.Aws.QueuedMessages);
        fleet.Aws.RemoveFault(undeletable);
        foreach (string nonsense in new[] { "validation message", PushEnvelopeTests.Envelope().ToJsonString(), PushEnvelopeTests.Envelope().ToJsonString().Replace("\"account\":\"1", "\"account\":\"2", StringComparison.Ordinal) })
        {
            fleet.Aws.Push(nonsense);
        }

        await server.Program.Until("the queue is empty", TimeSpan.FromSeconds(60), () => Task.FromResult(fleet.Aws.QueuedMessages == 0));
        await UntilShownByPolls(fleet, server);
        IReadOnlyList<Alert> alerts = await server.AllAlerts();
        AssertEachOnce(fleet, alerts);
        string metrics = await Metrics(server);
        Assert.True(Value(metrics, "rootwatch_push_messages_total", "outcome", "known") >= 3, metrics);
        Assert.Equal(0, Value(metrics, "rootwatch_push_messages_total", "outcome", "taken"));
        Assert.All(new[] { "malformed", "unknown_account", "forged" }, outcome => Assert.Equal(1, Value(metrics, "rootwatch_push_messages_total", "outcome", outcome)));
    }

    [Fact]
    public async Task A_queue_that_is_gone_costs_no_event_and_no_readiness()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 2, regions: 2);
        using TemporaryDirectory data = new();
        await using WatchingServer server = new(fleet, Interval, ["--data", data.Path, "--push-queue-url", fleet.Aws.QueueUrl.AbsoluteUri + "-gone"]);
        await server.UntilReady();
        fleet.SignInAsRoot();
        await server.UntilToldOf(fleet.EventIds, TimeSpan.FromSeconds(60));
        await server.Program.Until("the log says so", TimeSpan.FromSeconds(30), () => Task.FromResult(
            server.Program.Output.Contains("pushed events cannot be received; the polls go on without them: sqs:ReceiveMessage", StringComparison.Ordinal)));
        await server.UntilReady();
        Assert.True(Value(await Metrics(server), "rootwatch_push_receives_total", "outcome", "rejected") >= 1);
    }

    [Fact]
    public async Task Two_silos_share_the_queue_and_tell_each_event_once()
    {
        await using WatchedFleet fleet = await Pushing();
        fleet.Aws.SetFault(new Fault { Kind = FaultKind.PushDoubled, Probability = 0.5 });
        fleet.Aws.SetFault(new Fault { Kind = FaultKind.PushLost, Probability = 0.1 });
        Dictionary<string, string> azure = new([.. Hidden, .. azurite.Environment("push")]);
        string[] arguments = ["--profile", "azure", "--push-queue-url", fleet.Aws.QueueUrl.AbsoluteUri];
        await using WatchingServer one = new(fleet, Interval, arguments, azure);
        await one.UntilReady();
        // The patrols, and what they say of the accounts, are with the silo that was there first.
        await UntilReceiving(one);
        await using WatchingServer other = new(fleet, Interval, arguments, azure);
        await other.UntilReady();
        using (CancellationTokenSource enough = new(TimeSpan.FromSeconds(15)))
        {
            await fleet.KeepUsingRoot(TimeSpan.FromMilliseconds(250), enough.Token);
        }

        await one.Program.Until("the queue is empty", TimeSpan.FromSeconds(90), () => Task.FromResult(fleet.Aws.QueuedMessages == 0));
        await UntilShownByPolls(fleet, one);
        AssertEachOnce(fleet, await one.UntilToldOf(fleet.EventIds, TimeSpan.FromSeconds(60)));
        Assert.All(await Task.WhenAll(Metrics(one), Metrics(other)), metrics => Assert.True(Value(metrics, "rootwatch_push_messages_total", "outcome", "taken") > 0, "one of them received nothing"));
    }

    private static Dictionary<string, string> Hidden => new() { ["ROOTWATCH__PUSH__HIDDENFOR"] = "00:00:06", ["ROOTWATCH__PUSH__WAIT"] = "00:00:02" };

    private static async Task<WatchedFleet> Pushing() => await WatchedFleet.Start(new SimulatorOptions { Accounts = 4, Regions = 2, Seed = 7, Push = TimeSpan.Zero }, visibleIn: Delay);

    private static Task UntilReceiving(WatchingServer server) => server.Program.Until(
        "the queue is read and the accounts are watched", TimeSpan.FromSeconds(90),
        async () => server.Program.Output.Contains("pushed events are received", StringComparison.Ordinal)
            && Value(await Metrics(server), "rootwatch_accounts", "state", "starting") == 0);

    /// <summary>Everything can be looked up by now, and each stream was read twice since.</summary>
    private static async Task UntilShownByPolls(WatchedFleet fleet, WatchingServer server)
    {
        await server.Program.Until("CloudTrail shows all", TimeSpan.FromMinutes(2), () => Task.FromResult(
            fleet.Aws.Events.All(e => e.VisibleAt < TimeProvider.System.GetUtcNow())));
        await Task.Delay(Interval * 3, TimeProvider.System, CancellationToken.None);
    }

    private static void AssertEachOnce(WatchedFleet fleet, IReadOnlyList<Alert> alerts)
    {
        Assert.Equal(alerts.Count, alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Empty(fleet.EventIds.Except(alerts.Select(alert => alert.EventId)));
    }

    private static double Value(string metrics, string name, string label, string value) =>
        Regex.Match(metrics, $"^{name}\\{{[^}}]*{label}=\"{value}\"[^}}]*\\}} (?<value>[0-9.]+)", RegexOptions.Multiline) is { Success: true } line
            ? double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture)
            : double.NaN;

    private static async Task<string> Metrics(WatchingServer server)
    {
        using HttpClient http = new();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/metrics"));
    }
}
