using RootWatch.Detection.Files;

namespace RootWatch.Server.Storage;

/// <summary>Tries whether a database could be kept in a directory, and leaves nothing behind: a server may be running on it.</summary>
internal static class DataDirectory
{
    /// <summary>Why not; null if it could.</summary>
    public static string? TroubleOf(string directory)
    {
        string full = Path.GetFullPath(directory);
        // What is not there yet is made by the server, in what is there of the way to it.
        string nearest = full;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } above)
        {
            nearest = above;
        }

        if (!Directory.Exists(nearest))
        {
            return $"the data directory cannot be {full}: {nearest} is no directory";
        }

        try
        {
            Write(Path.Combine(nearest, $".rootwatch-check-{Guid.NewGuid():N}"), FileMode.CreateNew, FileOptions.DeleteOnClose);
            if (new SqliteGrainStorageOptions { Directory = directory }.DatabasePath is var database && File.Exists(database))
            {
                Write(database, FileMode.Open, FileOptions.None);
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = FileTroubles.Of(error) switch
            {
                FileTrouble.Full => "the disk is full",
                FileTrouble.ReadOnly => "it is on a file system that is read-only",
                _ when error is UnauthorizedAccessException => "the rights do not allow it",
                _ => error.Message.TrimEnd('.'),
            };
            return $"the data directory {full} cannot be written: {reason}; give the server's user the right to write there, or another directory";
        }
    }

    private static void Write(string path, FileMode mode, FileOptions options)
    {
        // Nothing is written into a file that is there.
        using FileStream file = new(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, options);
        if (mode is FileMode.CreateNew)
        {
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
    }
}
