namespace RootWatch.Cli.Terminal;

/// <summary>
/// Ends a command: one line for the user that names the thing and the remedy. Thrown only where nothing else can be
/// done, caught in <see cref="CommandLine"/>, and where it matters that something is not there.
/// </summary>
internal sealed class ProblemException(string message) : Exception(message)
{
    /// <summary>The server does not have what it was asked for, or does not show it to this token.</summary>
    public bool IsNotFound { get; init; }
}
