using Google.Protobuf.WellKnownTypes;
using RootWatch.Server.Alerts;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>Alerts as the API sends them.</summary>
internal static class AlertMessages
{
    public static Alert ToMessage(this Detection.Alerts.Alert alert, long seq)
    {
        Alert message = new()
        {
            AlertId = alert.AlertId,
            TenantId = alert.TenantId,
            AccountId = alert.AccountId,
            RuleId = alert.RuleId,
            Severity = (Severity)(int)alert.Severity,
            Title = alert.Title,
            Summary = alert.Summary,
            Score = alert.Score,
            EventId = alert.EventId,
            EventTime = alert.EventTime?.ToTimestamp(),
            EventName = alert.EventName,
            EventSource = alert.EventSource,
            Region = alert.Region,
            SourceIpAddress = alert.SourceIpAddress,
            UserAgent = alert.UserAgent,
            ErrorCode = alert.ErrorCode,
            DetectedAt = alert.DetectedAt.ToTimestamp(),
            Historical = alert.Historical,
            Sequence = seq,
            WindowId = alert.WindowId,
            Expected = alert.Expected,
            PartOf = alert.PartOf,
            Closes = alert.Closes,
            DrillId = alert.DrillId,
        };
        message.AccountIds.AddRange(alert.AccountIds);
        message.Reasons.AddRange(alert.Reasons.Select(reason => new ScoreReason { Term = reason.Term, Points = reason.Points, Text = reason.Text }));
        return message;
    }

    /// <summary>The alerts of a page that are wanted, with their positions.</summary>
    public static IEnumerable<(LogPosition Position, Alert? Message)> Wanted(this LogPage page, AlertMatch match) =>
        page.Alerts.Select(logged => (Logged: logged, Alert: AlertJson.Read(logged.AlertJson)))
            .Select(entry => (LogPosition.Of(page, entry.Logged), match.Wants(entry.Alert) ? entry.Alert.ToMessage(entry.Logged.Seq) : null));
}
