using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using Alert = RootWatch.V1.Alert;

namespace RootWatch.Cli.Alerts;

/// <summary>An alert as text or JSON. The JSON members are those of the API, and of <c>scan</c> where both have them.</summary>
internal sealed class AlertView(CommandContext context, bool asJson) : IDisposable
{
    private readonly JsonLine _line = new(context.Out);

    /// <param name="resumeToken">Of the frame that brought it; null outside of a stream.</param>
    public void Show(Alert alert, string? resumeToken = null)
    {
        if (asJson)
        {
            _line.Write((alert, resumeToken), WriteMembers);
            return;
        }

        FindingLines.Write(context.Out, context.OutPalette, new FindingView
        {
            Severity = SeverityOf(alert),
            EventTime = Times.Of(alert.EventTime),
            AccountId = alert.AccountId,
            Region = alert.Region,
            RuleId = alert.RuleId,
            Title = alert.Title,
            Score = alert.Score,
            Summary = alert.Summary,
            Reasons = alert.Reasons.Select(reason => (reason.Term, reason.Points)),
            Note = $"{alert.TenantId} #{alert.Sequence}{(alert.Historical ? " (before watching began)" : "")}{(alert.Expected ? $" (expected: {alert.WindowId})" : "")}{(alert.DrillId.Length > 0 ? $" (drill: {alert.DrillId})" : "")}{(alert.PartOf.Length > 0 ? $" (part of {Short(alert.PartOf)})" : "")}",
        }, context.OutWidth());
    }

    public void Dispose() => _line.Dispose();

    private static string Short(string alertId) => alertId[..Math.Min(8, alertId.Length)];

    /// <summary>Null for a severity that this program does not know.</summary>
    public static Severity? SeverityOf(Alert alert) => Known(alert.Severity);

    public static string Name(V1.Severity severity) => Known(severity) is { } known ? SeverityNames.Format(known) : "unknown";

    private static Severity? Known(V1.Severity severity) =>
        (Severity)(int)severity is var known && System.Enum.IsDefined(known) ? known : null;

    public static void WriteMembers(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("alertId", alert.AlertId);
        json.WriteString("tenantId", alert.TenantId);
        json.WriteNumber("sequence", alert.Sequence);
        json.WriteString("eventId", alert.EventId);
        json.WriteTime("eventTime", Times.Of(alert.EventTime));
        json.WriteString("accountId", alert.AccountId);
        json.WriteString("region", alert.Region);
        json.WriteString("ruleId", alert.RuleId);
        json.WriteString("severity", Name(alert.Severity));
        json.WriteString("title", alert.Title);
        json.WriteNumber("score", alert.Score);
        json.WriteReasons(alert.Reasons.Select(reason => (reason.Term, reason.Points, reason.Text)));
        json.WriteString("summary", alert.Summary);
        json.WriteString("eventName", alert.EventName);
        json.WriteString("eventSource", alert.EventSource);
        json.WriteString("sourceIpAddress", alert.SourceIpAddress);
        json.WriteString("userAgent", alert.UserAgent);
        json.WriteString("errorCode", alert.ErrorCode);
        json.WriteTime("detectedAt", Times.Of(alert.DetectedAt));
        json.WriteBoolean("historical", alert.Historical);
        json.WriteString("windowId", alert.WindowId);
        json.WriteBoolean("expected", alert.Expected);
        json.WriteString("drillId", alert.DrillId);
        json.WriteString("partOf", alert.PartOf);
        json.WriteString("closes", alert.Closes);
        json.WriteTexts("accountIds", alert.AccountIds);
    }

    private static void WriteMembers(Utf8JsonWriter json, (Alert Alert, string? ResumeToken) shown)
    {
        WriteMembers(json, shown.Alert);
        if (shown.ResumeToken is { } token)
        {
            json.WriteString("resumeToken", token);
        }
    }
}
