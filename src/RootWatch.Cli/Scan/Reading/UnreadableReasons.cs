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

    /// <summary>JSON of something else, in which records stand somewhere: of a queue, a search, another tool's export.</summary>
    public const string RecordsInside = "records_inside";

    /// <summary>What CloudWatch Logs hands to a Lambda function.</summary>
    public const string LambdaEvent = "lambda_event";

    /// <summary>The schema of Security Lake and others.</summary>
    public const string Ocsf = "ocsf";

    /// <summary>Rows of a table, whose columns Athena and Glue write in lower case.</summary>
    public const string LowerCase = "lower_case";

    public const string ReadError = "read_error";
    public const string PermissionDenied = "permission_denied";
    public const string NotFound = "not_found";
    public const string DanglingLink = "dangling_link";

    /// <summary>A file under such a name cannot be opened from .NET.</summary>
    public const string NameNotUtf8 = "name_not_utf8";

    /// <summary>Takes the records out of whatever holds them, however deep and as whatever text.</summary>
    private const string TakeOut =
        """jq -c 'def open: if type == "string" then (fromjson? // empty | open) elif type == "object" and has("eventName") and has("userIdentity") then . elif type == "object" or type == "array" then .[] | open else empty end; open' FILE | rootwatch scan -""";

    /// <summary>
    /// What a JSON object is that is no record itself; null if nothing that is known. Asked of bytes, as it may hold records
    /// as text in text.
    /// </summary>
    public static string? WhatHolds(ReadOnlySpan<byte> json) =>
        json.IndexOf("eventName"u8) >= 0 && json.IndexOf("userIdentity"u8) >= 0 ? RecordsInside
        : json.IndexOf("\"awslogs\""u8) >= 0 ? LambdaEvent
        : json.IndexOf("\"class_uid\""u8) >= 0 ? Ocsf
        : json.IndexOf("\"eventname\""u8) >= 0 && json.IndexOf("\"useridentity\""u8) >= 0 ? LowerCase
        : null;

    /// <summary>What can be done about it, where that is not plain; null if it is.</summary>
    public static string? Remedy(string reason) => reason switch
    {
        _ when reason == IdentityUnreadable => "who did it stands there otherwise than CloudTrail writes it, and root's records look like anybody's. Where it is JSON in a text: jq -c '(.Records[]? // .) | .userIdentity |= if type == \"string\" then fromjson else . end' FILE | rootwatch scan -. Else export whole records (in CloudWatch Logs Insights: fields @message)",
        _ when reason == TooLarge => "no record is larger than 1 MiB; what holds many gives them to: " + TakeOut,
        _ when reason == NotJson => "broken, or not JSON at all; the AWS CLI has to be asked with --output json",
        RecordsInside => "take the records out (of SQS, SNS, Logs Insights, CloudTrail Lake, Elastic, Splunk and the like): " + TakeOut,
        LambdaEvent => "unpack it: jq -r .awslogs.data FILE | base64 -d | rootwatch scan -",
        Ocsf => "without the records as CloudTrail wrote them; scan the trail's own .json.gz files",
        LowerCase => "rows of a table (of Athena, Glue and the like), whose columns are not named as CloudTrail names them; scan the trail's own .json.gz files",
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
