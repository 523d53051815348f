using RootWatch.Detection.Files;

namespace RootWatch.Cli.Terminal;

internal static class Files
{
    /// <summary>Why a file could not be used, in a few words.</summary>
    public static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "not found",
        UnauthorizedAccessException => "permission denied, or a directory",
        _ => FileTroubles.Of(e) switch
        {
            FileTrouble.Full => "the disk is full",
            FileTrouble.ReadOnly => "the file system is read-only",
            FileTrouble.InUse => "in use by another program",
            _ => e is ArgumentException ? "no valid path" : "input/output error",
        },
    };
}
