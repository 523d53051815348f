using System.Text;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>Two servers watch the same accounts. One is left in peace, the other is killed again and again.</summary>
[Collection(nameof(Journeys))]
public sealed class KilledServerTests
{
    private const int Kills = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_server_killed_ten_times_at_random_moments_tells_what_an_undisturbed_one_tells()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 12, regions: 2);
        using TemporaryDirectory undisturbedData = new();
        using TemporaryDirectory killedData = new();
        await using WatchingServer undisturbed = new(fleet, Interval, ["--data", undisturbedData.Path]);
        await using WatchingServer killed = new(fleet, Interval, ["--data", killedData.Path]);
        await undisturbed.UntilReady();
        await killed.UntilReady();
        await using ResumingWatch watch = new(killed.Alerts);
        using CancellationTokenSource enough = new();
        Task uses = fleet.KeepUsingRoot(TimeSpan.FromMilliseconds(200), enough.Token);
        Random chance = new(10);
        StringBuilder moments = new();
        for (int n = 0; n < Kills; n++)
        {
            // From "hardly started" to, every other time for certain, "in the middle of its work".
            if (n % 2 == 1)
            {
                await killed.Program.Until("the watch is open", TimeSpan.FromSeconds(60), () => Task.FromResult(watch.IsOpen));
            }

            TimeSpan life = TimeSpan.FromMilliseconds(chance.Next(500, 9000));
            moments.Append(life.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)).Append(' ');
            await Task.Delay(life, TimeProvider.System, CancellationToken.None);
            await killed.KillAndStartAgain();
        }

        await enough.CancelAsync();
        await uses;
        IReadOnlyList<string> events = fleet.EventIds;
        Assert.True(events.Count > 50, $"only {events.Count} events: the test shows nothing");
        IReadOnlyList<Alert> expected = await undisturbed.UntilToldOf(events, TimeSpan.FromSeconds(120));
        await killed.UntilToldOf(events, TimeSpan.FromSeconds(120));
        string context = $"killed after (s): {moments}";

        // How an account is set up is read beside its events, and what follows from that is told a little later.
        IReadOnlyList<Alert> told = [];
        bool areAlike = await Eventually.Holds(TimeSpan.FromSeconds(90), async () =>
        {
            expected = await undisturbed.AllAlerts();
            told = await killed.AllAlerts();
            return AccountsOf("RW-S01", expected).IsSubsetOf(AccountsOf("RW-X07", expected)) && expected.Any(alert => alert.RuleId == "RW-Q05") && Texts(expected).ToHashSet().SetEquals(Texts(told));
        });
        Assert.True(
            areAlike,
            $"{expected.Count} alerts undisturbed, {told.Count} when killed; only undisturbed: {string.Join(", ", Texts(expected).Except(Texts(told)))}; only killed: {string.Join(", ", Texts(told).Except(Texts(expected)))}; {context}");
        Assert.Distinct(told.Select(alert => alert.AlertId));
        foreach (IGrouping<string, Alert> log in told.GroupBy(alert => alert.TenantId))
        {
            Assert.Equal(Enumerable.Range(1, log.Count()).Select(seq => (long)seq), log.Select(alert => alert.Sequence));
        }

        // The client that was connected all the time got the same: each alert once, in the order of its tenant's log.
        await killed.Program.Until($"the watch has {told.Count} alerts", TimeSpan.FromSeconds(60), () => Task.FromResult(watch.Seen.Count >= told.Count));
        Assert.True(watch.Breaks >= Kills / 2, $"the watch broke only {watch.Breaks} times: it was hardly ever open; {context}");
        foreach (IGrouping<string, Alert> log in told.GroupBy(alert => alert.TenantId))
        {
            Assert.Equal(log.Select(alert => alert.AlertId), watch.Seen.Where(alert => alert.TenantId == log.Key).Take(log.Count()).Select(alert => alert.AlertId));
        }

        Assert.Distinct(watch.Seen.Select(alert => alert.AlertId));

        // Scores, sequences, what the posture says and what accounts have in common are among them; otherwise the test would not show what it says.
        Assert.Superset(new HashSet<string> { "RW-S01", "RW-Q02", "RW-N01", "RW-X07", "RW-Q05" }, expected.Select(alert => alert.RuleId).ToHashSet());

        static HashSet<string> AccountsOf(string rule, IReadOnlyList<Alert> alerts) => [.. alerts.Where(alert => alert.RuleId == rule).Select(alert => alert.AccountId)];

        static IEnumerable<string> Texts(IReadOnlyList<Alert> alerts) => alerts.Select(alert => $"{alert.RuleId} {alert.AlertId} {alert.Severity}");
    }
}
