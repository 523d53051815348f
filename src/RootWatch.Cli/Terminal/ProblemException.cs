namespace RootWatch.Cli.Terminal;

/// <summary>
/// Ends a command: one line for the user that names the thing and the remedy. Thrown only where nothing else can be
/// done, caught only in <see cref="CommandLine"/>.
/// </summary>
internal sealed class ProblemException(string message) : Exception(message);
