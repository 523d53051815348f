using System.Globalization;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Faults;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>A server process whose accounts answer and show nothing new. AWS's clock is put forward, since nobody waits half an hour here.</summary>
[Collection(nameof(SmallJourneys))]
public sealed class StandingHistoryTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>A session is renewed before it is an hour old.</summary>
    private static readonly TimeSpan ToNextCall = TimeSpan.FromMinutes(53);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(31);

    [Fact]
    public async Task Each_time_that_our_own_calls_do_not_show_up_is_told_once()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 2, regions: 1);
        using TemporaryDirectory data = new();
        await using WatchingServer server = Watching(fleet, data);
        await server.UntilReady();
        string account = fleet.Aws.Accounts[0].Id;
        await UntilCalled(1);
        await UntilAsked("seen", 2);
        for (int stretch = 1; stretch <= 2; stretch++)
        {
            long fault = fleet.Aws.SetFault(new Fault { Kind = FaultKind.HistoryStands, Account = account });
            fleet.Aws.SetFault(new Fault { Kind = FaultKind.Skew, Seconds = ToNextCall.TotalSeconds });
            double unseen = await Asked("unseen");
            await UntilCalled(stretch + 1);
            // Until it was asked for the call may not have been noted, and would seem to be made after AWS's clock is put forward again.
            await UntilAsked("unseen", unseen + 1);
            Assert.Equal(stretch - 1, (await Told()).Count);
            fleet.Aws.SetFault(new Fault { Kind = FaultKind.Skew, Seconds = Patience.TotalSeconds });
            await server.Program.Until($"it is told for the {stretch}. time", Limit, async () => (await Told()).Count == stretch);

            // Asked again and again, and told no more; also by a server that has just begun.
            unseen = await Asked("unseen");
            await server.Program.Until("it was asked three times more", Limit, async () => await Asked("unseen") >= unseen + 3);
            if (stretch == 2)
            {
                await server.KillAndStartAgain();
                await server.UntilReady();
                await UntilAsked("unseen", 2);
            }

            Assert.Equal(stretch, (await Told()).Count);
            double seen = await Asked("seen");
            Assert.True(fleet.Aws.RemoveFault(fault));
            await UntilAsked("seen", seen + 1);
        }

        IReadOnlyList<Alert> told = await Told();
        Assert.All(told, alert => Assert.Equal((account, Severity.High, false), (alert.AccountId, alert.Severity, alert.Summary.Contains("no other", StringComparison.Ordinal))));
        Assert.Distinct(told.Select(alert => alert.EventTime));
        Assert.DoesNotContain(await server.AllAlerts(), alert => alert.RuleId == "RW-X04");

        async Task<IReadOnlyList<Alert>> Told() => [.. (await server.AllAlerts()).Where(alert => alert.RuleId == "RW-X05")];

        Task UntilCalled(int times) => server.Program.Until(
            $"each account's role was assumed {times} times", Limit,
            () => Task.FromResult(fleet.Aws.Accounts.All(one => fleet.Aws.Events.Count(e => e.Account == one.Id && e.EventName == "AssumeRole") >= times)));

        Task UntilAsked(string outcome, double times) => server.Program.Until($"the answer was {outcome} {times} times", Limit, async () => await Asked(outcome) >= times);

        Task<double> Asked(string outcome) => Questions(server, outcome);
    }

    [Fact]
    public async Task Accounts_whose_history_never_showed_a_call_are_told_so()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(new SimulatorOptions { Accounts = 2, Regions = 1, Seed = 7, RecordAssumeRole = false }, TimeSpan.Zero);
        using TemporaryDirectory data = new();
        await using WatchingServer server = Watching(fleet, data);
        await server.UntilReady();
        await server.Program.Until("each account was asked", Limit, async () => await Questions(server, "unseen") >= 4);
        fleet.Aws.SetFault(new Fault { Kind = FaultKind.Skew, Seconds = Patience.TotalSeconds });
        IReadOnlyList<Alert> told = [];
        await server.Program.Until("each account is told of", Limit, async () => (told = [.. (await server.AllAlerts()).Where(alert => alert.RuleId == "RW-X05")]).Count == 2);

        Assert.Equal(fleet.Aws.Accounts.Select(account => account.Id).Order(), told.Select(alert => alert.AccountId).Order());
        Assert.All(told, alert => Assert.Contains("no other ever did", alert.Summary, StringComparison.Ordinal));
    }

    private static WatchingServer Watching(WatchedFleet fleet, TemporaryDirectory data) =>
        new(fleet, Interval, ["--data", data.Path], new Dictionary<string, string> { ["ROOTWATCH__POLL__CANARYINTERVAL"] = Interval.ToString("c", CultureInfo.InvariantCulture) });

    /// <summary>As the server counts them since it began.</summary>
    private static async Task<double> Questions(WatchingServer server, string outcome)
    {
        using HttpClient http = new();
        string text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith("rootwatch_canary_questions_total{", StringComparison.Ordinal) && line.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
