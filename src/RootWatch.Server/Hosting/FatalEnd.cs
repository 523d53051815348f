using Orleans.Runtime;

namespace RootWatch.Server.Hosting;

/// <summary>
/// Ends the process when Orleans says that its silo cannot go on, as one that the others hold for dead. By itself Orleans would
/// have the system write the whole memory to the disk, and hundreds of lines of stacks into the log.
/// </summary>
/// <param name="exit">Ends the process with an exit code.</param>
internal sealed partial class FatalEnd(ILogger<FatalEnd> logger, TimeProvider time, Action<int> exit) : IFatalErrorHandler
{
    /// <summary>The log is written by a thread of its own.</summary>
    private static readonly TimeSpan LogWritten = TimeSpan.FromSeconds(1);

    private ITimer? _end;

    public bool IsUnexpected(Exception exception) => exception is not ObjectDisposedException;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (context?.Contains("told I am dead", StringComparison.Ordinal) is true)
        {
            LogDead();
        }
        else
        {
            LogFatal(exception, context ?? "no reason given");
        }

        // What the silo still does until then is decided by the documents' etags.
        _end ??= time.CreateTimer(_ => exit(StartTrouble.ExitFailed), null, LogWritten, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(1, LogLevel.Error, "the other silos hold this one for dead, for it did not answer them: the machine was halted or overloaded, or the network was. They watch its accounts, so this process ends; start it again")]
    private partial void LogDead();

    [LoggerMessage(2, LogLevel.Critical, "the silo cannot go on, and the process ends; start it again: {Context}")]
    private partial void LogFatal(Exception? exception, string context);
}
