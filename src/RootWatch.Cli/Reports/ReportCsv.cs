using System.Buffers;
using System.Text;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Drills;
using RootWatch.Cli.Emergencies;
using RootWatch.Cli.Posture;
using RootWatch.Cli.Terminal;
using static RootWatch.Cli.Reports.ReportTexts;

namespace RootWatch.Cli.Reports;

/// <summary>
/// The tables of a report as comma-separated values (RFC 4180). What a spreadsheet would take for a formula has an
/// apostrophe before it: parts of alerts were written by whoever called AWS.
/// </summary>
internal static class ReportCsv
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n;\t'");
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r＝＋－＠");

    public static string Checklist(TenantReport report) => Table(
        ["account_id", "account_name", "point", "title", "point_status", "source", "status", "text"],
        from account in report.Accounts
        from point in account.Checklist.Points
        from part in point.Parts
        select new[]
        {
            account.Account.AccountId, account.Account.Name, Number(point.Number), point.Title, PostureView.Name(point.Status),
            part.Source, PostureView.Name(part.Status), part.Text,
        });

    public static string Alerts(TenantReport report) => Table(
        [
            "event_time", "detected_at", "account_id", "severity", "rule_id", "title", "score", "call", "region", "source_ip_address",
            "error_code", "window_id", "expected", "historical", "sequence", "alert_id", "summary",
        ],
        report.Alerts.Select(alert => new[]
        {
            Time(Times.Of(alert.EventTime)), Time(Times.Of(alert.DetectedAt)), alert.AccountId, AlertView.Name(alert.Severity), alert.RuleId, alert.Title,
            Number(alert.Score), Call(alert), alert.Region, alert.SourceIpAddress, alert.ErrorCode, alert.WindowId,
            alert.Expected ? "yes" : "no", alert.Historical ? "yes" : "no", Number(alert.Sequence), alert.AlertId, alert.Summary,
        }));

    public static string Changes(TenantReport report) => Table(
        ["time", "account_id", "rule_id", "title", "call", "region", "source_ip_address", "window_id", "expected", "what", "alert_id"],
        report.Changes.Select(alert => new[]
        {
            Time(TenantReport.TimeOf(alert)), alert.AccountId, alert.RuleId, alert.Title, Call(alert), alert.Region, alert.SourceIpAddress,
            alert.WindowId, alert.Expected ? "yes" : "no", What(alert), alert.AlertId,
        }));

    public static string Windows(TenantReport report) => Table(
        [
            "window_id", "account_id", "status", "purpose", "ticket", "allowed_actions", "requested_by", "requested_at", "approved_by", "approved_at",
            "opened_at", "closed_at", "closed_by", "acts", "unintended_candidates", "review_due", "reviewed_by", "reviewed_at", "review_note", "tasks_open",
        ],
        report.Windows.Select(window => new[]
        {
            window.WindowId, window.AccountId, WindowView.Name(window.Status), window.Purpose, window.Ticket, string.Join(' ', window.AllowedActions),
            window.RequestedBy, Time(Times.Of(window.RequestedAt)), window.ApprovedBy, Time(Times.Of(window.ApprovedAt)),
            Time(Times.Of(window.OpensAt)), Time(Times.Of(window.ClosedAt ?? window.ClosesAt)), window.ClosedBy,
            Number(window.Acts.Sum(act => (long)act.Count) + window.ActsLeftOut), Number(window.Candidates.Count), Time(Times.Of(window.ReviewDue)),
            window.Review?.By ?? "", Time(Times.Of(window.Review?.At)), window.Review?.Note ?? "",
            string.Join(' ', window.Tasks.Where(task => !task.Done).Select(task => task.Name)),
        }));

    public static string Drills(TenantReport report) => Table(
        [
            "drill_id", "account_id", "status", "purpose", "with_mfa", "started_by", "started_at", "raised_at", "seen_by", "seen_at", "acknowledge_by", "acknowledged_by",
            "acknowledged_at", "close_by", "closed_by", "closed_at", "note", "attestation_id",
        ],
        report.Drills.Select(drill => new[]
        {
            drill.DrillId, drill.AccountId, DrillView.Name(drill.Status), drill.Purpose, drill.WithMfa ? "yes" : "no", drill.StartedBy, Time(Times.Of(drill.StartedAt)),
            Time(Times.Of(drill.RaisedAt)), drill.SeenBy, Time(Times.Of(drill.SeenAt)), Time(Times.Of(drill.AcknowledgeBy)), drill.AcknowledgedBy,
            Time(Times.Of(drill.AcknowledgedAt)), Time(Times.Of(drill.CloseBy)), drill.ClosedBy, Time(Times.Of(drill.ClosedAt)), drill.Note, drill.AttestationId,
        }));

    /// <summary>
    /// Spells of blindness, of which the seconds are those of the period in which the account was watched, gaps, which are not
    /// read yet or lost, and the time before it was watched.
    /// </summary>
    public static string Blind(TenantReport report) => Table(
        ["account_id", "account_name", "kind", "since", "until", "seconds", "region", "query", "reason"],
        report.Accounts.SelectMany(account => account.Blind
            .Select(spell => new[]
            {
                account.Account.AccountId, account.Account.Name, "blind", Time(spell.Since), Time(spell.Until),
                Number((long)account.BlindTimeOf(spell).TotalSeconds), "", "", "",
            })
            .Concat(account.Gaps.Select(gap => new[]
            {
                account.Account.AccountId, account.Account.Name, gap.Recoverable ? "not read yet" : "lost", Time(gap.Start), Time(gap.End),
                "", gap.Region ?? "", gap.Query ?? "", gap.Reason,
            }))
            .Concat(report.Unwatched(account) is { } unwatched ? [[account.Account.AccountId, account.Account.Name, NotWatched, Time(unwatched.Since), Time(unwatched.Until), "", "", "", ""]] : [])));

    private static string Table(string[] header, IEnumerable<string[]> rows)
    {
        var csv = new StringBuilder();
        foreach (var row in rows.Prepend(header))
        {
            csv.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string Cell(string text)
    {
        // Some spreadsheets pass over blanks, and read full-width signs as the plain ones.
        var safe = text.AsSpan().TrimStart() is [var first, ..] && (FormulaStarts.Contains(first) || FormulaStarts.Contains(text[0])) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
