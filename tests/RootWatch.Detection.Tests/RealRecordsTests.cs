using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests;

/// <summary>
/// Over every record in ../shared/data/cloudtrail. The numbers were counted from the same files by independent_count.py,
/// which shares nothing with the code under test.
/// </summary>
public sealed class RealRecordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_record_of_every_file_is_read()
    {
        var outcomes = Files().SelectMany(File.ReadLines).Select(line => EventDecoder.Decode(line)).ToList();

        Assert.Equal(4059, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Unreadable));
        Assert.Equal(34, outcomes.Count(outcome => outcome.Event!.Identity.Type == RootPredicate.RootType));
        Assert.Equal(4059, outcomes.Count(outcome => outcome.Event!.EventId.Length > 0 && outcome.Event.EventName.Length > 0));
    }

    [Fact]
    public void Only_times_that_no_one_could_read_are_missing()
    {
        var unread = Files().SelectMany(File.ReadLines).Count(line => EventDecoder.Decode(line).Event!.EventTime is null);

        Assert.Equal(TimesAbsentOrMasked, unread);
    }

    [Fact]
    public void Each_rule_finds_what_an_independent_count_finds()
    {
        var found = Files().SelectMany(file => Scan(file)).GroupBy(alert => alert.RuleId).ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(Expected.OrderBy(pair => pair.Key).ToArray(), found.OrderBy(pair => pair.Key).ToArray());
    }

    [Fact]
    public void What_auto_scaling_did_as_root_is_no_alert()
    {
        var lines = File.ReadLines(Path.Combine(Repository.RealRecords, "zalando-fullstop.jsonl"))
            .Where(line => line.Contains("\"invokedBy\":\"autoscaling.amazonaws.com\"", StringComparison.Ordinal)).ToList();

        var step = AccountWatch.Advance(WatchState.Empty, new WatchSubject("t", "123456789012", default), lines, Now);

        Assert.Equal(15, lines.Count);
        Assert.Empty(step.Alerts);
        Assert.Equal(15, step.Tally.RootRecords);
        Assert.Equal(15, step.Tally.Dismissed["service_invoked"]);
    }

    private const int TimesAbsentOrMasked = 18;

    private static readonly Dictionary<string, int> Expected = new()
    {
        ["RW-S01"] = 3,
        ["RW-S02"] = 1,
        ["RW-S03"] = 3,
        ["RW-S10"] = 2,
        ["RW-S18"] = 3,
        ["RW-C03"] = 2,
        ["RW-C07"] = 2,
        ["RW-C12"] = 1,
        ["RW-A01"] = 7,
        ["RW-A05"] = 2,
        ["RW-A07"] = 8,
        ["RW-O01"] = 4,
        ["RW-D01"] = 9,
        ["RW-D02"] = 6,
        ["RW-D03"] = 1,
        ["RW-D04"] = 3,
        ["RW-D06"] = 6,
        ["RW-D07"] = 3,
        ["RW-D08"] = 6,
        ["RW-N01"] = 2,
    };

    /// <summary>Each record by itself, so that what one file's author reused as an id hides nothing.</summary>
    private static IEnumerable<Alert> Scan(string file) =>
        File.ReadLines(file).SelectMany(line => AccountWatch.Advance(
            WatchState.Empty, new WatchSubject("t", EventDecoder.Decode(line).Event!.AccountId, default), [line], Now).Alerts);

    private static string[] Files() => Directory.GetFiles(Repository.RealRecords, "*.jsonl");
}
