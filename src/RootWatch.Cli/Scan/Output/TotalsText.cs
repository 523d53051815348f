using System.Globalization;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Scan.Output;

/// <summary>The totals, one to a line, always all of them but what a selection left out: a script may look for any.</summary>
internal static class TotalsText
{
    public static void Write(TextWriter output, Palette palette, ScanTotals totals, TimeSpan elapsed)
    {
        foreach (var place in totals.UnreadablePlaces)
        {
            output.WriteLine($"{palette.Warning("unreadable:")} {place}");
        }

        if (totals.Unreadable > totals.UnreadablePlaces.Count)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unreadable: and {totals.Unreadable - totals.UnreadablePlaces.Count} more"));
        }

        Line("files", totals.Files, totals.FilesPassedOver == 0 ? "" : $"{totals.FilesPassedOver} others in the directories passed over: empty, links, or not .json, .jsonl, .ndjson or .gz");
        Line("records", totals.Records, "");
        Line("root records", totals.RootRecords, Terms(totals.RootRecordsByKind));
        Line("repeated", totals.Repeated, totals.Repeated == 0 ? "" : "the event of a record before, with the same outcome; left out");
        Line("unreadable", totals.Unreadable, Terms(totals.UnreadableByReason));
        Line("findings", totals.FindingsByRule.Values.Sum(), Terms(totals.FindingsByRule));
        if (totals.FindingsLeftOut > 0)
        {
            Line("left out", totals.FindingsLeftOut, "findings that --since, --until, --account or --rule pass over");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"seconds",-13} {elapsed.TotalSeconds:0.00}"));

        void Line(string name, long count, string detail) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-13} {count}{(detail.Length > 0 ? $" ({detail})" : "")}"));
    }

    private static string Terms(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
}
