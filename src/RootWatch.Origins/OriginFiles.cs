using System.Text;

namespace RootWatch.Origins;

/// <summary>The user's own files; null for what he has not.</summary>
public sealed record OriginPaths(string? Country, string? Asn, string? Lists)
{
    public IReadOnlyList<string> All => [.. new[] { Country, Asn, Lists }.OfType<string>()];
}

/// <param name="Line">Null if it is about the file as a whole.</param>
/// <param name="Text">What is wrong and what to do.</param>
public sealed record OriginMistake(string Path, int? Line, string Text);

/// <summary>A table, or why there is none.</summary>
public sealed record OriginReading(OriginTable? Table, IReadOnlyList<OriginMistake> Mistakes);

/// <summary>Reads the files about addresses.</summary>
public static class OriginFiles
{
    /// <summary>The largest city table is a tenth of it.</summary>
    private const long BytesMax = 1024L * 1024 * 1024;

    private const int ListMistakesMax = 20;

    public static OriginReading Read(OriginPaths paths)
    {
        List<OriginMistake> mistakes = [];
        MaxMindFile? countries = paths.Country is null ? null : Open(paths.Country, MaxMindUse.Country, "leave out --geo-country to use the shipped table", mistakes);
        MaxMindFile? asns = paths.Asn is null ? null : Open(paths.Asn, MaxMindUse.Asn, "leave out --geo-asn to go without", mistakes);
        AddressLists? lists = paths.Lists is null ? AddressLists.None : OpenLists(paths.Lists, mistakes);
        return new OriginReading(mistakes.Count > 0 ? null : new OriginTable(countries, asns, lists!), mistakes);
    }

    private static MaxMindFile? Open(string path, MaxMindUse use, string remedy, List<OriginMistake> mistakes)
    {
        if (Content(path, remedy, mistakes) is not { } content)
        {
            return null;
        }

        (MaxMindFile? file, string problem) = MaxMindFile.Open(content, use);
        if (file is null)
        {
            mistakes.Add(new OriginMistake(path, null, problem));
        }

        return file;
    }

    private static AddressLists? OpenLists(string path, List<OriginMistake> mistakes)
    {
        if (Content(path, "leave out --geo-lists to go without", mistakes) is not { } content)
        {
            return null;
        }

        (AddressLists? lists, IReadOnlyList<ListMistake> wrong) = AddressLists.Parse(Encoding.UTF8.GetString(content));
        mistakes.AddRange(wrong.Take(ListMistakesMax).Select(mistake => new OriginMistake(path, mistake.Line, mistake.Text)));
        return lists;
    }

    private static byte[]? Content(string path, string remedy, List<OriginMistake> mistakes)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > BytesMax)
            {
                mistakes.Add(new OriginMistake(path, null, $"is larger than {BytesMax >> 20} MiB; is it the right file?"));
                return null;
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = trouble is FileNotFoundException or DirectoryNotFoundException ? "is not there"
                : trouble is UnauthorizedAccessException ? "may not be read by this user, or is a folder"
                : "cannot be read";
            mistakes.Add(new OriginMistake(path, null, $"{reason}; {remedy}"));
            return null;
        }
    }
}
