using System.Buffers;
using System.Text.Json;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Drills;
using RootWatch.Cli.Emergencies;
using RootWatch.Cli.Gaps;
using RootWatch.Cli.Posture;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Reports;

/// <summary>A whole report as one JSON object. Alerts, windows, gaps and checklists are as the other commands write them.</summary>
internal static class ReportJson
{
    public static ReadOnlyMemory<byte> Of(TenantReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteSummary(json, report);
            json.WriteString("server", report.Server);
            json.WriteObjects("accounts", report.Accounts, WriteAccount);
            json.WriteObjects("alerts", report.Alerts, AlertView.WriteMembers);
            json.WriteObjects("windows", report.Windows, WindowView.WriteMembers);
            json.WriteObjects("drills", report.Drills, DrillView.WriteMembers);
            json.WriteTexts("changes", report.Changes.Select(alert => alert.AlertId));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Whose it is, of when, and the sums.</summary>
    public static void WriteSummary(Utf8JsonWriter json, TenantReport report)
    {
        var totals = ReportTotals.Of(report);
        json.WriteString("tenantId", report.TenantId);
        json.WriteString("period", report.Period.Name);
        json.WriteTime("start", report.Period.Start);
        json.WriteTime("end", report.Period.End);
        json.WriteTime("madeAt", report.MadeAt);
        json.WriteBoolean("periodGoesOn", report.IsSoFar);
        json.WriteTexts("paused", report.Paused.Select(account => account.AccountId));
        json.WriteTexts("unreachable", report.Unreachable);
        json.WriteStartObject("totals");
        json.WriteNumber("accounts", totals.Accounts);
        json.WriteStartObject("checklistPoints");
        foreach (var (status, count) in totals.Points)
        {
            json.WriteNumber(PostureView.Name(status), count);
        }

        json.WriteEndObject();
        json.WriteStartObject("alerts");
        foreach (var (severity, count) in totals.Alerts)
        {
            json.WriteNumber(AlertView.Name(severity), count);
        }

        json.WriteEndObject();
        json.WriteNumber("windows", totals.Windows);
        json.WriteNumber("windowsUnreviewed", totals.WindowsUnreviewed);
        json.WriteNumber("drills", totals.Drills);
        json.WriteNumber("drillsPassed", totals.DrillsPassed);
        json.WriteNumber("changes", totals.Changes);
        json.WriteNumber("blindSeconds", totals.BlindSeconds);
        if (totals.SeenShare is { } share)
        {
            json.WriteNumber("seenShare", share);
        }
        else
        {
            json.WriteNull("seenShare");
        }

        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, AccountReport account)
    {
        ChecklistView.WriteMembers(json, account.Checklist);
        json.WriteTime("watermark", Times.Of(account.Account.Watermark));
        json.WriteTime("watchedSince", Times.Of(account.Account.WatchedSince));
        json.WriteNumber("watchedSeconds", (long)(account.Watched?.Length ?? TimeSpan.Zero).TotalSeconds);
        json.WriteNumber("blindSeconds", (long)account.BlindTime.TotalSeconds);
        json.WriteObjects("blind", account.Blind, (json, spell) =>
        {
            json.WriteTime("since", spell.Since);
            json.WriteTime("until", spell.Until);
            json.WriteNumber("seconds", (long)account.BlindTimeOf(spell).TotalSeconds);
        });
        json.WriteObjects("gaps", account.Gaps, GapsCommand.WriteMembers);
    }
}
