using System.Text.Json;
using RootWatch.Tests;

namespace RootWatch.Fuzz.Targets;

/// <summary>Seeds out of the public records beside the repository, and what CloudTrail's JSON is made of.</summary>
internal static class RealRecords
{
    /// <summary>Some of each file, as one line each.</summary>
    public static IReadOnlyList<string> Lines { get; } =
    [
        .. Directory.GetFiles(Repository.RealRecords, "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Where((line, index) => index % 20 == 0 && line.Length < 8000).Take(40)),
    ];

    public static string Entry(string record) =>
        $$"""{"EventId":"1","EventName":"X","ReadOnly":"false","EventTime":1772359200,"Username":"root","Resources":[],"CloudTrailEvent":{{JsonSerializer.Serialize(record)}}}""";

    public static IReadOnlyList<string> Pieces { get; } =
    [
        "\"type\":\"Root\",", "\"eventName\":\"StopLogging\",", "\"eventSource\":\"cloudtrail.amazonaws.com\",", "\"userIdentity\":{\"type\":\"Root\"},",
        "\\\"type\\\":\\\"Root\\\",", "\\\"eventName\\\":\\\"StopLogging\\\",", "\"CloudTrailEvent\":\"{}\",", "\"Records\":[", "\"Events\":[", "\"logEvents\":[", "\"message\":\"{}\",",
        "\"detail\":{", "\"event\":{", "\"requestParameters\":", "\"responseElements\":", "\"eventTime\":\"2026-03-01T10:00:30Z\",", "\"eventID\":\"1\",",
        "\"eventName\":\"DeleteRole\",", "\"eventSource\":\"iam.amazonaws.com\",", "\"roleName\":\"rootwatch\",", "\"omitted\":true,",
        "\"requestParameters\":\"{\\\"roleName\\\":\\\"rootwatch\\\"}\",", "\"requestParameters\":\"{\\\"roleName\\\":\\\"\\\\u0072ootwatch\\\"}\",", "\\\\u0072",
        "\\u0052", "\\ud800", "\\udfff", "\\u0000", "\\\"", "\\\\", "\\", "\"", "{", "}", "[", "]", "{}", "[]", ",", ":", "null", "true", "1e999", "-0", "0.0000000000000000000000000000001",
        "99999999999999999999999999999999", "\n", "\t", " ", "\uFEFF", "\u2028", "{\"a\":", "[[", "]]", "}}",
    ];
}
