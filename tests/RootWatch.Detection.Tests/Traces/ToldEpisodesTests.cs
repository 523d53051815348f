using System.Text.Json.Nodes;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Traces;

public sealed class ToldEpisodesTests
{
    /// <summary>More than a trace and the told ones keep: what an episode is made of is forgotten in part, and it seems to begin later.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flood_in_any_order_tells_each_episode_once(int seed)
    {
        var records = new JsonObject[1200];
        for (var n = 0; n < records.Length; n++)
        {
            var record = At(n / 20.0, n % 2 == 0 ? SignIn() : Root("iam.amazonaws.com", "CreateAccessKey"));
            record["eventID"] = $"{n:d8}";
            records[n] = record;
        }

        new Random(seed).Shuffle(records);
        var state = WatchState.Empty;
        var told = new List<string>();
        foreach (var batch in records.Chunk(40))
        {
            var step = Advance(state, batch);
            state = step.State;
            told.AddRange(step.Alerts.Select(alert => alert.AlertId));
        }

        Assert.Equal(told.Distinct(), told);
    }
}
