using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Posture;

/// <summary>The checklist of an account as text or JSON.</summary>
internal static class ChecklistView
{
    private const int TextCharsMax = 500;

    public static void WriteDetails(TextWriter output, Palette palette, AccountChecklist checklist)
    {
        output.WriteLine($"account  {ShownText.Of(checklist.AccountId)}  {ShownText.Of(checklist.Name)}");
        output.WriteLine($"tenant   {ShownText.Of(checklist.TenantId)}");
        foreach (var point in checklist.Points)
        {
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Number}. {Status(palette, point.Status)}  {palette.Strong(ShownText.Of(point.Title))}"));
            foreach (var part in point.Parts)
            {
                output.WriteLine($"   {Status(palette, part.Status)}  {ShownText.Of(part.Source)}: {ShownText.Of(part.Text, TextCharsMax)}");
            }
        }
    }

    public static void WriteMembers(Utf8JsonWriter json, AccountChecklist checklist)
    {
        json.WriteString("accountId", checklist.AccountId);
        json.WriteString("tenantId", checklist.TenantId);
        json.WriteString("name", checklist.Name);
        json.WriteTime("asOf", Times.Of(checklist.AsOf));
        json.WriteObjects("points", checklist.Points, static (json, point) =>
        {
            json.WriteNumber("number", point.Number);
            json.WriteString("title", point.Title);
            json.WriteString("status", PostureView.Name(point.Status));
            json.WriteObjects("parts", point.Parts, static (json, part) =>
            {
                json.WriteString("source", part.Source);
                json.WriteString("status", PostureView.Name(part.Status));
                json.WriteString("text", part.Text);
            });
        });
    }

    private static string Status(Palette palette, PostureStatus status)
    {
        var cell = PostureView.Painted(palette, status);
        var text = cell.Text.PadRight("UNKNOWN".Length);
        return cell.Paint is { } paint ? paint(text) : text;
    }
}
