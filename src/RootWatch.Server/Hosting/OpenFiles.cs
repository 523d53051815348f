using System.Globalization;

namespace RootWatch.Server.Hosting;

/// <summary>
/// How many files, connections among them, the process may have open at once. Where there are none left nothing says so: a part
/// of the program is "not found", a call to AWS fails, in the end the process is gone.
/// </summary>
internal static class OpenFiles
{
    /// <summary>Some four hundred are in use with a hundred accounts; the rest is for calls to AWS and for callers.</summary>
    public const long Needed = 1024;

    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>Null where the system does not say. The runtime has raised the soft limit to the hard one when it started.</summary>
    public static long? Max => File.Exists(Limits) ? MaxIn(File.ReadAllLines(Limits)) : null;

    /// <summary>Why the server must not start; null if it may.</summary>
    public static string? TroubleOf(long? max) => max < Needed
        ? $"the process may have {max.Value.ToString(CultureInfo.InvariantCulture)} files and connections open at once, and needs {Needed.ToString(CultureInfo.InvariantCulture)}. Raise the hard limit: LimitNOFILE= of systemd, --ulimit nofile= of a container, ulimit -Hn"
        : null;

    internal static long? MaxIn(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(), CultureInfo.InvariantCulture, out long max) ? max : null;
}
