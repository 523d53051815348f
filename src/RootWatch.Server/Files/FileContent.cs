using RootWatch.Detection.Files;
namespace RootWatch.Server.Files;

/// <summary>Reads small files that people write, with a bound and with trouble as a mistake.</summary>
internal static class FileContent
{
    /// <summary>The bytes; null with a mistake at <paramref name="where"/> if they cannot be had.</summary>
    public static byte[]? Read(string path, long lengthMax, string where, string remedy, Mistakes mistakes)
    {
        string shown = Mistakes.Shown(path);
        try
        {
            if (Directory.Exists(path))
            {
                mistakes.Add(where, $"{shown} is a folder, not a file; {remedy}");
                return null;
            }

            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            MemoryStream content = new();
            byte[] buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                // Counted while reading: a pipe or a growing file has no length to trust.
                if (content.Length + read > lengthMax)
                {
                    mistakes.Add(where, $"{shown} is larger than {lengthMax / 1024 / 1024} MiB; is it the right file?");
                    return null;
                }

                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (Exception trouble) when (trouble is FileNotFoundException or DirectoryNotFoundException)
        {
            mistakes.Add(where, $"there is no file {shown}; {remedy}");
        }
        catch (UnauthorizedAccessException)
        {
            mistakes.Add(where, $"{shown} may not be read by this user; change its owner or mode");
        }
        catch (Exception trouble) when (trouble is IOException or ArgumentException or NotSupportedException)
        {
            mistakes.Add(where, $"{shown} cannot be read: {trouble.Message}");
        }

        return null;
    }
}
