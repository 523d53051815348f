using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.V1;

namespace RootWatch.Cli.Emergencies;

/// <summary>Emergency windows as text or JSON.</summary>
internal static class WindowView
{
    private const int TextCharsMax = 2000;

    public static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<EmergencyWindow> windows, IReadOnlyList<string> unreachable)
    {
        var table = new Columns("WINDOW", "TENANT", "STATUS", "OPENS", "CLOSES", "REQUESTED BY", "APPROVED BY", "REVIEW DUE", "TICKET", "PURPOSE");
        foreach (var window in windows)
        {
            table.Add(
                window.WindowId, window.TenantId, Painted(palette, window.Status), Times.Minute(window.OpensAt), Times.Minute(window.ClosedAt ?? window.ClosesAt),
                window.RequestedBy, window.ApprovedBy, Times.Minute(window.ReviewDue), window.Ticket, window.Purpose);
        }

        foreach (var id in unreachable)
        {
            table.Add(id, "", new Cell("unreachable", palette.Bad), "", "", "", "", "", "", "the server could not ask it in time");
        }

        table.Write(output, palette);
    }

    public static void WriteDetails(TextWriter output, Palette palette, EmergencyWindow window)
    {
        void Line(string name, string text) => output.WriteLine($"{name,-11}{ShownText.Of(text, TextCharsMax)}");

        var status = Painted(palette, window.Status);
        output.WriteLine($"{"window",-11}{ShownText.Of(window.WindowId)}  {(status.Paint is { } paint ? paint(status.Text) : status.Text)}");
        Line("account", $"{window.AccountId} of {window.TenantId}");
        Line("purpose", window.Purpose);
        Line("ticket", window.Ticket);
        Line("allowed", string.Join(", ", window.AllowedActions));
        Line("requested", $"{Times.Minute(window.RequestedAt)} by {window.RequestedBy}, for {Length(window)}; root's MFA: {Name(window.MfaReadiness)}");
        Line("approved", window.ApprovedBy.Length > 0 ? $"{Times.Minute(window.ApprovedAt)} by {window.ApprovedBy}" : "-");
        Line("open", $"{Times.Minute(window.OpensAt)} to {Times.Minute(window.ClosesAt)}");
        foreach (var extension in window.Extensions)
        {
            Line("extended", $"{Times.Minute(extension.At)} by {extension.By} until {Times.Minute(extension.Until)}: {extension.Reason}");
        }

        if (window.ClosedBy.Length > 0)
        {
            Line("closed", $"{Times.Minute(window.ClosedAt)} by {window.ClosedBy}");
        }

        if (window.ReviewDue is not null)
        {
            Line("read", window.ListWhole ? "all of it" : $"up to {Times.Minute(window.ReadUpTo)}: more of it may come");
            Line("review", window.Review is { } review ? $"{Times.Minute(review.At)} by {review.By}: {review.Note}" : $"due {Times.Minute(window.ReviewDue)}");
        }

        foreach (var task in window.Tasks)
        {
            Line("task", $"[{(task.Done ? "x" : " ")}] {task.Name}: {task.Text}");
        }

        WriteActs(output, palette, window);
    }

    public static void WriteMembers(Utf8JsonWriter json, EmergencyWindow window)
    {
        json.WriteString("windowId", window.WindowId);
        json.WriteString("accountId", window.AccountId);
        json.WriteString("tenantId", window.TenantId);
        json.WriteString("status", Name(window.Status));
        json.WriteString("purpose", window.Purpose);
        json.WriteString("ticket", window.Ticket);
        json.WriteTexts("allowedActions", window.AllowedActions);
        json.WriteString("requestedBy", window.RequestedBy);
        json.WriteTime("requestedAt", Times.Of(window.RequestedAt));
        json.WriteString("approvedBy", window.ApprovedBy);
        json.WriteTime("approvedAt", Times.Of(window.ApprovedAt));
        json.WriteTime("opensAt", Times.Of(window.OpensAt));
        json.WriteTime("closesAt", Times.Of(window.ClosesAt));
        json.WriteNumber("askedSeconds", window.AskedLength?.Seconds ?? 0);
        json.WriteObjects("extensions", window.Extensions, static (json, extension) =>
        {
            json.WriteTime("at", Times.Of(extension.At));
            json.WriteString("by", extension.By);
            json.WriteTime("from", Times.Of(extension.From));
            json.WriteTime("until", Times.Of(extension.Until));
            json.WriteString("reason", extension.Reason);
        });
        json.WriteString("closedBy", window.ClosedBy);
        json.WriteTime("closedAt", Times.Of(window.ClosedAt));
        json.WriteString("mfaReadiness", Name(window.MfaReadiness));
        json.WriteTime("reviewDue", Times.Of(window.ReviewDue));
        json.WriteString("reviewedBy", window.Review?.By ?? "");
        json.WriteTime("reviewedAt", Times.Of(window.Review?.At));
        json.WriteString("reviewNote", window.Review?.Note ?? "");
        json.WriteObjects("tasks", window.Tasks, static (json, task) =>
        {
            json.WriteString("name", task.Name);
            json.WriteBoolean("done", task.Done);
            json.WriteString("text", task.Text);
        });
        json.WriteObjects("candidates", window.Candidates, static (json, change) =>
        {
            json.WriteString("what", change.What);
            json.WriteString("why", change.Why);
            json.WriteTime("at", Times.Of(change.At));
        });
        json.WriteObjects("acts", window.Acts, static (json, act) =>
        {
            json.WriteTime("at", Times.Of(act.At));
            json.WriteTime("lastAt", Times.Of(act.LastAt));
            json.WriteNumber("count", act.Count);
            json.WriteString("eventSource", act.EventSource);
            json.WriteString("eventName", act.EventName);
            json.WriteString("region", act.Region);
            json.WriteString("sourceIpAddress", act.SourceIpAddress);
            json.WriteString("errorCode", act.ErrorCode);
            json.WriteBoolean("write", act.Write);
            json.WriteBoolean("delegated", act.Delegated);
            json.WriteString("invokedBy", act.InvokedBy);
        });
        json.WriteNumber("actsLeftOut", window.ActsLeftOut);
        json.WriteTime("readUpTo", Times.Of(window.ReadUpTo));
        json.WriteBoolean("listWhole", window.ListWhole);
    }

    public static string Name(WindowStatus status) => status switch
    {
        WindowStatus.Requested => "requested",
        WindowStatus.Scheduled => "scheduled",
        WindowStatus.Open => "open",
        WindowStatus.InReview => "in-review",
        WindowStatus.Reviewed => "reviewed",
        WindowStatus.Cancelled => "cancelled",
        WindowStatus.Lapsed => "lapsed",
        _ => "unknown",
    };

    private static void WriteActs(TextWriter output, Palette palette, EmergencyWindow window)
    {
        if (window.Candidates.Count > 0)
        {
            output.WriteLine();
            output.WriteLine(palette.Strong("Was this meant?"));
            foreach (var change in window.Candidates)
            {
                output.WriteLine($"{Times.Minute(change.At)}  {ShownText.Of(change.What)}: {ShownText.Of(change.Why, TextCharsMax)}");
            }
        }

        if (window.Acts.Count == 0)
        {
            return;
        }

        output.WriteLine();
        var table = new Columns("TIME", "TIMES", "KIND", "CALL", "REGION", "FROM", "ERROR");
        foreach (var act in window.Acts)
        {
            table.Add(
                Times.Minute(act.At), act.Count.ToString(CultureInfo.InvariantCulture), $"{(act.Write ? "change" : "read")}{(act.Delegated ? ", delegated" : "")}{(act.InvokedBy.Length > 0 ? $", by {act.InvokedBy}" : "")}",
                ServiceCall.Of(act.EventSource, act.EventName), act.Region, act.SourceIpAddress, act.ErrorCode);
        }

        table.Write(output, palette);
        if (window.ActsLeftOut > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {window.ActsLeftOut} more for which there was no room; what root itself changed among them is told by alerts"));
        }
    }

    private static string Length(EmergencyWindow window) =>
        string.Create(CultureInfo.InvariantCulture, $"{(window.AskedLength?.Seconds ?? 0) / 60.0:0.#} minutes");

    private static string Name(MfaReadiness readiness) => readiness switch
    {
        MfaReadiness.Ready => "ready",
        MfaReadiness.None => "none",
        _ => "unknown",
    };

    private static Cell Painted(Palette palette, WindowStatus status) => new(Name(status), status switch
    {
        WindowStatus.Open => palette.Warning,
        WindowStatus.InReview => palette.Bad,
        WindowStatus.Reviewed => palette.Good,
        WindowStatus.Requested or WindowStatus.Scheduled => palette.Strong,
        _ => palette.Faint,
    });
}
