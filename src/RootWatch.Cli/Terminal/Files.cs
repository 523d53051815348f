namespace RootWatch.Cli.Terminal;

internal static class Files
{
    /// <summary>Why a file could not be used, in a few words.</summary>
    public static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "not found",
        UnauthorizedAccessException => "permission denied, or a directory",
        ArgumentException => "no valid path",
        _ => "input/output error",
    };
}
