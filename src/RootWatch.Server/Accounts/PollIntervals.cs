namespace RootWatch.Server.Accounts;

/// <summary>How often streams are read unless the settings say otherwise. <c>rootwatch plan</c> is compiled with this file, so that it reckons with the server's own.</summary>
internal static class PollIntervals
{
    /// <summary>Root and sign-ins in the home region of an idle account.</summary>
    public static readonly TimeSpan Home = TimeSpan.FromSeconds(60);

    /// <summary>account.amazonaws.com and the alias in the home region of an idle account.</summary>
    public static readonly TimeSpan Account = TimeSpan.FromMinutes(5);

    /// <summary>Root in each other region of an idle account.</summary>
    public static readonly TimeSpan Region = TimeSpan.FromMinutes(15);

    /// <summary>Root and sign-ins in the home region of a hot account.</summary>
    public static readonly TimeSpan Hot = TimeSpan.FromSeconds(20);

    /// <summary>From an AssumeRole of ours to the question whether the account's history shows it, and between two such questions.</summary>
    public static readonly TimeSpan Canary = TimeSpan.FromMinutes(15);

    /// <summary>So many times the hot interval lie between two readings of a hot account's other streams.</summary>
    public const int HotElsewhere = 3;
}
