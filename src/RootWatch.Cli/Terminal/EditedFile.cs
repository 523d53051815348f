using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Files;

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
            // A link may lead to where no file is yet, and is not what is taken away if none can be made there.
            var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            var isNew = !Path.Exists(target);
            using var file = Open(target, FileMode.OpenOrCreate);
            isNew &= file.Length == 0;
            try
            {
                Change(file, target, shown, edit);
            }
            catch when (isNew)
            {
                file.Dispose();
                File.Delete(target);
                throw;
            }
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException($"{shown} was not changed: it is no UTF-8 text; name the right file with --file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ProblemException($"{shown} was not changed ({Files.Reason(e)}); {Remedy(e)}.");
        }
    }

    private static void Change(FileStream file, string path, string shown, Func<string, (string? Text, string? Problem)> edit)
    {
        if (file.Length > BytesMax)
        {
            throw new ProblemException($"{shown} is too large for such a file; name the right file with --file.");
        }

        var before = new byte[file.Length];
        file.ReadExactly(before);
        var (after, problem) = edit(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(before));
        if (after is null)
        {
            throw new ProblemException($"{shown} was not changed: {problem}");
        }

        Write(file, path, before, Encoding.UTF8.GetBytes(after));
    }

    /// <summary>
    /// In place. A new file that is renamed over it would lose its owner (root makes a token in a file of the server's user),
    /// its access list and its links, could not replace one that is mounted by itself, and would leave a container on the
    /// old one. So the space is taken first, with blank lines, which mean nothing in YAML. What both texts begin with is not
    /// touched: mostly the entry is only appended. Where it is not, a copy of the old text is on disk until all is written.
    /// </summary>
    private static void Write(FileStream file, string path, byte[] before, byte[] after)
    {
        var same = before.AsSpan().CommonPrefixLength(after);
        var copy = same < before.Length ? Copy(path, before) : null;
        try
        {
            Put(file, before.Length, Enumerable.Repeat((byte)'\n', Math.Max(0, after.Length - before.Length)).ToArray());
            Put(file, same, after.AsSpan(same));
            file.SetLength(after.Length);
        }
        catch
        {
            Put(file, same, before.AsSpan(same));
            file.SetLength(before.Length);
            Remove(copy);
            throw;
        }

        Remove(copy);
    }

    private static void Put(FileStream file, int position, ReadOnlySpan<byte> bytes)
    {
        file.Position = position;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>For a person, if the machine dies while the file is written; null where none can be made beside it.</summary>
    private static string? Copy(string path, byte[] text)
    {
        var copy = path + ".before";
        if (Path.Exists(copy))
        {
            var shown = ShownText.Of(copy, CommandContext.PathCharsMax);
            throw new ProblemException($"{shown} is what the file was before a change that broke off; put it back if the file is damaged, else remove it, then try again.");
        }

        try
        {
            using var file = Open(copy, FileMode.CreateNew);
            try
            {
                Put(file, 0, text);
            }
            catch
            {
                file.Dispose();
                File.Delete(copy);
                throw;
            }

            return copy;
        }
        catch (Exception e) when (e is UnauthorizedAccessException || FileTroubles.Of(e) == FileTrouble.ReadOnly)
        {
            return null;
        }
    }

    private static void Remove(string? copy)
    {
        if (copy is not null)
        {
            File.Delete(copy);
        }
    }

    private static FileStream Open(string path, FileMode mode)
    {
        // Without a buffer, whose rest would be written once more at the end.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            // Of a new file. Who may write tokens.yaml may let anybody in, and external ids are nobody else's business.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static string Remedy(Exception e) => FileTroubles.Of(e) switch
    {
        FileTrouble.Full => "make space, then try again",
        FileTrouble.ReadOnly => "name a file elsewhere with --file, or mount it for writing",
        FileTrouble.InUse => "try again when that is done",
        _ => "check --file, its directory and the permissions",
    };
}
