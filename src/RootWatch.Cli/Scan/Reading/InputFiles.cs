namespace RootWatch.Cli.Scan.Reading;

/// <summary>One thing to read, or why it cannot be.</summary>
/// <param name="Path">As the user would write it; <c>-</c> is standard input.</param>
/// <param name="Bytes">0 if not known.</param>
/// <param name="Named">The user named it; it was not found in a directory.</param>
/// <param name="Unreadable">One of <see cref="UnreadableReasons"/>.</param>
internal sealed record InputFile(string Path, long Bytes, bool Named, string? Unreadable = null);

/// <summary>What a directory holds besides.</summary>
internal sealed record PassedOver(string Path, string Reason);

/// <summary>
/// The files behind the paths that a user names, in a fixed order: the paths as named, a directory's entries by the
/// ordinal order of their names. A named file is read whatever it is called; of a directory those that can hold records.
/// </summary>
internal sealed class InputFiles
{
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".json", ".jsonl", ".ndjson", ".gz"];

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        ReturnSpecialDirectories = false,
    };

    private readonly List<InputFile> _files = [];
    private readonly List<PassedOver> _passedOver = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public IReadOnlyList<InputFile> Files => _files;

    public IReadOnlyList<PassedOver> Others => _passedOver;

    public static InputFiles Find(IEnumerable<string> paths)
    {
        var found = new InputFiles();
        foreach (var path in paths)
        {
            found.Add(path);
        }

        return found;
    }

    private void Add(string path)
    {
        if (path == StandardInput)
        {
            Take(new InputFile(StandardInput, 0, Named: true));
            return;
        }

        if (path.Length == 0 || path.Contains('\0'))
        {
            _files.Add(new InputFile(path, 0, Named: true, UnreadableReasons.NotFound));
            return;
        }

        var file = new FileInfo(path);
        if (Directory.Exists(path))
        {
            Walk(path);
        }
        else if (!file.Exists)
        {
            Take(new InputFile(path, 0, Named: true, WhyMissing(path)));
        }
        else
        {
            var length = LengthOf(file);
            Take(new InputFile(path, length ?? 0, Named: true, length is null && !LeadsToPipe(path) ? WhyNoLength(path) : null));
        }
    }

    private void Walk(string directory)
    {
        // A list of what is left to walk, not recursion: a tree can be deeper than a stack.
        var left = new Stack<string>([directory]);
        while (left.TryPop(out var current))
        {
            FileSystemInfo[] entries;
            try
            {
                entries = new DirectoryInfo(current).GetFileSystemInfos("*", Everything);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
            {
                Take(new InputFile(current, 0, Named: current == directory, HasForeignName(current) ? UnreadableReasons.NameNotUtf8 : ReasonOf(e)));
                continue;
            }

            Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            var below = new List<string>();
            foreach (var entry in entries)
            {
                var path = Path.Combine(current, entry.Name);
                if (entry is DirectoryInfo)
                {
                    if (entry.LinkTarget is null)
                    {
                        below.Add(path);
                    }
                    else
                    {
                        _passedOver.Add(new PassedOver(path, "link to a directory; name it to read it"));
                    }

                    continue;
                }

                AddFound((FileInfo)entry, path);
            }

            for (var i = below.Count - 1; i >= 0; i--)
            {
                left.Push(below[i]);
            }
        }
    }

    private void AddFound(FileInfo file, string path)
    {
        if (!Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            _passedOver.Add(new PassedOver(path, "not .json, .jsonl, .ndjson or .gz"));
        }
        else if (file.Name.Contains("_CloudTrail-Digest_", StringComparison.Ordinal))
        {
            _passedOver.Add(new PassedOver(path, "CloudTrail digest, holds no events"));
        }
        else if (file.Name.Contains("_CloudTrail-Insight_", StringComparison.Ordinal))
        {
            _passedOver.Add(new PassedOver(path, "CloudTrail Insights, tells of how often calls are made and of no single one"));
        }
        else if (LengthOf(file) is not { } length)
        {
            Take(new InputFile(path, 0, Named: false, WhyNoLength(path)));
        }
        else if (length == 0)
        {
            // Empty, or a pipe or device, whose opening might never come back.
            _passedOver.Add(new PassedOver(path, "empty"));
        }
        else
        {
            Take(new InputFile(path, length, Named: false));
        }
    }

    /// <summary>A path that is named twice, or named and also found, is read once.</summary>
    private void Take(InputFile file)
    {
        if (_taken.Add(file.Path == StandardInput ? file.Path : Path.GetFullPath(file.Path)))
        {
            _files.Add(file);
        }
    }

    /// <summary>Of what a link leads to; null if it leads nowhere or to itself.</summary>
    private static long? LengthOf(FileInfo file)
    {
        try
        {
            if (file.LinkTarget is null)
            {
                return file.Length;
            }

            // A link to a directory is a DirectoryInfo to the enumeration, and never comes here.
            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// What <c>&lt;(...)</c> and <c>/dev/stdin</c> are on Linux: a link whose target has no path, and which can be opened all
    /// the same.
    /// </summary>
    private static bool LeadsToPipe(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string WhyNoLength(string path) => HasForeignName(path) ? UnreadableReasons.NameNotUtf8 : UnreadableReasons.DanglingLink;

    /// <summary>.NET writes this sign for what in a name is no UTF-8, and finds no file under the name that comes of it.</summary>
    private static bool HasForeignName(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    /// <summary>What cannot be seen for lack of permission looks as if it were not there.</summary>
    private static string WhyMissing(string path)
    {
        try
        {
            File.GetAttributes(path);
            return UnreadableReasons.ReadError;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return HasForeignName(path) ? UnreadableReasons.NameNotUtf8 : ReasonOf(e);
        }
    }

    public static string ReasonOf(Exception e) => e switch
    {
        UnauthorizedAccessException or System.Security.SecurityException => UnreadableReasons.PermissionDenied,
        FileNotFoundException or DirectoryNotFoundException => UnreadableReasons.NotFound,
        InvalidDataException => UnreadableReasons.BadGzip,
        _ => UnreadableReasons.ReadError,
    };
}
