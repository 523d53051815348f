using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// Promises of the tail, each over days that strain it, and each with a bug that makes the test fail.
/// </summary>
public sealed class InvariantTests
{
    private const Trouble Mishaps = Trouble.StoreFails | Trouble.LogFails | Trouble.Crashes | Trouble.SplitBrain | Trouble.Moves;
    private const Trouble OfAws = Trouble.Throttling | Trouble.ServerErrors | Trouble.Silence | Trouble.Malformed | Trouble.LookupDenied | Trouble.RoleDenied | Trouble.SessionsEnd;
    private const Trouble Events = Trouble.Bursts | Trouble.LongDelays | Trouble.Stalls | Trouble.Alias | Trouble.Decoys;
    private const Trouble Pushes = Trouble.Push | Trouble.OnlyPushed;

    public static TheoryData<string, Trouble, Bug, string> Promises => new()
    {
        { "I1 every event once, whatever fails", OfAws | Events | Mishaps, Bug.FirstPageOnly, "lost" },
        { "I1 no second of a burst is skipped", Events, Bug.TimestampPlusOne, "lost" },
        { "I1 an alert outlives its process", Events | Mishaps, Bug.OutboxNotSentAgain, "lost" },
        { "I1 the watermark is not stored before the alerts", Events | Mishaps, Bug.CursorBeforeAlerts, "lost" },
        { "I2 the watermark does not lie", OfAws | Events, Bug.DeniedReadAsEmpty, "lie: I2" },
        { "I3 the watermark never goes back", Events | Trouble.Crashes | Trouble.Moves, Bug.OldStateAfterRestart, "broken: I3" },
        { "I4 the watermark keeps its distance from now", Events | Trouble.WrongClock | Trouble.Crashes, Bug.LocalClock, "broken: I4" },
        { "I5 every second up to the watermark was asked for", OfAws | Events | Mishaps, Bug.NothingOldIsAsked, "broken: I5" },
        { "I5 no page is left out", Trouble.Bursts, Bug.FirstPageOnly, "broken: I5" },
        { "I5 what is read is not called lost", OfAws | Events, Bug.RefusalCalledLoss, "broken: I5" },
        { "I7 no third call within a second", Events | OfAws, Bug.NoPace, "broken: I7" },
        { "C.5 no more calls than are allowed", Events | Trouble.ShortOfCalls, Bug.NoPace, "broken: calls" },
        { "I8 the pages of a sweep ask the same", Trouble.Bursts, Bug.BoundsMovedBetweenPages, "broken: I8" },
        { "I10 two ways to the same event lead to one alert", Events, Bug.IdByStream, "duplicate" },
        { "I11 no id is forgotten that a sweep can meet", Events | Trouble.Crashes, Bug.SeenEvictedByCount, "broken: I11" },
        { "I11 what is forgotten is told twice", Events | Trouble.Crashes, Bug.SeenEvictedByCount, "duplicate" },
        { "I12 a refusal is not an empty answer", OfAws, Bug.DeniedReadAsEmpty, "broken: I12" },
        { "I14 an outage beyond the history is one loss", Trouble.Outage | Trouble.StrictEdge, Bug.GapForgotten, "broken: I14" },
        { "I15 no account reads with another's session", Events, Bug.SharedSession, "phantom" },
        { "I16 root is known by its type, not its name", Events, Bug.RootByName, "phantom" },
        { "X05 the account is not said to hide our own calls", Events | Trouble.Crashes, Bug.OwnCallNotKnownAgain, "phantom" },
        { "X06 what comes after the watermark is told as late", Events | Mishaps, Bug.OldStateAfterRestart, "lost: late" },
        { "G2 an alert's id is what it is about", Events | Mishaps, Bug.RandomAlertId, "broken: G2" },
        { "G3 the log takes every entry at its number", Events | Mishaps, Bug.TokenOffByOne, "lost" },
        { "a pushed event outlives its message", Events | Mishaps | Pushes, Bug.DeletedBeforeCommit, "broken: push" },
        { "what only a push tells of is told", Events | Mishaps | Pushes, Bug.DeletedBeforeCommit, "lost" },
        { "a push moves no watermark", Events | Pushes, Bug.PushMovesWatermark, "broken: push" },
        { "a push promises nothing of what else there was", Events | Pushes, Bug.PushMovesWatermark, "lie: I2" },
        { "what was pushed is told once", Events | Pushes | Trouble.Crashes, Bug.PushedForgotten, "duplicate" },
    };

    [Theory]
    [MemberData(nameof(Promises))]
    public void A_promise_holds_and_a_planted_bug_breaks_it(string promise, Trouble troubles, Bug bug, string fault)
    {
        int accounts = bug == Bug.SharedSession ? 2 : 1;
        int caughtAt = 0;
        for (int n = 1; n <= 6 && caughtAt == 0; n++)
        {
            Scenario scenario = Scenario.Draw(SeedOf(promise) + n, troubles, accounts, always: troubles);
            Verdict sound = Simulation.Run(scenario);
            Assert.True(sound.Holds, $"{promise}: seed {scenario.Seed} ({scenario.Troubles}):\n{string.Join('\n', sound.Faults)}");
            caughtAt = Simulation.Run(scenario, new Planted(bug)).Faults.Any(one => one.StartsWith(fault, StringComparison.Ordinal)) ? scenario.Seed : 0;
        }

        Assert.True(caughtAt > 0, $"{promise}: {bug} was not caught");
    }

    [Theory]
    [InlineData(Bug.RandomAlertId)]
    public void I6_a_day_with_deaths_ends_as_a_day_without(Bug bug)
    {
        for (int seed = 601; seed <= 606; seed++)
        {
            IReadOnlyList<string> calm = Simulation.Run(Scenario.Draw(seed, Events, 1)).AlertIds;
            Assert.Equal(calm, Simulation.Run(Scenario.Draw(seed, Events | Mishaps, 1, always: Mishaps)).AlertIds);
            Assert.NotEqual(calm, Simulation.Run(Scenario.Draw(seed, Events | Mishaps, 1, always: Mishaps), new Planted(bug)).AlertIds);
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
            Scenario both = Scenario.Draw(seed, Events, 2, always: Trouble.Flood | Trouble.Throttling | Trouble.RoleDenied);
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

    private static int SeedOf(string promise) => promise.Sum(letter => letter) * 100;
}
