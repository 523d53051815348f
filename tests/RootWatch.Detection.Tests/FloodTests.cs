using System.Globalization;
using System.Text.Json.Nodes;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests;

public sealed class FloodTests
{
    /// <summary>A backlog is read from its end backwards, so what is remembered of the newest must not bring back the oldest.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_many_batches_a_flood_comes_in_no_alert_is_told_twice(bool newestFirst)
    {
        var flood = Enumerable.Range(0, 400).SelectMany(i => new[] { At(SignIn("Success", "No"), 2 * i), At(Root("iam.amazonaws.com", "CreateUser"), 2 * i + 1) });
        var batches = (newestFirst ? flood.Reverse() : flood).Chunk(50);
        var state = WatchState.Empty;
        var told = new List<string>();
        foreach (var batch in batches)
        {
            var step = Advance(state, [.. batch]);
            state = step.State;
            told.AddRange(step.Alerts.Select(alert => $"{alert.RuleId} {alert.AlertId}"));
        }

        Assert.Contains(told, alert => alert.StartsWith("RW-Q02", StringComparison.Ordinal));
        Assert.Contains(told, alert => alert.StartsWith("RW-N01", StringComparison.Ordinal));
        Assert.Empty(told.GroupBy(alert => alert, StringComparer.Ordinal).Where(alert => alert.Count() > 1).Select(alert => alert.Key));
    }

    private static JsonObject At(JsonObject record, int n)
    {
        record["eventID"] = new Guid(n, 7, 7, new byte[8]).ToString();
        record["eventTime"] = Now.AddHours(-3).AddSeconds(10 * n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (record["userIdentity"]!["sessionContext"] is { } session)
        {
            session["attributes"]!["creationDate"] = record["eventTime"]!.GetValue<string>();
        }

        return record;
    }
}
