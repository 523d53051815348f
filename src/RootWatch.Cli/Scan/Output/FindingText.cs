using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan.Output;

internal static class FindingText
{
    public static void Write(TextWriter output, Palette palette, IEnumerable<Alert> findings, int? width = null)
    {
        foreach (var finding in findings)
        {
            FindingLines.Write(output, palette, ViewOf(finding), width);
        }
    }

    public static FindingView ViewOf(Alert finding) => new()
    {
        Severity = finding.Severity,
        EventTime = finding.EventTime,
        AccountId = finding.AccountId,
        Region = finding.Region,
        RuleId = finding.RuleId,
        Title = finding.Title,
        Score = finding.Score,
        Summary = finding.Summary,
        Reasons = finding.Reasons.Select(reason => (reason.Term, reason.Points)),
        Note = $"event {finding.EventId}",
    };
}
