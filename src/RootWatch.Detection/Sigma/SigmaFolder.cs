using System.IO.Enumeration;
using RootWatch.Detection.Sigma.Reading;

namespace RootWatch.Detection.Sigma;

/// <summary>
/// Rule files on disk -> rules, for all programs in the same way. The only place in Detection that reads a disk, and only
/// when a program starts.
/// </summary>
public static class SigmaFolder
{
    private const int FilesMax = 20_000;

    /// <summary>
    /// Reads files, and in folders all .yml and .yaml files below them, in the order of their paths. What cannot be read is
    /// a problem like any other.
    /// </summary>
    public static SigmaReading Read(IReadOnlyList<string> paths)
    {
        var unreadable = new List<SigmaProblem>();
        var reading = SigmaLoader.Read(Files(paths, unreadable).Select(file => Open(file.Path, file.IsNamed, unreadable)).OfType<SigmaSource>());
        return reading with { Problems = [.. unreadable, .. reading.Problems] };
    }

    private static List<(string Path, bool IsNamed)> Files(IReadOnlyList<string> paths, List<SigmaProblem> unreadable)
    {
        var files = new List<(string Path, bool IsNamed)>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add((path, true));
                continue;
            }

            try
            {
                var found = new FileSystemEnumerable<string>(path, (ref entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                {
                    ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && IsRuleFile(entry.FileName),
                    // Links to folders can lead in circles. Hidden folders are a version control's, or Kubernetes' copies of what is linked beside them.
                    ShouldRecursePredicate = (ref entry) => !entry.FileName.StartsWith('.') && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
                }.Take(FilesMax + 1).Order(StringComparer.Ordinal).ToList();
                if (found.Count == 0)
                {
                    unreadable.Add(Mistake(path, "the folder holds no .yml or .yaml file"));
                }

                files.AddRange(found.Select(file => (file, false)));
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(Mistake(path, $"the folder cannot be read: {trouble.Message}"));
            }
        }

        if (files.Count > FilesMax)
        {
            unreadable.Add(Mistake(paths[0], $"there are more than {FilesMax} files; the rest was left out"));
        }

        return files[..Math.Min(files.Count, FilesMax)];
    }

    private static bool IsRuleFile(ReadOnlySpan<char> name) =>
        name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);

    private static SigmaSource? Open(string path, bool isNamed, List<SigmaProblem> unreadable)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // One byte more than may be, so that the loader sees that it is too much.
            var content = new byte[SigmaYaml.BytesMax + 1];
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return new SigmaSource(path, content.AsSpan(0, length).ToArray(), isNamed);
        }
        catch (Exception trouble) when (trouble is FileNotFoundException or DirectoryNotFoundException)
        {
            unreadable.Add(Mistake(path, "there is no such file or folder"));
        }
        catch (UnauthorizedAccessException)
        {
            unreadable.Add(Mistake(path, "the file may not be read by this user; change its owner or mode"));
        }
        catch (Exception trouble) when (trouble is IOException or ArgumentException or NotSupportedException)
        {
            unreadable.Add(Mistake(path, $"the file cannot be read: {trouble.Message}"));
        }

        return null;
    }

    private static SigmaProblem Mistake(string path, string text) => new(SigmaProblemKind.Mistake, path, 0, 0, "", text);
}
