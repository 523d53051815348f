namespace RootWatch.Cli;

/// <summary>What the program says to scripts. Written down in the help of the commands; do not renumber.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command could not do what was asked, or not all of it.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary><c>scan --fail-on</c>: there is a finding of that severity or above.</summary>
    public const int FindingAtOrAbove = 3;

    /// <summary>As shells say of a command that was stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
