namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// Promises of the tail, each over days that strain it, and each with a bug that makes the test fail.
/// </summary>
public sealed class InvariantTests
{
    internal const Trouble Mishaps = Trouble.StoreFails | Trouble.LogFails | Trouble.Crashes | Trouble.SplitBrain | Trouble.Moves;
    private const Trouble OfAws = Trouble.Throttling | Trouble.ServerErrors | Trouble.Silence | Trouble.Malformed | Trouble.LookupDenied | Trouble.RoleDenied | Trouble.SessionsEnd;
    internal const Trouble Events = Trouble.Bursts | Trouble.LongDelays | Trouble.Stalls | Trouble.Alias | Trouble.Decoys;
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

    private static int SeedOf(string promise) => promise.Sum(letter => letter) * 100;
}
