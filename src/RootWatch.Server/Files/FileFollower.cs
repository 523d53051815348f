using System.Security.Cryptography;
using RootWatch.Detection.Files;

namespace RootWatch.Server.Files;

/// <summary>
/// Reads a file again when it changes. By looking at its content, not by notification: that also sees renames,
/// links that are switched over (as Kubernetes does) and network file systems.
/// </summary>
internal abstract partial class FileFollower(string path, TimeProvider clock, ReloadStatus status, ILogger logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private Dictionary<string, string> _loaded = [];
    private Dictionary<string, string>? _candidate;

    protected string Path => path;

    protected TimeProvider Clock => clock;

    /// <summary>Reads the file and, if nothing is wrong with it, puts it in force.</summary>
    /// <param name="summary">What is in force now, for the log.</param>
    protected abstract Mistakes Load(out string summary);

    /// <summary>Every file whose change matters.</summary>
    protected abstract IReadOnlyList<string> Followed();

    /// <summary>One word for the file, such as <c>accounts</c>.</summary>
    protected abstract string Name { get; }

    /// <summary>True if files that have not changed are to be read again, as what was wrong with them may be over.</summary>
    protected virtual bool IsToBeReadAgain => false;

    /// <summary>Called after each look.</summary>
    protected virtual void Looked()
    {
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the servers listen: nobody is let in, and nothing is watched, on an empty file.
        LoadAndTell(Fingerprints(), first: true);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One look. A change is taken up when two looks in a row see the same content, so that half a file is not.</summary>
    public void Look()
    {
        Dictionary<string, string> now = Fingerprints();
        if (Same(now, _loaded) && !IsToBeReadAgain)
        {
            _candidate = null;
        }
        else if (_candidate is null || !Same(now, _candidate))
        {
            _candidate = now;
        }
        else
        {
            LoadAndTell(now, first: false);
        }

        Looked();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void LoadAndTell(Dictionary<string, string> seen, bool first)
    {
        Mistakes mistakes;
        string summary = "";
        try
        {
            mistakes = Load(out summary);
        }
        catch (Exception fault) when (!first)
        {
            // It would end the server. What was read before will do until the file changes again.
            LogUnforeseen(fault, Name, path);
            mistakes = new Mistakes();
            mistakes.Add(path, $"it cannot be read ({fault.GetType().Name}): report it with what stands above");
        }

        // Looked at before it was read: what changes in between is seen as a change. Only files that the reading itself named come after.
        _loaded = Followed().Distinct().ToDictionary(file => file, file => seen.GetValueOrDefault(file) ?? Fingerprint(file));
        _candidate = null;
        status.Set(Name, !mistakes.Any);
        if (mistakes.Any)
        {
            LogRefused(Name, path, mistakes.All.Count);
            foreach (string line in mistakes.Lines())
            {
                LogMistake(line);
            }
        }
        else if (!first)
        {
            LogTaken(Name, path, summary);
        }
    }

    private Dictionary<string, string> Fingerprints() => Followed().Distinct().ToDictionary(file => file, Fingerprint);

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(file => other.TryGetValue(file.Key, out string? print) && print == file.Value);

    /// <summary>Changes when the file does.</summary>
    protected virtual string Fingerprint(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The last two of a path that cannot be one, which another file may name.
            return "cannot be read";
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Name}: {Path} has changed and has {Count} mistakes; what was read before stays in force")]
    private partial void LogRefused(string name, string path, int count);

    [LoggerMessage(2, LogLevel.Error, "{Mistake}")]
    private partial void LogMistake(string mistake);

    [LoggerMessage(4, LogLevel.Error, "{Name}: reading {Path} failed in an unforeseen way")]
    private partial void LogUnforeseen(Exception fault, string name, string path);

    [LoggerMessage(3, LogLevel.Information, "{Name}: read {Path} again: {Summary}")]
    private partial void LogTaken(string name, string path, string summary);
}
