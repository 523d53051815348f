using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan.Output;

/// <summary>What root did in one go.</summary>
/// <param name="Began">
/// sessionContext.creationDate, which is the sign-in's own time: one session has many access keys and regions, and only this
/// in common. Null for calls that carry none: those of a long-lived access key, and of the billing pages.
/// </param>
/// <param name="Events">In the order of time.</param>
internal sealed record RootSession(DateTimeOffset? Began, IReadOnlyList<CloudTrailEvent> Events)
{
    /// <summary>Of one account, the oldest first; calls without a session last.</summary>
    public static IReadOnlyList<RootSession> Of(IEnumerable<CloudTrailEvent> events) =>
    [
        .. events.GroupBy(e => e.Identity.SessionCreated ?? (e.IsSignIn ? e.EventTime : null))
            .Select(session => new RootSession(session.Key, [.. session]))
            .OrderBy(session => session.Began ?? DateTimeOffset.MaxValue),
    ];

    public DateTimeOffset? Ended => Events.Max(e => e.EventTime);

    public IEnumerable<string> Addresses => Values(e => e.SourceIpAddress);

    public IEnumerable<string> Regions => Values(e => e.Region);

    public IEnumerable<string> Services => Values(e => e.EventSource);

    public int Writes => Events.Count(e => e.IsWrite && !e.IsSignIn);

    public int Refused => Events.Count(e => !e.TookEffect);

    /// <summary>Whether any of the events tells of a second factor; null if none tells.</summary>
    public bool? HasMfa =>
        Events.Any(e => e.Identity.MfaAuthenticated == true || e.MfaUsed.Equals("Yes", StringComparison.OrdinalIgnoreCase)) ? true
        : Events.Any(e => e.Identity.MfaAuthenticated == false || e.MfaUsed.Length > 0) ? false
        : null;

    private IEnumerable<string> Values(Func<CloudTrailEvent, string> value) =>
        Events.Select(value).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
