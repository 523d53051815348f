using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;
using Stream = RootWatch.V1.Stream;

namespace RootWatch.Cli.Accounts;

/// <summary>Accounts as text or JSON.</summary>
internal static class AccountView
{
    private const int ReasonCharsMax = 1000;

    /// <summary>In a table: which trouble it is; <c>accounts show</c> has the whole of it below.</summary>
    private const int ShortReasonCharsMax = 100;

    public static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<Account> accounts, IReadOnlyList<string> unreachable, DateTimeOffset now)
    {
        var table = new Columns("ACCOUNT", "NAME", "TENANT", "STATUS", "WATERMARK", "REGIONS", "EVENTS", "ALERTS", "FOUND IN", "REASON");
        foreach (var account in accounts)
        {
            table.Add(
                account.AccountId, account.Name, account.TenantId, Painted(palette, account.Status), Times.Ago(Times.Of(account.Watermark), now),
                Number(account.Regions.Count), Number(account.EventsRead), Number(account.AlertsRaised), account.OrganizationId.Length > 0 ? account.OrganizationId : "accounts.yaml", ShownText.Of(account.Reason, ShortReasonCharsMax));
        }

        foreach (var id in unreachable)
        {
            table.Add(id, "", "", new Cell("unreachable", palette.Bad), "unknown", "", "", "", "", "the server could not ask it in time");
        }

        table.Write(output, palette);
    }

    public static void WriteDetails(TextWriter output, Palette palette, Account account, DateTimeOffset now)
    {
        Line("account", $"{account.AccountId}  {account.Name}");
        Line("tenant", account.TenantId);
        Line("found", account.OrganizationId.Length > 0 ? $"through organization {account.OrganizationId}" : "in accounts.yaml");
        output.WriteLine($"{"status",-12} {palette.Strong(StatusName(account.Status))}{(account.Reason.Length > 0 ? ": " + ShownText.Of(account.Reason, ReasonCharsMax) : "")}");
        Line("watermark", Moment(account.Watermark, now));
        Line("events read", Number(account.EventsRead));
        Line("alerts", Number(account.AlertsRaised));
        Line("as of", Moment(account.AsOf, now));
        Line("watched", Moment(account.WatchedSince, now));
        output.WriteLine();
        var table = new Columns("REGION", "QUERY", "STATUS", "WATERMARK", "LAST SUCCESS", "GAPS", "REASON");
        foreach (var stream in account.Streams)
        {
            table.Add(
                stream.Region, stream.Query, Painted(palette, stream.Status), Moment(stream.Watermark, now),
                Times.Ago(Times.Of(stream.LastSuccess), now), Number(stream.Gaps.Count), ShownText.Of(WithoutName(stream), ShortReasonCharsMax));
        }

        table.Write(output, palette);
        foreach (var (stream, gap) in account.Streams.SelectMany(stream => stream.Gaps.Select(gap => (stream, gap))))
        {
            output.WriteLine(ShownText.Of(
                $"gap: {stream.Region} {stream.Query} from {Moment(gap.Start, now)} to {(gap.End is null ? "now" : Moment(gap.End, now))} ({(gap.Recoverable ? "can still be read" : "lost")}): {gap.Reason}",
                ReasonCharsMax));
        }

        void Line(string name, string value) => output.WriteLine($"{name,-12} {ShownText.Of(value, ReasonCharsMax)}");
    }

    public static void WriteMembers(Utf8JsonWriter json, Account account)
    {
        json.WriteString("accountId", account.AccountId);
        json.WriteString("tenantId", account.TenantId);
        json.WriteString("name", account.Name);
        json.WriteString("status", StatusName(account.Status));
        json.WriteString("reason", account.Reason);
        json.WriteTime("watermark", Times.Of(account.Watermark));
        json.WriteTexts("regions", account.Regions);
        json.WriteNumber("eventsRead", account.EventsRead);
        json.WriteNumber("alertsRaised", account.AlertsRaised);
        json.WriteTime("asOf", Times.Of(account.AsOf));
        json.WriteTime("watchedSince", Times.Of(account.WatchedSince));
        json.WriteString("organizationId", account.OrganizationId);
    }

    public static void WriteMembersAndStreams(Utf8JsonWriter json, Account account)
    {
        WriteMembers(json, account);
        json.WriteObjects("streams", account.Streams, WriteStream);
    }

    private static void WriteStream(Utf8JsonWriter json, Stream stream)
    {
        json.WriteString("region", stream.Region);
        json.WriteString("query", stream.Query);
        json.WriteString("status", StatusName(stream.Status));
        json.WriteString("reason", stream.Reason);
        json.WriteTime("watermark", Times.Of(stream.Watermark));
        json.WriteTime("lastSuccess", Times.Of(stream.LastSuccess));
        json.WriteObjects("gaps", stream.Gaps, static (json, gap) =>
        {
            json.WriteTime("start", Times.Of(gap.Start));
            json.WriteTime("end", Times.Of(gap.End));
            json.WriteString("reason", gap.Reason);
            json.WriteBoolean("recoverable", gap.Recoverable);
        });
    }

    private static string StatusName(WatchStatus status) => status switch
    {
        WatchStatus.Starting => "starting",
        WatchStatus.Ok => "ok",
        WatchStatus.Degraded => "degraded",
        WatchStatus.Blind => "blind",
        WatchStatus.CatchingUp => "catching_up",
        WatchStatus.Paused => "paused",
        _ => "unknown",
    };

    private static Cell Painted(Palette palette, WatchStatus status) => new(StatusName(status), status switch
    {
        WatchStatus.Ok => palette.Good,
        WatchStatus.Blind or WatchStatus.Paused => palette.Bad,
        WatchStatus.Degraded or WatchStatus.CatchingUp or WatchStatus.Starting => palette.Warning,
        _ => null,
    });

    private static string Moment(Google.Protobuf.WellKnownTypes.Timestamp? timestamp, DateTimeOffset now) =>
        Times.Of(timestamp) is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} ({Times.Ago(time, now)})") : "never";

    /// <summary>The stream's own row need not say again which stream it is.</summary>
    private static string WithoutName(Stream stream)
    {
        var name = $"{stream.Region} {stream.Query}: ";
        return stream.Reason.StartsWith(name, StringComparison.Ordinal) ? stream.Reason[name.Length..] : stream.Reason;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
