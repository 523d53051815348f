using RootWatch.Detection.Events;

namespace RootWatch.Detection.Settings;

/// <summary>
/// Whose events a rule does not tell of, such as the tenant's deployment role. An event is covered if it fits every kind
/// that the list has entries of; a list without entries covers nothing.
/// </summary>
public sealed record AllowList
{
    /// <summary>Of <c>userIdentity.arn</c>.</summary>
    public IReadOnlyList<TextPattern> Principals { get; init; } = [];

    public NetworkList Networks { get; init; } = NetworkList.Empty;

    /// <summary>Whoever calls chooses it, so never enough alone.</summary>
    public IReadOnlyList<TextPattern> UserAgents { get; init; } = [];

    public bool Covers(CloudTrailEvent e) =>
        (Principals.Count > 0 || Networks.Any)
        && Fits(Principals, e.Identity.Arn)
        && (!Networks.Any || Networks.Contains(e.SourceIpAddress))
        && Fits(UserAgents, e.UserAgent);

    private static bool Fits(IReadOnlyList<TextPattern> patterns, string text) =>
        patterns.Count == 0 || patterns.Any(pattern => pattern.Fits(text));
}
