using System.Text;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Terminal;

/// <summary>A file of settings that people and this program write. Held alone from reading to writing, so that of two callers none loses its change.</summary>
internal static class EditedFile
{
    private const int BytesMax = 64 * 1024 * 1024;

    /// <summary>Changes the file, which is made if it is not there, or says what is in the way; then it is as it was.</summary>
    /// <param name="edit">The new text, or why there is none.</param>
    /// <exception cref="ProblemException">It was not changed.</exception>
    public static void Change(string path, Func<string, (string? Text, string? Problem)> edit)
    {
        var shown = ShownText.Of(path, CommandContext.PathCharsMax);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                // Of a new file. Who may write tokens.yaml may let anybody in, and external ids are nobody else's business.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            if (file.Length > BytesMax)
            {
                throw new ProblemException($"{shown} is too large for such a file; name the right file with --file.");
            }

            var before = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadAll(file));
            var (after, problem) = edit(before);
            if (after is null)
            {
                throw new ProblemException($"{shown} was not changed: {problem}");
            }

            Write(file, before, after);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException($"{shown} was not changed: it is no UTF-8 text; name the right file with --file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ProblemException($"{shown} cannot be written ({Reason(e)}); check --file, its directory and the permissions.");
        }
    }

    private static byte[] ReadAll(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>In place, to keep owner, mode and links. What both texts begin with is not touched: mostly the entry is only appended.</summary>
    private static void Write(FileStream file, string before, string after)
    {
        var same = Encoding.UTF8.GetByteCount(before.AsSpan(0, before.AsSpan().CommonPrefixLength(after)));
        var bytes = Encoding.UTF8.GetBytes(after);
        file.Position = same;
        file.Write(bytes.AsSpan(same));
        file.SetLength(bytes.Length);
        file.Flush(flushToDisk: true);
    }

    private static string Reason(Exception e) =>
        e is IOException and not (FileNotFoundException or DirectoryNotFoundException)
            ? "input/output error, or in use by another program"
            : Files.Reason(e);
}
