using System.Globalization;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan.Output;

/// <summary>The totals, one to a line, always all of them but what a selection left out: a script may look for any.</summary>
internal static class TotalsText
{
    /// <summary>For each reason: thousands of digests must not hide the one archive among them.</summary>
    private const int PassedOverToldMax = 3;

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

        foreach (var (reason, remedy) in totals.UnreadableByReason.Keys.Select(reason => (reason, UnreadableReasons.Remedy(reason))))
        {
            if (remedy is not null)
            {
                output.WriteLine($"{reason}: {remedy}");
            }
        }

        foreach (var others in totals.PassedOver.GroupBy(other => other.Reason).OrderBy(others => others.Key, StringComparer.Ordinal))
        {
            foreach (var other in others.Take(PassedOverToldMax))
            {
                output.WriteLine($"passed over: {ShownText.Of(other.Path, CommandContext.PathCharsMax)}: {other.Reason}");
            }

            if (others.Count() > PassedOverToldMax)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"passed over: and {others.Count() - PassedOverToldMax} more: {others.Key}"));
            }
        }

        Line("files", totals.Files, totals.PassedOver.Count == 0 ? "" : $"{totals.PassedOver.Count} others in the directories passed over");
        Line("records", totals.Records, totals.Insights == 0 ? "" : $"and {totals.Insights} of CloudTrail Insights or aggregated, which tell of no single call");
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
