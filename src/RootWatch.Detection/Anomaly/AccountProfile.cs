using System.Text.Json.Serialization;
using RootWatch.Detection.Origins;

namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Root's habits in one account, learnt from what succeeded: a stranger's failures teach nothing. Each member is a bounded
/// summary of a set, the same in whatever order its events came, and is asked as of an event's own time.
/// </summary>
public sealed record AccountProfile
{
    public const int CountriesMax = 64;
    public const int AsnsMax = 64;
    public const int PrefixesMax = 96;
    public const int AgentsMax = 32;
    public const int RegionsMax = 48;
    public const int ServicesMax = 96;
    public const int ActionsMax = 128;
    public const int SightingsMax = 16;
    public const int SessionsMax = 16;
    public const int RecentMax = 64;

    public static AccountProfile Empty { get; } = new();

    public DateTimeOffset? FirstUse { get; init; }

    /// <summary>The latest days on which root was used.</summary>
    public IReadOnlyList<UseDay> UseDays { get; init; } = [];

    /// <summary>The latest days on which somebody signed in as root, as <see cref="Habit.DayOf"/> counts them.</summary>
    public IReadOnlyList<int> SignInDays { get; init; } = [];

    public IReadOnlyList<Habit> Countries { get; init; } = [];

    /// <summary>Autonomous systems, as numbers.</summary>
    public IReadOnlyList<Habit> Asns { get; init; } = [];

    /// <summary>/24 and /48.</summary>
    public IReadOnlyList<Habit> Prefixes { get; init; } = [];
    public IReadOnlyList<Habit> AgentFamilies { get; init; } = [];
    public IReadOnlyList<Habit> Regions { get; init; } = [];
    public IReadOnlyList<Habit> Services { get; init; } = [];

    /// <summary>Calls that write, as <c>service/Call</c>.</summary>
    public IReadOnlyList<Habit> Actions { get; init; } = [];

    /// <summary>When sign-ins failed. This and the next four are thinned, see <see cref="Moments"/>.</summary>
    public IReadOnlyList<DateTimeOffset> FailureTimes { get; init; } = [];
    public IReadOnlyList<DateTimeOffset> SignInTimes { get; init; } = [];

    /// <summary>When root touched credentials, MFA devices excepted, or guards.</summary>
    public IReadOnlyList<DateTimeOffset> DeedTimes { get; init; } = [];

    /// <summary>When root touched its MFA devices.</summary>
    public IReadOnlyList<DateTimeOffset> MfaChangeTimes { get; init; } = [];

    /// <summary>When somebody touched recovery, e-mail or contacts.</summary>
    public IReadOnlyList<DateTimeOffset> RecoveryTimes { get; init; } = [];

    /// <summary>The latest sign-ins of which it is known where the person was.</summary>
    public IReadOnlyList<Sighting> Sightings { get; init; } = [];

    /// <summary>The latest touched last.</summary>
    public IReadOnlyList<RootSession> Sessions { get; init; } = [];

    /// <summary>Events so young that one from before them may yet come and change their score.</summary>
    public IReadOnlyList<ScoredEvent> Recent { get; init; } = [];

    /// <summary>What older events left of risk.</summary>
    public SettledRisk Settled { get; init; } = SettledRisk.None;
}

/// <summary>The first and the last use of a day.</summary>
public sealed record UseDay(DateTimeOffset First, DateTimeOffset Last)
{
    [JsonIgnore]
    public int Day => Habit.DayOf(First);
}

/// <summary>A sign-in seen somewhere.</summary>
public sealed record Sighting(DateTimeOffset Time, string Country, GeoCircle Place)
{
    /// <summary><see cref="ScoredEvent.IsTravelAllowed"/>.</summary>
    public bool IsAllowed { get; init; }
}

/// <summary>What one root session did. The first of each name only, with when: so that it can be asked as of a time.</summary>
/// <param name="Key">Its creationDate, or the day for what has none.</param>
public sealed record RootSession(string Key, IReadOnlyList<FirstUse> Writes)
{
    public const int WritesMax = 16;

    /// <summary>The one of that key; null if none has it.</summary>
    internal static RootSession? Of(IReadOnlyList<RootSession> sessions, string key)
    {
        for (var i = 0; i < sessions.Count; i++)
        {
            if (sessions[i].Key == key)
            {
                return sessions[i];
            }
        }

        return null;
    }
}

/// <param name="Action"><c>service/Call</c>.</param>
public sealed record FirstUse(string Action, DateTimeOffset Time);
