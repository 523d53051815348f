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

    public static void Write(TextWriter output, Palette palette, FindingView finding)
    {
        var severity = (finding.Severity is { } known ? SeverityNames.Format(known) : "unknown").ToUpperInvariant().PadRight(8);
        var time = finding.EventTime is { } told
            ? told.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "time unknown        ";
        output.Write(finding.Severity is { } level ? palette.Of(level, severity) : severity);
        output.Write($"  {time}  {Known(finding.AccountId)}  {Known(finding.Region)}  ");
        output.Write(palette.Strong($"{ShownText.Of(finding.RuleId)} {ShownText.Of(finding.Title)}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  score {finding.Score}  {ShownText.Of(finding.Note)}"));
        output.WriteLine($"          {ShownText.Of(finding.Summary, SummaryCharsMax)}");
        var terms = string.Join(", ", finding.Reasons.Select(reason =>
            string.Create(CultureInfo.InvariantCulture, $"{ShownText.Of(reason.Term)} {reason.Points:+0;-0;0}")));
        if (terms.Length > 0)
        {
            output.WriteLine(palette.Faint($"          why this score: {terms}"));
        }
    }

    private static string Known(string text) => text.Length > 0 ? ShownText.Of(text, 32) : "-";
}
