using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Tenants;

/// <summary>What is remembered of all accounts of a tenant together. Every list in it is bounded.</summary>
public sealed record TenantState
{
    public const int SourcesMax = 256;
    public const int CampaignsMax = 64;
    public const int CampaignAccountsMax = 1000;

    public static TenantState Empty { get; } = new();

    /// <summary>Sign-ins by source: <c>ip 198.51.100.7</c>, <c>as 64500 chrome</c>. The detail begins with the account.</summary>
    public Trace Sources { get; init; } = Trace.Empty;

    /// <summary>Which accounts went blind; the detail is the account and the cause.</summary>
    public Trace Blind { get; init; } = Trace.Empty;

    /// <summary>Which can be read again; the detail is the account and, of a watch that stood still, that it goes on.</summary>
    public Trace Seen { get; init; } = Trace.Empty;

    public ToldEpisodes Told { get; init; } = ToldEpisodes.Empty;

    /// <summary>In order of their last sign-in. They go on growing after they were told of.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];
}

/// <summary>One source that signs in as root, or tries to, to several accounts.</summary>
/// <param name="Key">Of its episode: the source and the calendar month.</param>
/// <param name="Accounts">In order of their numbers.</param>
public sealed record Campaign(string Key, string Source, DateTimeOffset LastAt, IReadOnlyList<string> Accounts);
