using RootWatch.Server.Fleet;
using RootWatch.Server.Heartbeats;

namespace RootWatch.Server.Tests.Heartbeats;

/// <summary>A heartbeat says that all is well, so each thing that is not keeps it back.</summary>
public sealed class HeartbeatRoundTests
{
    private readonly List<HeartbeatCheck> _asked = [];

    [Fact]
    public async Task Where_all_is_well_it_is_sent()
    {
        HeartbeatVerdict verdict = await Run();

        Assert.True(verdict.IsSent);
        Assert.Empty(verdict.Troubles);
        Assert.Equal(Enum.GetValues<HeartbeatCheck>().Order(), verdict.Tried.Order());
    }

    [Theory]
    [InlineData("disk full", null, 10, 10, "store: disk full")]
    [InlineData(null, "not told", 10, 10, "canary: not told")]
    [InlineData(null, null, 10, 8, "coverage: 8 of 10 accounts are seen, less than 0.9 of them")]
    [InlineData(null, null, 10, 0, "coverage: 0 of 10 accounts are seen, less than 0.9 of them")]
    [InlineData(null, null, 0, 0, "coverage: there is no account to watch")]
    [InlineData(null, "not told", 10, 0, "canary: not told; coverage: 0 of 10 accounts are seen, less than 0.9 of them")]
    public async Task Whatever_is_not_well_keeps_it_back_and_is_named(string? store, string? canary, int accounts, int seen, string troubles)
    {
        HeartbeatVerdict verdict = await Run(store, canary, new FleetSight(accounts, seen, null));

        Assert.False(verdict.IsSent);
        Assert.Equal(troubles, string.Join("; ", verdict.Troubles.Select(trouble => $"{HeartbeatChecks.Label(trouble.Check)}: {trouble.What}")));
        Assert.DoesNotContain(HeartbeatCheck.Receiver, _asked);
    }

    [Fact]
    public async Task One_blind_account_of_ten_has_its_own_alert_and_keeps_nothing_back() =>
        Assert.True((await Run(sight: new FleetSight(10, 9, null))).IsSent);

    [Fact]
    public async Task Patrols_that_stand_still_keep_it_back() =>
        Assert.Equal(HeartbeatCheck.Patrol, Assert.Single((await Run(sight: new FleetSight(10, 10, "2 of 64 patrols do not answer"))).Troubles).Check);

    /// <summary>The canary waits for its time, and would only say the same.</summary>
    [Fact]
    public async Task Without_a_store_no_canary_is_sent()
    {
        await Run(store: "away");

        Assert.DoesNotContain(HeartbeatCheck.Canary, _asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_that_fails_in_an_unforeseen_way_is_no_success(bool isCancellation)
    {
        HeartbeatVerdict verdict = await new HeartbeatRound(
            new HeartbeatOptions(), _ => Task.FromResult<string?>(null), () => Task.FromResult(new FleetSight(1, 1, null)),
            (_, _) => throw (isCancellation ? new TaskCanceledException("the grain is gone") : new InvalidOperationException("the grain is gone")), _ => Asked(HeartbeatCheck.Receiver, null)).Run(CancellationToken.None);

        Assert.Equal(new HeartbeatTrouble(HeartbeatCheck.Canary, "the grain is gone"), Assert.Single(verdict.Troubles));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_receiver_that_does_not_take_it_is_told_apart()
    {
        HeartbeatVerdict verdict = await Run(refusal: "it answered 500");

        Assert.False(verdict.IsSent);
        Assert.Equal(HeartbeatCheck.Receiver, Assert.Single(verdict.Troubles).Check);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1 of 64 patrols do not answer")]
    [InlineData(2, "1 of 64 patrols have ended no round for 3 minutes")]
    [InlineData(3, "1 of 64 patrols have ended no round for 3 minutes")]
    public void The_fleet_is_the_sum_of_its_patrols_and_each_must_be_awake(int circumstance, string trouble)
    {
        ShareSight share = new(2, 1, TimeSpan.FromSeconds(20));
        ShareSight? last = circumstance switch
        {
            1 => null,
            2 => share with { RoundAge = null },
            3 => share with { RoundAge = TimeSpan.FromMinutes(4) },
            _ => share,
        };

        FleetSight fleet = FleetSight.Of([.. Enumerable.Repeat(share, 63), last]);

        Assert.Equal(trouble, fleet.PatrolTrouble ?? "");
        Assert.Equal(0.5, fleet.SeenShare);
    }

    private Task<HeartbeatVerdict> Run(string? store = null, string? canary = null, FleetSight? sight = null, string? refusal = null) => new HeartbeatRound(
        new HeartbeatOptions(),
        _ => Asked(HeartbeatCheck.Store, store),
        () => Task.FromResult(sight ?? new FleetSight(10, 10, null)),
        (_, _) => Asked(HeartbeatCheck.Canary, canary),
        _ => Asked(HeartbeatCheck.Receiver, refusal)).Run(CancellationToken.None);

    private Task<string?> Asked(HeartbeatCheck check, string? answer)
    {
        _asked.Add(check);
        return Task.FromResult(answer);
    }
}
