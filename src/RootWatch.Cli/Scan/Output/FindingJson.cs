using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan.Output;

/// <summary>
/// One object per finding and line. The members and their order are promised to scripts. The JSON encoder's default writes
/// everything but printable ASCII as <c>\uXXXX</c>, so no terminal can be driven by it.
/// </summary>
internal static class FindingJson
{
    public static void Write(TextWriter output, IEnumerable<Alert> findings)
    {
        using var line = new JsonLine(output);
        foreach (var finding in findings)
        {
            line.Write(finding, WriteMembers);
        }
    }

    public static void WriteMembers(Utf8JsonWriter json, Alert finding)
    {
        json.WriteString("eventId", finding.EventId);
        json.WriteTime("eventTime", finding.EventTime);
        json.WriteString("accountId", finding.AccountId);
        json.WriteString("region", finding.Region);
        json.WriteString("ruleId", finding.RuleId);
        json.WriteString("severity", SeverityNames.Format(finding.Severity));
        json.WriteString("title", finding.Title);
        json.WriteNumber("score", finding.Score);
        json.WriteReasons(finding.Reasons.Select(reason => (reason.Term, reason.Points, reason.Text)));
        json.WriteString("summary", finding.Summary);
    }
}
