using System.Collections.ObjectModel;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection;

/// <summary>
/// What is known of an account besides its events. Every part may be unknown (null), and then the rules that need it keep
/// silent.
/// </summary>
public sealed record Situation
{
    public static Situation Unknown { get; } = new();

    public Sight? Sight { get; init; }

    /// <summary>The same of its home region alone.</summary>
    public Sight? HomeSight { get; init; }

    /// <summary>What to read of it that AWS does not tell; null: whether it does is not known just now.</summary>
    public IReadOnlyList<UnknownScope>? UnknownScopes { get; init; }

    public CanaryWatch? Canary { get; init; }

    /// <summary>The newest readings of the posture checks, one of each.</summary>
    public IReadOnlyList<PostureReading> Posture { get; init; } = [];

    /// <summary>How the account was set up when that was last read; null if it never was.</summary>
    public PostureFacts? SetUp { get; init; }

    /// <summary>
    /// The buckets that the trails of all accounts which are looked at together write to, and since when that is known:
    /// a trail may write to another account's. Empty where each account is looked at by itself.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset> TrailBuckets { get; init; } = ReadOnlyDictionary<string, DateTimeOffset>.Empty;

    /// <summary>
    /// What others than root did is read as well. Without, nothing follows from not having seen who changed something that
    /// others may change.
    /// </summary>
    public bool ShowsOthers { get; init; }

    /// <summary>The tenant's emergency windows for this account; null if the tenant has not turned them on.</summary>
    public EmergencyPlan? Emergencies { get; init; }

    /// <summary>Drills, those that are over included as long as they are kept.</summary>
    public IReadOnlyList<Drill> Drills { get; init; } = [];

    /// <summary>What people said of what no call shows, expired and withdrawn words included.</summary>
    public IReadOnlyList<Attestation> Attestations { get; init; } = [];

    /// <summary>AssumeRoot calls of the management account that named this account; null if nobody looks there.</summary>
    public IReadOnlyList<AssumeRootCall>? AssumeRootCalls { get; init; }

    /// <summary>
    /// Everything with an event time up to here had been read before these events came; null while the past is being read
    /// for the first time.
    /// </summary>
    public DateTimeOffset? ReadUpTo { get; init; }
}

/// <summary>How well the account can be read.</summary>
/// <param name="LastGoodAt">When it was last read without trouble, or when the watch began.</param>
/// <param name="Interval">Between two readings.</param>
public sealed record Sight(DateTimeOffset LastGoodAt, TimeSpan Interval)
{
    /// <summary>The first refusal (AssumeRole or LookupEvents denied) since it was last read; null if none.</summary>
    public DateTimeOffset? RefusedSince { get; init; }

    /// <summary>The latest one.</summary>
    public DateTimeOffset? RefusedLastAt { get; init; }

    /// <summary>For a person: <c>AssumeRole: access denied</c>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The same as one word of ours: <c>denied</c>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do about the reason, as a sentence without its full stop; empty: nothing in particular.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>True if part of what happened meanwhile can never be read any more.</summary>
    public bool HasLost { get; init; }

    /// <summary>The one region that it is about; empty: all of them.</summary>
    public string Region { get; init; } = "";

    /// <summary>When all of it was last read, if that is told.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>Something that is AWS's to tell before all of an account can be read, and that it does not.</summary>
/// <param name="Name">In a word of ours.</param>
/// <param name="Since">When it was told last, or when the watch began.</param>
/// <param name="Reason">For a person: what is not read, and why.</param>
public sealed record UnknownScope(string Name, DateTimeOffset Since, string Reason)
{
    public const string Regions = "regions";
    public const string Alias = "alias";

    /// <summary>It is so for long enough to be worth telling.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The reason as one word of ours: <c>denied</c>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do about it, as a sentence without its full stop.</summary>
    public string Remedy { get; init; } = "";
}

/// <summary>Our own AssumeRole calls, which have to show up in the account's history.</summary>
/// <param name="UnseenSince">When the first call after the last seen one was made; null if all were seen.</param>
public sealed record CanaryWatch(DateTimeOffset? UnseenSince)
{
    /// <summary>False if none ever showed up.</summary>
    public bool WasSeen { get; init; }
}

/// <summary>One check of the account's posture.</summary>
/// <param name="Check"><c>P01</c>; see domain.md B.1.</param>
/// <param name="Passes">Null: could not be told this time.</param>
/// <param name="At">When it was read.</param>
public sealed record PostureReading(string Check, bool? Passes, DateTimeOffset At)
{
    /// <summary>When it was first read, if it failed then, still does, and no event of the watched time is known that explains it.</summary>
    public DateTimeOffset? FailedFirstAt { get; init; }
}

/// <param name="Before">When it was last read with the old verdict; null if an event, and no reading, says that it was another.</param>
/// <param name="At">When it was first read with the new one.</param>
/// <param name="Passes">The new verdict.</param>
public sealed record PostureChange(string Check, DateTimeOffset? Before, DateTimeOffset At, bool Passes)
{
    /// <summary>Of the event that explains it, if one was known when it was read.</summary>
    public DateTimeOffset? CausedAt { get; init; }
}

/// <param name="At">eventTime.</param>
/// <param name="Caller">Its arn.</param>
public sealed record AssumeRootCall(DateTimeOffset At, string Caller, string TaskPolicy);
