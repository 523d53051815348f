using RootWatch.Detection.Events;
using DetectionReasons = RootWatch.Detection.Events.UnreadableReasons;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Why something in the input is no record: Detection's own words, and what only files can be.
/// </summary>
internal static class UnreadableReasons
{
    public static readonly string NotJson = DetectionReasons.Label(UnreadableReason.NotJson);
    public static readonly string NotAnObject = DetectionReasons.Label(UnreadableReason.NotAnObject);
    public static readonly string IdentityUnreadable = DetectionReasons.Label(UnreadableReason.IdentityUnreadable);
    public static readonly string TooLarge = DetectionReasons.Label(UnreadableReason.TooLarge);

    /// <summary>The input ends in the middle of a value.</summary>
    public const string Truncated = "truncated";

    /// <summary>Damaged or cut-off gzip data.</summary>
    public const string BadGzip = "bad_gzip";

    /// <summary>Neither text nor gzip, nor one of those below.</summary>
    public const string Binary = "binary";

    public const string Zip = "zip";
    public const string Zstandard = "zstd";
    public const string Bzip2 = "bzip2";
    public const string Xz = "xz";
    public const string Parquet = "parquet";

    /// <summary>A table of events, as the console's event history and Athena hand it out.</summary>
    public const string Csv = "csv";

    public const string ReadError = "read_error";
    public const string PermissionDenied = "permission_denied";
    public const string NotFound = "not_found";
    public const string DanglingLink = "dangling_link";

    /// <summary>A file under such a name cannot be opened from .NET.</summary>
    public const string NameNotUtf8 = "name_not_utf8";

    /// <summary>What can be done about it, where that is not plain; null if it is.</summary>
    public static string? Remedy(string reason) => reason switch
    {
        _ when reason == IdentityUnreadable => "who did it stands there otherwise than CloudTrail writes it, and root's records look like anybody's. Where it is JSON in a text: jq -c '(.Records[]? // .) | .userIdentity |= if type == \"string\" then fromjson else . end' FILE | rootwatch scan -. Else export whole records (in CloudWatch Logs Insights: fields @message)",
        BadGzip => "the gzip data is damaged or cut off; what came before that was read. Fetch the file again",
        Zip => "unpack it: unzip -p FILE | rootwatch scan -",
        Zstandard => "unpack it: zstd -dc FILE | rootwatch scan -",
        Bzip2 => "unpack it: bzip2 -dc FILE | rootwatch scan -",
        Xz => "unpack it: xz -dc FILE | rootwatch scan -",
        Parquet => "a table without the records as CloudTrail wrote them; scan the trail's own .json.gz files, or export the records as JSON",
        Csv => "a table without the records as CloudTrail wrote them; download the events as JSON",
        NameNotUtf8 => "a file whose name is no UTF-8 cannot be opened; rename it, or: rootwatch scan - < FILE",
        _ => null,
    };
}
