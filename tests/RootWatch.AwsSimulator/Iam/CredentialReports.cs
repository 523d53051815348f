using System.Collections.Concurrent;
using System.Globalization;
using RootWatch.AwsSimulator.Posture;

namespace RootWatch.AwsSimulator.Iam;

/// <summary>A report takes a moment to make, is a snapshot, and is made anew after four hours at the earliest.</summary>
internal sealed class CredentialReports
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(4);

    private static readonly TimeSpan Making = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Report> _reports = new();

    /// <summary>STARTED, INPROGRESS or COMPLETE.</summary>
    public string Generate(string account, SimulatedPosture posture, DateTimeOffset now)
    {
        var state = "STARTED";
        _reports.AddOrUpdate(account, _ => New(), (_, known) =>
        {
            state = now < known.ReadyAt ? "INPROGRESS" : now < known.ReadyAt + Life ? "COMPLETE" : "STARTED";
            return state == "STARTED" ? New() : known;
        });
        return state;

        Report New() => new(now + Making, Csv(account, posture));
    }

    /// <summary>The report, or the code that says why there is none.</summary>
    public (string Csv, DateTimeOffset GeneratedAt, string? Absence) Get(string account, DateTimeOffset now) =>
        _reports.GetValueOrDefault(account) is not { } report ? ("", default, "ReportNotPresent")
        : now < report.ReadyAt ? ("", default, "ReportInProgress")
        : now >= report.ReadyAt + Life ? ("", default, "ReportExpired")
        : (report.Csv, report.ReadyAt, null);

    private static string Csv(string account, SimulatedPosture posture)
    {
        var root = new Dictionary<string, string>
        {
            ["user"] = "<root_account>",
            ["arn"] = $"arn:aws:iam::{account}:root",
            ["user_creation_time"] = "2020-01-02T03:04:05+00:00",
            ["password_enabled"] = "not_supported",
            ["password_last_used"] = Time(posture.RootPasswordLastUsed, "no_information"),
            ["password_last_changed"] = "not_supported",
            ["password_next_rotation"] = "not_supported",
            ["mfa_active"] = Flag(posture.RootMfa),
        };
        for (var key = 1; key <= 2; key++)
        {
            root[$"access_key_{key}_active"] = Flag(posture.RootAccessKeys >= key);
            root[$"access_key_{key}_last_rotated"] = posture.RootAccessKeys >= key ? "2020-01-02T03:04:05+00:00" : "N/A";
            root[$"access_key_{key}_last_used_date"] = key == 1 ? Time(posture.RootKeyLastUsed, "N/A") : "N/A";
            root[$"access_key_{key}_last_used_region"] = "N/A";
            root[$"access_key_{key}_last_used_service"] = "N/A";
        }

        for (var certificate = 1; certificate <= 2; certificate++)
        {
            root[$"cert_{certificate}_active"] = Flag(posture.RootSigningCertificates >= certificate);
            root[$"cert_{certificate}_last_rotated"] = "N/A";
        }

        var user = root.ToDictionary(column => column.Key, column => column.Key switch
        {
            "user" => "groot",
            "arn" => $"arn:aws:iam::{account}:user/groot",
            _ => "N/A",
        });
        return string.Join('\n', string.Join(',', root.Keys), string.Join(',', user.Values), string.Join(',', root.Values));
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Time(DateTimeOffset? time, string none) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture) : none;

    private sealed record Report(DateTimeOffset ReadyAt, string Csv);
}
