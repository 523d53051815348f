using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Cli.Scan.Output;

/// <summary>
/// One OCSF Detection Finding (class 2004, profile cloud) per finding and line, for tools that take that schema. Times are
/// milliseconds since 1970; a finding's <c>time</c> and <c>created_time</c> are those of its event, as a scan of the same
/// files has to say the same each time, and only where no event of the account has one that of the scan: the schema has no
/// finding without. What an event does not tell is left out, not empty.
/// </summary>
internal static class FindingOcsf
{
    public const string SchemaVersion = "1.9.0";

    private const int CategoryFindings = 2;
    private const int ClassDetectionFinding = 2004;
    private const int ActivityCreate = 1;
    private const int StatusNew = 1;
    private const int AnalyticRule = 1;

    /// <param name="own">The user's own rules.</param>
    /// <param name="now">When the scan ran.</param>
    public static void Write(TextWriter output, IEnumerable<Alert> findings, IEnumerable<Rule> own, DateTimeOffset now)
    {
        var attacks = RuleCatalogue.All.Concat(own).ToDictionary(rule => rule.Id, rule => rule.Attack, StringComparer.Ordinal);
        using var line = new JsonLine(output);
        foreach (var finding in findings)
        {
            line.Write(finding, (json, it) => WriteMembers(json, it, attacks.GetValueOrDefault(it.RuleId, ""), now));
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, Alert finding, string attack, DateTimeOffset now)
    {
        // A scan takes the latest event of the account for now, and 1970 where no event tells a time.
        var known = finding.EventTime ?? (finding.DetectedAt > DateTimeOffset.UnixEpoch ? finding.DetectedAt : now);
        var time = known.ToUnixTimeMilliseconds();
        json.WriteNumber("category_uid", CategoryFindings);
        json.WriteNumber("class_uid", ClassDetectionFinding);
        json.WriteNumber("activity_id", ActivityCreate);
        json.WriteNumber("type_uid", (ClassDetectionFinding * 100) + ActivityCreate);
        json.WriteNumber("severity_id", (int)finding.Severity);
        json.WriteString("severity", finding.Severity == Severity.Info ? "Informational" : finding.Severity.ToString());
        json.WriteNumber("status_id", StatusNew);
        json.WriteNumber("time", time);
        if (finding.EventTime is not null)
        {
            json.WriteNumber("start_time", time);
            json.WriteNumber("end_time", time);
        }

        json.WriteString("message", finding.Summary);
        json.WriteBoolean("is_alert", true);
        json.WriteNumber("risk_score", finding.Score);
        WriteMetadata(json, finding);
        WriteFindingInfo(json, finding, attack, time);
        json.WriteStartObject("cloud");
        json.WriteString("provider", "AWS");
        WriteKnown(json, "region", finding.Region);
        if (finding.AccountId.Length > 0)
        {
            WriteAccount(json, finding);
        }

        json.WriteEndObject();
        if (finding.AccountId.Length > 0)
        {
            json.WriteStartArray("resources");
            json.WriteStartObject();
            json.WriteString("uid", finding.AccountId);
            json.WriteString("type", "AWS::Account");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        // The schema takes no evidence of a user agent alone.
        if (finding.EventName.Length > 0 || finding.SourceIpAddress.Length > 0)
        {
            WriteEvidence(json, finding);
        }

        json.WriteStartObject("unmapped");
        json.WriteReasons(finding.Reasons.Select(reason => (reason.Term, reason.Points, reason.Text)));
        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, Alert finding)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", SchemaVersion);
        json.WriteStartArray("profiles");
        json.WriteStringValue("cloud");
        json.WriteEndArray();
        json.WriteStartObject("product");
        json.WriteString("name", "RootWatch");
        json.WriteString("vendor_name", "RootWatch");
        json.WriteEndObject();
        json.WriteString("uid", finding.AlertId);
        json.WriteString("log_name", "CloudTrail");
        json.WriteString("log_provider", "AWS");
        json.WriteEndObject();
    }

    private static void WriteFindingInfo(Utf8JsonWriter json, Alert finding, string attack, long time)
    {
        json.WriteStartObject("finding_info");
        json.WriteString("uid", finding.AlertId);
        json.WriteString("title", finding.Title);
        json.WriteString("desc", finding.Summary);
        json.WriteNumber("created_time", time);
        json.WriteStartObject("analytic");
        json.WriteString("uid", finding.RuleId);
        json.WriteString("name", finding.Title);
        json.WriteNumber("type_id", AnalyticRule);
        json.WriteString("type", "Rule");
        json.WriteEndObject();
        if (attack.Length > 0)
        {
            json.WriteStartArray("attacks");
            foreach (var id in attack.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                WriteAttack(json, id);
            }

            json.WriteEndArray();
        }

        if (finding.EventId.Length > 0)
        {
            json.WriteStartArray("related_events");
            json.WriteStartObject();
            json.WriteString("uid", finding.EventId);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <param name="id">Of a technique, or behind a point of one of its kinds.</param>
    private static void WriteAttack(Utf8JsonWriter json, string id)
    {
        var technique = id.Split('.')[0];
        json.WriteStartObject();
        json.WriteString("version", AttackTechniques.Version);
        json.WriteStartObject("technique");
        json.WriteString("uid", technique);
        json.WriteEndObject();
        if (technique != id)
        {
            json.WriteStartObject("sub_technique");
            json.WriteString("uid", id);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter json, Alert finding)
    {
        json.WriteStartArray("evidences");
        json.WriteStartObject();
        if (finding.EventName.Length > 0)
        {
            WriteApi(json, finding);
        }

        if (finding.SourceIpAddress.Length > 0)
        {
            // CloudTrail writes a service's name where there is no address.
            json.WriteStartObject("src_endpoint");
            json.WriteString(System.Net.IPAddress.TryParse(finding.SourceIpAddress, out _) ? "ip" : "name", finding.SourceIpAddress);
            json.WriteEndObject();
        }

        if (finding.UserAgent.Length > 0)
        {
            json.WriteStartObject("http_request");
            json.WriteString("user_agent", finding.UserAgent);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteApi(Utf8JsonWriter json, Alert finding)
    {
        json.WriteStartObject("api");
        json.WriteString("operation", finding.EventName);
        if (finding.EventSource.Length > 0)
        {
            json.WriteStartObject("service");
            json.WriteString("name", finding.EventSource);
            json.WriteEndObject();
        }

        if (finding.ErrorCode.Length > 0)
        {
            json.WriteStartObject("response");
            json.WriteString("error", finding.ErrorCode);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, Alert finding)
    {
        json.WriteStartObject("account");
        json.WriteString("uid", finding.AccountId);
        json.WriteString("type", "AWS Account");
        json.WriteNumber("type_id", 10);
        json.WriteEndObject();
    }
}
