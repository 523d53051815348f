using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Drills;

/// <summary>Drills as text or JSON.</summary>
internal static class DrillView
{
    private const int TextCharsMax = 2000;

    public static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<Drill> drills, IReadOnlyList<string> unreachable)
    {
        var table = new Columns("DRILL", "TENANT", "STATUS", "STARTED", "BY", "ALERT AFTER", "SEEN AFTER", "ACKNOWLEDGED AFTER", "BY", "CLOSED AFTER", "PURPOSE");
        foreach (var drill in drills)
        {
            table.Add(
                drill.DrillId, drill.TenantId, Painted(palette, drill.Status), Times.Minute(drill.StartedAt), drill.StartedBy, After(drill, drill.RaisedAt),
                After(drill, drill.SeenAt), After(drill, drill.AcknowledgedAt), drill.AcknowledgedBy, After(drill, drill.ClosedAt), drill.Purpose);
        }

        foreach (var id in unreachable)
        {
            table.Add(id, "", new Cell("unreachable", palette.Bad), "", "", "", "", "", "", "", "the server could not ask it in time");
        }

        table.Write(output, palette);
    }

    public static void WriteDetails(TextWriter output, Palette palette, Drill drill)
    {
        void Line(string name, string text) => output.WriteLine($"{name,-14}{ShownText.Of(text, TextCharsMax)}");
        void Step(string name, Timestamp? at, string by, string due) =>
            Line(name, at is null ? due : $"{After(drill, at)} after the start{(by.Length > 0 ? $", by {by}" : "")}");

        var status = Painted(palette, drill.Status);
        output.WriteLine($"{"drill",-14}{ShownText.Of(drill.DrillId)}  {(status.Paint is { } paint ? paint(status.Text) : status.Text)}");
        Line("account", $"{drill.AccountId} of {drill.TenantId}");
        Line("sign-in", $"made up, {(drill.WithMfa ? "with" : "without")} MFA");
        if (drill.Purpose.Length > 0)
        {
            Line("purpose", drill.Purpose);
        }

        Line("started", $"{Times.Minute(drill.StartedAt)} by {drill.StartedBy}");
        Step("alert", drill.RaisedAt, "", "comes with the account's next reading");
        Step("seen", drill.SeenAt, drill.SeenBy, "-");
        Step("acknowledged", drill.AcknowledgedAt, drill.AcknowledgedBy, $"due {Times.Minute(drill.AcknowledgeBy)}");
        Step("closed", drill.ClosedAt, drill.ClosedBy, $"due {Times.Minute(drill.CloseBy)}");
        if (drill.Note.Length > 0)
        {
            Line("note", drill.Note);
        }

        if (drill.AttestationId.Length > 0)
        {
            Line("attested", drill.AttestationId);
        }
    }

    public static void WriteMembers(Utf8JsonWriter json, Drill drill)
    {
        json.WriteString("drillId", drill.DrillId);
        json.WriteString("accountId", drill.AccountId);
        json.WriteString("tenantId", drill.TenantId);
        json.WriteString("status", Name(drill.Status));
        json.WriteString("purpose", drill.Purpose);
        json.WriteBoolean("withMfa", drill.WithMfa);
        json.WriteString("startedBy", drill.StartedBy);
        json.WriteTime("startedAt", Times.Of(drill.StartedAt));
        json.WriteTime("acknowledgeBy", Times.Of(drill.AcknowledgeBy));
        json.WriteTime("closeBy", Times.Of(drill.CloseBy));
        json.WriteTime("raisedAt", Times.Of(drill.RaisedAt));
        json.WriteTexts("alertIds", drill.AlertIds);
        json.WriteString("seenBy", drill.SeenBy);
        json.WriteTime("seenAt", Times.Of(drill.SeenAt));
        json.WriteString("acknowledgedBy", drill.AcknowledgedBy);
        json.WriteTime("acknowledgedAt", Times.Of(drill.AcknowledgedAt));
        json.WriteString("closedBy", drill.ClosedBy);
        json.WriteTime("closedAt", Times.Of(drill.ClosedAt));
        json.WriteString("note", drill.Note);
        json.WriteString("attestationId", drill.AttestationId);
    }

    public static string Name(DrillStatus status) => status switch
    {
        DrillStatus.Started => "started",
        DrillStatus.Raised => "raised",
        DrillStatus.Seen => "seen",
        DrillStatus.Acknowledged => "acknowledged",
        DrillStatus.Overdue => "overdue",
        DrillStatus.Passed => "passed",
        DrillStatus.Failed => "failed",
        DrillStatus.GivenUp => "given-up",
        _ => "unknown",
    };

    /// <summary>How long after the drill began: <c>1:05:09</c>; empty: not so far.</summary>
    public static string After(Drill drill, Timestamp? at) => Times.Of(at) - Times.Of(drill.StartedAt) is { } span
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span:mm\\:ss}")
        : "";

    private static Cell Painted(Palette palette, DrillStatus status) => new(Name(status), status switch
    {
        DrillStatus.Passed => palette.Good,
        DrillStatus.Overdue or DrillStatus.Failed => palette.Bad,
        DrillStatus.GivenUp => palette.Faint,
        DrillStatus.Acknowledged => palette.Strong,
        _ => palette.Warning,
    });
}
