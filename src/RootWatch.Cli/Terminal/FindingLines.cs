using System.Globalization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Terminal;

/// <summary>What a person is shown of a finding of a scan, or of an alert of a server.</summary>
internal sealed record FindingView
{
    /// <summary>Null for one that this program does not know.</summary>
    public required Severity? Severity { get; init; }
    public required DateTimeOffset? EventTime { get; init; }
    public required string AccountId { get; init; }
    public required string Region { get; init; }
    public required string RuleId { get; init; }
    public required string Title { get; init; }
    public required int Score { get; init; }
    public required string Summary { get; init; }
    public required IEnumerable<(string Term, int Points)> Reasons { get; init; }
    public required string Note { get; init; }
}

/// <summary>Escapes every text again: a server may be older than this program, or lie.</summary>
internal static class FindingLines
{
    private const int SummaryCharsMax = 2000;
    private const string Indent = "          ";
    private const int WidthMin = 40;

    /// <param name="width">Of the terminal; null, or too small to be one that somebody reads, where lines may have any length.</param>
    public static void Write(TextWriter output, Palette palette, FindingView finding, int? width = null)
    {
        width = width < WidthMin ? null : width;
        var severity = (finding.Severity is { } known ? SeverityNames.Format(known) : "unknown").ToUpperInvariant().PadRight(8);
        var time = finding.EventTime is { } told
            ? told.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "time unknown        ";
        var place = $"  {time}  {Known(finding.AccountId)}  {Known(finding.Region)}";
        var title = $"{ShownText.Of(finding.RuleId)} {ShownText.Of(finding.Title)}";
        var rest = string.Create(CultureInfo.InvariantCulture, $"  score {finding.Score}  {ShownText.Of(finding.Note)}");
        output.Write(finding.Severity is { } level ? palette.Of(level, severity) : severity);
        output.Write(place);
        output.Write(severity.Length + place.Length + 2 + title.Length + rest.Length > width ? $"\n{Indent}" : "  ");
        output.Write(palette.Strong(title));
        output.WriteLine(Indent.Length + title.Length + rest.Length > width ? $"\n{Indent}{rest.TrimStart()}" : rest);
        WriteWrapped(output, ShownText.Of(finding.Summary, SummaryCharsMax), width, text => text);
        var terms = string.Join(", ", finding.Reasons.Select(reason =>
            string.Create(CultureInfo.InvariantCulture, $"{ShownText.Of(reason.Term)} {reason.Points:+0;-0;0}")));
        if (terms.Length > 0)
        {
            WriteWrapped(output, $"why this score: {terms}", width, palette.Faint);
        }
    }

    private static void WriteWrapped(TextWriter output, string text, int? width, Func<string, string> paint)
    {
        foreach (var line in WrappedText.Lines(text, width - Indent.Length))
        {
            output.WriteLine(paint(Indent + line));
        }
    }

    private static string Known(string text) => text.Length > 0 ? ShownText.Of(text, 32) : "-";
}
