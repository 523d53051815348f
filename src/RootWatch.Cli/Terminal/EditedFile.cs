using System.Text;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Tokens;

/// <summary>tokens.yaml on disk. Held alone from reading to writing, so that of two callers none loses its entry.</summary>
internal static class TokenFile
{
    private const int BytesMax = 16 * 1024 * 1024;

    /// <summary>Adds the entry, or says what is in the way; then the file is as it was.</summary>
    public static void Add(string path, TokenEntry entry)
    {
        var shown = ShownText.Of(path, CommandContext.PathCharsMax);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                // Of a new file. It holds no secret, but who may write it may let anybody in.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            if (file.Length > BytesMax)
            {
                throw new ProblemException($"{shown} is too large for a list of tokens; name the right file with --file.");
            }

            var before = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadAll(file));
            var (after, problem) = TokenDocument.Add(before, entry);
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
