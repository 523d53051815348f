using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Scan.Output;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Rules;

/// <summary>What a test found.</summary>
/// <param name="Quiet">Records without a finding; empty if there are too many to tell.</param>
/// <param name="IsCompared">There are proposed settings besides the current ones.</param>
internal sealed record RuleTestResult(IReadOnlyList<FindingChange> Findings, IReadOnlyList<QuietRecord> Quiet, bool IsCompared);

internal static class RuleTestOutput
{
    public static void WriteText(TextWriter output, Palette palette, RuleTestResult result, int? width = null)
    {
        foreach (var change in result.Findings)
        {
            WriteFinding(output, palette, change, result.IsCompared, width);
        }

        foreach (var record in result.Quiet)
        {
            var e = record.Event;
            var time = e.EventTime is { } told
                ? told.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                : "time unknown        ";
            var rules = record.Rules.Count > 0 ? $" ({string.Join(", ", record.Rules)})" : "";
            output.WriteLine(palette.Faint(
                $"{(result.IsCompared ? "  " : "")}quiet     {time}  {Known(e.AccountId)}  {Known(e.Region)}  {ShownText.Of(e.EventName)} ({ShownText.Of(e.EventSource)})  event {ShownText.Of(e.EventId)}  {record.Reason}: {record.Explanation}{rules}"));
        }
    }

    /// <summary>One object per finding, then per record without one.</summary>
    public static void WriteJson(TextWriter output, RuleTestResult result)
    {
        using var line = new JsonLine(output);
        result.Findings.ToList().ForEach(change => line.Write(change, WriteMembers));
        result.Quiet.ToList().ForEach(record => line.Write(record, WriteMembers));
    }

    /// <summary>What of the comparison a person wants to know first; in the form of the other totals.</summary>
    public static void WriteTotals(TextWriter output, RuleTestResult result)
    {
        Line("current", result.Findings.Where(change => !change.IsAdded));
        Line("added", result.Findings.Where(change => change.IsAdded));
        Line("removed", result.Findings.Where(change => change.IsRemoved));
        Line("severity", result.Findings.Where(change => change.HasOtherSeverity));

        void Line(string name, IEnumerable<FindingChange> changes)
        {
            var byRule = changes.GroupBy(change => change.Shown.RuleId, StringComparer.Ordinal).OrderBy(rule => rule.Key, StringComparer.Ordinal).ToList();
            var detail = string.Join(", ", byRule.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Key} {rule.Count()}")));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-13} {byRule.Sum(rule => rule.Count())}{(detail.Length > 0 ? $" ({detail})" : "")}"));
        }
    }

    private static void WriteFinding(TextWriter output, Palette palette, FindingChange change, bool isCompared, int? width)
    {
        var view = FindingText.ViewOf(change.Shown);
        if (!isCompared)
        {
            FindingLines.Write(output, palette, view, width);
            return;
        }

        var note = view.Note;
        if (change.HasOtherSeverity)
        {
            note += $"  severity {SeverityNames.Format(change.Current!.Severity)} -> {SeverityNames.Format(change.Shown.Severity)}";
        }

        if (change.HasOtherScore)
        {
            note += string.Create(CultureInfo.InvariantCulture, $"  score {change.Current!.Score} -> {change.Shown.Score}");
        }

        using var lines = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        FindingLines.Write(lines, palette, view with { Note = note }, width - 2);
        var mark = change.IsAdded ? palette.Good("+") : change.IsRemoved ? palette.Bad("-") : " ";
        foreach (var line in lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            output.WriteLine($"{mark} {line}");
            mark = " ";
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, FindingChange change)
    {
        json.WriteString("kind", "finding");
        json.WriteString("change", change.IsAdded ? "added" : change.IsRemoved ? "removed" : "none");
        if (change.Current is { } current)
        {
            json.WriteString("currentSeverity", SeverityNames.Format(current.Severity));
            json.WriteNumber("currentScore", current.Score);
        }
        else
        {
            json.WriteNull("currentSeverity");
            json.WriteNull("currentScore");
        }

        FindingJson.WriteMembers(json, change.Shown);
    }

    private static void WriteMembers(Utf8JsonWriter json, QuietRecord record)
    {
        json.WriteString("kind", "quiet");
        json.WriteString("eventId", ShownText.Of(record.Event.EventId));
        json.WriteTime("eventTime", record.Event.EventTime);
        json.WriteString("accountId", ShownText.Of(record.Event.AccountId));
        json.WriteString("region", ShownText.Of(record.Event.Region));
        json.WriteString("eventSource", ShownText.Of(record.Event.EventSource));
        json.WriteString("eventName", ShownText.Of(record.Event.EventName));
        json.WriteString("reason", record.Reason);
        json.WriteStartArray("rules");
        record.Rules.ToList().ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private static string Known(string text) => text.Length > 0 ? ShownText.Of(text, 32) : "-";
}
