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

    /// <summary>Days that once showed a bug of the product.</summary>
    [Theory]
    // A log activation that never wrote did not learn of what another one took, and refused an outbox for ever;
    // and readings that ended woke an account that was waiting for its log, five times a second.
    [InlineData(13, Trouble.All)]
    // A log that answered with a cancellation ended the account's turns for ever.
    [InlineData(7, Trouble.LogFails | Trouble.Bursts | Trouble.StoreFails | Trouble.Crashes)]
    // A clock that jumped ahead took the watermark with it.
    [InlineData(3, Trouble.WrongClock | Trouble.Crashes)]
    public void A_day_that_once_failed_holds(int seed, Trouble troubles)
    {
        Verdict verdict = Simulation.Run(Scenario.Draw(seed, troubles));
        Assert.True(verdict.Holds, $"seed {seed} ({verdict.Troubles}):\n{string.Join('\n', verdict.Faults)}");
    }
}
