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
    public static readonly string TooLarge = DetectionReasons.Label(UnreadableReason.TooLarge);

    /// <summary>The input ends in the middle of a value.</summary>
    public const string Truncated = "truncated";

    /// <summary>Damaged or cut-off gzip data.</summary>
    public const string BadGzip = "bad_gzip";

    /// <summary>Neither text nor gzip.</summary>
    public const string Binary = "binary";

    public const string ReadError = "read_error";
    public const string PermissionDenied = "permission_denied";
    public const string NotFound = "not_found";
    public const string DanglingLink = "dangling_link";
}
