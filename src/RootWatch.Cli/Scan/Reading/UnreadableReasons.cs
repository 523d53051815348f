namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Why something in the input is no record: the words of Detection's <c>UnreadableReason</c> (in snake case), and what
/// only files can be.
/// </summary>
internal static class UnreadableReasons
{
    public const string NotJson = "not_json";
    public const string NotAnObject = "not_an_object";
    public const string TooLarge = "too_large";

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
