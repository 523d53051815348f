using RootWatch.Server.Accounts;
using RootWatch.Server.Tests.Simulation;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>What AWS sees of the calls in one region of one account, which are under way for as long as the network pleases.</summary>
public sealed class LookupTurnsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void However_long_calls_are_under_way_no_three_arrive_within_a_second_and_none_waits_for_ever(int seed)
    {
        Region region = new(seed, rate: seed % 2 == 0 ? 1 : LookupSlots.PerSecond);

        List<DateTimeOffset> arrived = region.Run(streams: 6, callsEach: 40, givenUp: 0.2);

        Assert.True(Most(arrived) <= LookupSlots.PerSecond, $"seed {seed}: {Most(arrived)} calls within a second");
        Assert.Equal((6 * 40) - region.GivenUp, arrived.Count);
        Assert.False(region.World.LeftItsThread);
    }

    [Fact]
    public void What_only_stands_in_for_AWS_may_be_asked_at_will() =>
        Assert.True(Most(new Region(1, rate: 1000).Run(streams: 6, callsEach: 40, givenUp: 0)) > LookupSlots.PerSecond);

    [Fact]
    public void Calls_that_are_answered_at_once_are_held_up_by_the_pace_alone()
    {
        Region region = new(1, rate: 1, slowest: TimeSpan.Zero);

        List<DateTimeOffset> arrived = region.Run(streams: 1, callsEach: 61, givenUp: 0);

        Assert.Equal(60 * Second, arrived[^1] - arrived[0]);
    }

    private static int Most(List<DateTimeOffset> arrived) =>
        arrived.Max(first => arrived.Count(other => other >= first && other < first + Second));

    private sealed class Region(int seed, double rate, TimeSpan? slowest = null)
    {
        private readonly Random _random = new(seed);
        private readonly List<DateTimeOffset> _arrived = [];

        public VirtualWorld World { get; } = new(WatchedAccount.Start);

        /// <summary>Calls whose turn was not waited for.</summary>
        public int GivenUp { get; private set; }

        public List<DateTimeOffset> Run(int streams, int callsEach, double givenUp)
        {
            VirtualClock time = new(World);
            RegionTurns turns = new(rate, time);
            Task[] all = [];
            World.After(TimeSpan.Zero, () => all = [.. Enumerable.Range(0, streams).Select(_ => Stream(turns, callsEach, givenUp, time))]);
            World.RunUntil(World.Start + TimeSpan.FromHours(2));
            Assert.All(all, stream => Assert.True(stream.IsCompletedSuccessfully));
            _arrived.Sort();
            return _arrived;
        }

        private async Task Stream(RegionTurns turns, int calls, double givenUp, TimeProvider time)
        {
            for (int n = 0; n < calls; n++)
            {
                using CancellationTokenSource patience = _random.NextDouble() < givenUp ? new(TimeSpan.FromSeconds(_random.NextDouble() * 4), time) : new();
                try
                {
                    await turns.Wait(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    GivenUp++;
                    continue;
                }

                // Mostly quick, now and then for longer than the pace; AWS sees it at some time in between.
                TimeSpan way = (slowest ?? TimeSpan.FromSeconds(_random.Next(4) == 0 ? 6 : 0.1)) * _random.NextDouble();
                TimeSpan there = way * _random.NextDouble();
                await World.Sleep(there);
                _arrived.Add(World.Now);
                await World.Sleep(way - there);
                turns.End();
            }
        }
    }
}
