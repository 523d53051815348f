using System.Globalization;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Anomaly;

/// <summary>What one event teaches about root's habits.</summary>
internal static class ProfileLearning
{
    private const int EndsOfFailures = ScoreTerms.FailurePointsMax / ScoreTerms.FailurePointsEach;
    private static readonly Moments Failures = new(TimeSpan.FromHours(1), EndsOfFailures);
    private static readonly Moments SignIns = new(TimeSpan.FromHours(1), EndsMax: 1);
    private static readonly Moments Deeds = new(TimeSpan.FromHours(1), EndsMax: 2);
    private static readonly Moments MfaChanges = new(TimeSpan.FromHours(1), EndsMax: 1);
    private static readonly Moments Recoveries = new(TimeSpan.FromDays(1), EndsMax: 1);

    public static AccountProfile Learn(AccountProfile profile, ScoredEvent e)
    {
        if (e.Time is not { } time || e.Day is not { } day)
        {
            return profile;
        }

        if (e.IsRecovery)
        {
            profile = profile with { RecoveryTimes = Recoveries.Add(profile.RecoveryTimes, time) };
        }

        if (e.Class != RootClass.Human)
        {
            return profile;
        }

        if (e.SignIn == SignInResult.Failure)
        {
            return profile with { FailureTimes = Failures.Add(profile.FailureTimes, time) };
        }

        if (e.SignIn == SignInResult.Unclear)
        {
            return profile;
        }

        if (!e.Succeeded)
        {
            return profile;
        }

        profile = !e.IsDeed ? profile
            : e.IsMfaChange ? profile with { MfaChangeTimes = MfaChanges.Add(profile.MfaChangeTimes, time) }
            : profile with { DeedTimes = Deeds.Add(profile.DeedTimes, time) };

        profile = e.SignIn == SignInResult.Success ? LearnSignIn(profile, e, time, day) : LearnWrite(profile, e, time);
        return LearnHabits(profile, e, time);
    }

    private static AccountProfile LearnSignIn(AccountProfile profile, ScoredEvent e, DateTimeOffset time, int day) => profile with
    {
        SignInDays = Habit.AddDay(profile.SignInDays, day),
        SignInTimes = SignIns.Add(profile.SignInTimes, time),
        Sightings = e.Place is { } place
            ? [.. profile.Sightings.Append(new Sighting(time, e.Country, place) { IsAllowed = e.IsTravelAllowed }).Distinct()
                .OrderByDescending(sighting => sighting.Time).ThenBy(sighting => Travel.Name(sighting.Country, sighting.Place), StringComparer.Ordinal)
                .Take(AccountProfile.SightingsMax)]
            : profile.Sightings,
    };

    private static AccountProfile LearnWrite(AccountProfile profile, ScoredEvent e, DateTimeOffset time)
    {
        if (e.Action.Length == 0)
        {
            return profile;
        }

        var session = RootSession.Of(profile.Sessions, e.Session) ?? new RootSession(e.Session, []);
        var writes = LearnWrite(session.Writes, new FirstUse(e.Action, time));
        return ReferenceEquals(writes, session.Writes) ? profile : profile with { Sessions = Keep(profile.Sessions, session with { Writes = writes }) };
    }

    private static IReadOnlyList<FirstUse> LearnWrite(IReadOnlyList<FirstUse> writes, FirstUse use) =>
        writes.Count == 0 ? [use]
        : writes.Any(write => write.Action == use.Action && write.Time <= use.Time) ? writes
        : [.. writes.Where(write => write.Action != use.Action).Append(use)
            .OrderBy(write => write.Time).ThenBy(write => write.Action, StringComparer.Ordinal)
            .Take(RootSession.WritesMax)];

    public static IReadOnlyList<RootSession> Keep(IReadOnlyList<RootSession> sessions, RootSession changed) =>
        sessions.Count == 0 ? [changed]
        : [.. sessions.Where(session => session.Key != changed.Key).Append(changed).TakeLast(AccountProfile.SessionsMax)];

    private static AccountProfile LearnHabits(AccountProfile profile, ScoredEvent e, DateTimeOffset time)
    {
        var atSignIn = e.SignIn == SignInResult.Success;
        return profile with
        {
            FirstUse = profile.FirstUse is { } first && first < time ? first : time,
            UseDays = LearnUse(profile.UseDays, time),
            Countries = Habit.Learn(profile.Countries, e.Country, time, atSignIn, AccountProfile.CountriesMax),
            Asns = Habit.Learn(profile.Asns, e.Asn?.ToString(CultureInfo.InvariantCulture) ?? "", time, atSignIn, AccountProfile.AsnsMax),
            Prefixes = Habit.Learn(profile.Prefixes, e.Prefix, time, atSignIn, AccountProfile.PrefixesMax),
            AgentFamilies = Habit.Learn(profile.AgentFamilies, e.AgentFamily, time, atSignIn, AccountProfile.AgentsMax),
            Regions = Habit.Learn(profile.Regions, e.Region, time, atSignIn, AccountProfile.RegionsMax),
            Services = Habit.Learn(profile.Services, e.Service, time, atSignIn, AccountProfile.ServicesMax),
            Actions = Habit.Learn(profile.Actions, e.Action, time, atSignIn, AccountProfile.ActionsMax),
        };
    }

    private static IReadOnlyList<UseDay> LearnUse(IReadOnlyList<UseDay> days, DateTimeOffset time) =>
        days.Count == 0 ? [new UseDay(time, time)] : LearnOneMoreUse(days, time);

    private static IReadOnlyList<UseDay> LearnOneMoreUse(IReadOnlyList<UseDay> days, DateTimeOffset time)
    {
        var day = Habit.DayOf(time);
        var known = days.FirstOrDefault(use => use.Day == day);
        var after = known is null
            ? new UseDay(time, time)
            : new UseDay(known.First < time ? known.First : time, known.Last > time ? known.Last : time);
        return after == known
            ? days
            : [.. days.Where(use => use.Day != day).Append(after).OrderByDescending(use => use.First).Take(Habit.DaysMax)];
    }
}
