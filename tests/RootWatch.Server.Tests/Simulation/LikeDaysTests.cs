using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>Promises that show when two days are compared that differ in one thing, most with a bug that makes the test fail.</summary>
public sealed class LikeDaysTests
{
    [Theory]
    [InlineData(Bug.RandomAlertId)]
    public void I6_a_day_with_deaths_ends_as_a_day_without(Bug bug)
    {
        for (int seed = 601; seed <= 606; seed++)
        {
            IReadOnlyList<string> calm = Simulation.Run(Scenario.Draw(seed, InvariantTests.Events, 1)).AlertIds;
            Assert.Equal(calm, Simulation.Run(Scenario.Draw(seed, InvariantTests.Events | InvariantTests.Mishaps, 1, always: InvariantTests.Mishaps)).AlertIds);
            Assert.NotEqual(calm, Simulation.Run(Scenario.Draw(seed, InvariantTests.Events | InvariantTests.Mishaps, 1, always: InvariantTests.Mishaps), new Planted(bug)).AlertIds);
        }
    }

    /// <summary>Longer than CloudTrail may take, twice; the days have no other stretch of that kind.</summary>
    [Fact]
    public void A_history_that_stands_still_is_told_once_each_time()
    {
        for (int seed = 501; seed <= 506; seed++)
        {
            Scenario day = Scenario.Draw(seed, Trouble.Bursts | Trouble.Decoys | Trouble.Crashes | Trouble.Moves | Trouble.StoreFails, 1);
            Assert.Empty(Simulation.Run(day).Unseen);
            DateTimeOffset first = Scenario.Midnight.AddHours(4), second = Scenario.Midnight.AddHours(13);
            Verdict verdict = Simulation.Run(day.WithStall(first, TimeSpan.FromHours(3)).WithStall(second, TimeSpan.FromHours(3)));
            Assert.True(verdict.Holds, $"seed {seed} ({verdict.Troubles}):\n{string.Join('\n', verdict.Faults)}");
            Assert.Collection(verdict.Unseen, alert => Within(alert, first), alert => Within(alert, second));
        }

        // The call may have been made up to an hour after the last one that was seen; it is asked for each quarter of an hour, and what a crash forgets is made up for by the next.
        static void Within(Alert alert, DateTimeOffset from) => Assert.InRange(alert.DetectedAt, from.AddMinutes(15), from.AddHours(2.5));
    }

    /// <summary>Without bursts: of very many events within an hour, Detection's trace keeps some, and which they are depends on the order.</summary>
    [Fact]
    public void I9_the_order_of_arrival_changes_no_finding()
    {
        int caught = 0;
        for (int seed = 901; seed <= 904; seed++)
        {
            Scenario one = Scenario.Draw(seed, Trouble.Alias | Trouble.Decoys, 1, always: Trouble.Decoys), other = one.InOtherOrder(seed);
            IReadOnlyList<string> findings = Simulation.Run(one).Findings;
            Assert.Equal(findings, Simulation.Run(other).Findings);
            caught += findings.SequenceEqual(Simulation.Run(other, new Planted(Bug.IdByArrival)).Findings) ? 0 : 1;
        }

        Assert.True(caught > 0, $"{Bug.IdByArrival} was not caught");
    }

    /// <summary>Without bursts, as above: a push changes when the watch learns of an event, and nothing else.</summary>
    [Fact]
    public void A_day_with_pushes_finds_what_the_same_day_finds_without()
    {
        int pushed = 0;
        for (int seed = 951; seed <= 954; seed++)
        {
            const Trouble day = Trouble.Alias | Trouble.Decoys | Trouble.LongDelays;
            Verdict with = Simulation.Run(Scenario.Draw(seed, day | Trouble.Push, 1, always: Trouble.Push));
            Assert.True(with.Holds, $"seed {seed}:\n{string.Join('\n', with.Faults)}");
            Assert.Equal(Simulation.Run(Scenario.Draw(seed, day, 1)).Findings, with.Findings);
            pushed += with.Struck.GetValueOrDefault($"Push.{nameof(PushOutcome.Taken)}");
        }

        Assert.True(pushed > 0, "nothing was pushed");
    }

    /// <summary>The watermarks are compared in the middle of the day: they may differ by what an account is stored late and by the turns, which follow the machine's clock.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void I13_a_clock_that_is_an_hour_wrong_changes_no_finding_and_moves_no_watermark(int hours)
    {
        for (int seed = 1301; seed <= 1304; seed++)
        {
            Scenario right = Scenario.Draw(seed, Trouble.Alias | Trouble.Bursts, 1), wrong = right with { ClockError = TimeSpan.FromHours(hours) };
            TimeSpan apart = right.Options.PersistInterval + right.Options.RegionInterval + TimeSpan.FromMinutes(1);
            Assert.Equal(Simulation.Run(right).Findings, Simulation.Run(wrong).Findings);
            Assert.True(Apart(right, wrong, Planting.None) <= apart, $"seed {seed}: {Apart(right, wrong, Planting.None)} apart");
            Assert.True(Apart(right, wrong, new Planted(Bug.LocalClock)) > apart, $"seed {seed}: {Bug.LocalClock} was not caught");
        }

        static TimeSpan Apart(Scenario right, Scenario wrong, Planting planting)
        {
            DateTimeOffset noon = Scenario.Midnight.AddHours(12);
            IReadOnlyDictionary<string, StreamState> one = Streams(right with { End = noon }, Planting.None), other = Streams(wrong with { End = noon }, planting);
            Assert.Equal(one.Keys, other.Keys);
            return one.Max(pair => (pair.Value.Watermark!.Value - (other[pair.Key].Watermark ?? DateTimeOffset.MinValue)).Duration());
        }

        static IReadOnlyDictionary<string, StreamState> Streams(Scenario scenario, Planting planting) => Simulation.Run(scenario, planting).Documents.Values.Single().Streams;
    }

    [Fact]
    public void I15_a_neighbour_in_trouble_changes_nothing()
    {
        for (int seed = 1501; seed <= 1504; seed++)
        {
            Scenario both = Scenario.Draw(seed, InvariantTests.Events, 2, always: Trouble.Flood | Trouble.Throttling | Trouble.RoleDenied);
            Scenario alone = both with { Accounts = [both.Accounts[1]] };
            IReadOnlyList<string> together = Simulation.Run(both).AlertIds;
            Assert.Empty(Simulation.Run(alone).AlertIds.Except(together));
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_day()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            Assert.Equal(Simulation.Run(Scenario.Draw(seed)).Trace, Simulation.Run(Scenario.Draw(seed)).Trace);
        }
    }
}
