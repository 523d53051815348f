namespace RootWatch.Server.Tests.Simulation;

public sealed class SimulationTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_day_of_mixed_faults_loses_nothing_and_tells_nothing_twice(int seed)
    {
        Verdict verdict = Simulation.Run(Scenario.Draw(seed));
        Assert.True(verdict.Holds, $"seed {seed} ({verdict.Troubles}):\n{string.Join('\n', verdict.Faults)}");
    }

    /// <summary>All that days could have when these were found.</summary>
    private const Trouble BeforePush = Trouble.All & ~(Trouble.Push | Trouble.OnlyPushed);

    /// <summary>Days that once showed a bug of the product.</summary>
    [Theory]
    // A log activation that never wrote did not learn of what another one took, and refused an outbox for ever;
    // and readings that ended woke an account that was waiting for its log, five times a second.
    [InlineData(13, BeforePush)]
    // A log that answered with a cancellation ended the account's turns for ever.
    [InlineData(7, Trouble.LogFails | Trouble.Bursts | Trouble.StoreFails | Trouble.Crashes)]
    // A clock that jumped ahead took the watermark with it.
    [InlineData(3, Trouble.WrongClock | Trouble.Crashes)]
    // A store that failed between two refusals by AWS let each refusal be forgotten: the stream was said to be well.
    [InlineData(55, Trouble.Silence | Trouble.Malformed | Trouble.LookupDenied | Trouble.SessionsEnd | Trouble.Bursts | Trouble.Decoys | Trouble.StoreFails | Trouble.Moves | Trouble.Alias)]
    // Of a flood the trace keeps some, and an episode that seemed to have begun later than before was told again.
    [InlineData(545, Trouble.Flood | Trouble.Alias)]
    // An event that became visible after all had stopped for longer than the history lasts.
    [InlineData(83, Trouble.LongDelays | Trouble.Bursts | Trouble.Outage)]
    // One that became visible shortly before that, when its time had been read last.
    [InlineData(352, BeforePush)]
    // By a clock that was ahead each session had ended, and renewing it took the one call that was left, each time.
    [InlineData(179, Trouble.RegionOff | Trouble.SessionsEnd | Trouble.OddPages | Trouble.Stalls | Trouble.LongDelays | Trouble.WrongClock | Trouble.Moves | Trouble.ShortOfCalls)]
    // Refused, and short of calls, reading had paused before all stopped: the loss begins where reading had ended.
    [InlineData(478, Trouble.ServerErrors | Trouble.LookupDenied | Trouble.RoleDenied | Trouble.Bursts | Trouble.Outage)]
    // A store that refused nearly every write had each reading thrown away, and that AWS had failed with it.
    [InlineData(752, Trouble.Malformed | Trouble.TokensRefused | Trouble.Bursts | Trouble.Decoys | Trouble.StoreFails)]
    // By a clock that was an hour wrong, what had left the history while all was stopped seemed to be more, or less, than it was.
    [InlineData(229, Trouble.ServerErrors | Trouble.SessionsEnd | Trouble.TokensRefused | Trouble.Bursts | Trouble.WrongClock | Trouble.SplitBrain | Trouble.Outage)]
    [InlineData(229, BeforePush)]
    // A store that failed while a reading was under way threw away that its calls had met no answer, twice and more.
    [InlineData(680, Trouble.ServerErrors | Trouble.Silence | Trouble.LookupDenied | Trouble.TokensRefused | Trouble.OddPages | Trouble.Stalls | Trouble.LongDelays | Trouble.Bursts | Trouble.StoreFails | Trouble.Crashes)]
    [InlineData(245, Trouble.Silence | Trouble.SessionsEnd | Trouble.TokensRefused | Trouble.Bursts | Trouble.Decoys | Trouble.OwnNoise | Trouble.StoreFails | Trouble.LogFails | Trouble.Crashes | Trouble.Moves | Trouble.Twins)]
    // More events of one second than a page holds, while calls were short: each reading ended in the middle of it, and began anew.
    [InlineData(696, Trouble.Throttling | Trouble.ServerErrors | Trouble.Silence | Trouble.Malformed | Trouble.TokensRefused | Trouble.Stalls | Trouble.Bursts | Trouble.Decoys | Trouble.ShortOfCalls | Trouble.Push)]
    public void A_day_that_once_failed_holds(int seed, Trouble troubles)
    {
        Verdict verdict = Simulation.Run(Scenario.Draw(seed, troubles));
        Assert.True(verdict.Holds, $"seed {seed} ({verdict.Troubles}):\n{string.Join('\n', verdict.Faults)}");
    }

    /// <summary>An event that became visible 18 minutes late, between two writes of the watermark: later than the sweep that passed it, so that the watermark did not lie.</summary>
    [Fact]
    public void What_comes_later_than_the_sweep_that_passed_it_makes_no_liar_of_the_watermark()
    {
        const Trouble all = Trouble.Bursts | Trouble.LongDelays | Trouble.Stalls | Trouble.StoreFails | Trouble.LogFails | Trouble.Crashes | Trouble.SplitBrain | Trouble.Moves;
        Verdict verdict = Simulation.Run(Scenario.Draw(295402, all, 1, always: all));
        Assert.True(verdict.Holds, string.Join('\n', verdict.Faults));
    }
}
