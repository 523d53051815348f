using System.Globalization;
using RootWatch.Detection;

namespace RootWatch.Server.Accounts;

/// <summary>
/// What to read of an account that is AWS's to tell, the enabled regions or the alias, and that AWS never told, or not for
/// long. Pure.
/// </summary>
/// <param name="Name">Of <see cref="UnknownScope"/>.</param>
/// <param name="KnownAt">When it was told last; null: never.</param>
/// <param name="Trouble">Why it is not told; null: it was not asked for yet.</param>
internal sealed record AccountScope(string Name, string HomeRegion, DateTimeOffset? KnownAt, StreamTrouble? Trouble)
{
    /// <summary>An answer counts for so many of the intervals in which it is asked for.</summary>
    private const int IntervalsMax = 3;

    /// <summary>Old answers are nearly always right, and who changes them leaves an event: they are shown to be old long before anybody is called.</summary>
    private static readonly TimeSpan OldAfter = TimeSpan.FromDays(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(35);
    private static readonly TimeSpan RefusedPatience = TimeSpan.FromMinutes(5);

    public static bool IsUnknown(DateTimeOffset? knownAt, TimeSpan interval, DateTimeOffset now) => !(now - knownAt < interval * IntervalsMax);

    public string Region => Name == UnknownScope.Regions ? "<other regions>" : HomeRegion;

    public string Asked => Name == UnknownScope.Regions ? new StreamName(HomeRegion, StreamQuery.Root).Asked : "Username=<account alias>";

    /// <summary>Where AWS refuses to name any region, all but one are dark.</summary>
    public WatchStatus Status => Name == UnknownScope.Regions && KnownAt is null && Trouble is not null ? Trouble.Status : WatchStatus.Degraded;

    /// <summary>What is not read, why, and what to do about it.</summary>
    public string Told => $"{Lack}: {Trouble?.Told()}";

    private string Reason => $"{Lack}: {Trouble?.Reason}";

    private string Lack => (Name, KnownAt) switch
    {
        (UnknownScope.Regions, null) => $"the account's enabled regions are not known, so no other than {HomeRegion} is read",
        (UnknownScope.Regions, { } at) => string.Create(CultureInfo.InvariantCulture, $"the account's enabled regions are known as of {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC, so one that was enabled since is not read"),
        _ => "the account's alias is not known, so what root does is not seen if AWS records it under the alias (sign-ins are)",
    };

    /// <summary>As Detection is told of it.</summary>
    public UnknownScope ToUnknown(DateTimeOffset watchedSince, DateTimeOffset now) =>
        new(Name, KnownAt ?? watchedSince, Reason) { IsOverdue = IsOverdue(now), Cause = Trouble?.Cause ?? "", Remedy = Trouble?.Remedy ?? "" };

    private bool IsOverdue(DateTimeOffset now) =>
        Trouble is { Failures: >= 2, IsOurs: false } trouble
        && now - trouble.Since > (trouble.Status == WatchStatus.Blind ? RefusedPatience : Patience)
        && !(now - KnownAt <= OldAfter);
}
