using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Rules;

/// <summary>Where a sign-in came from.</summary>
/// <param name="Value">As <see cref="Habit.Value"/>.</param>
/// <param name="Episode">What an alert about it is about.</param>
/// <param name="What">Of the finding; empty: the tenant expects it.</param>
public sealed record SignInPlace(string Value, string Episode, string What);

/// <summary>
/// A place that root signs in from for the first time; the alert is about the place, so its id is the same whichever
/// sign-in from it is seen first. The very first on record is no deviation from anything and only noted. Which one that is
/// shows only when no earlier sign-in can be on its way any more: young ones from the record's first minutes wait for that.
/// </summary>
public abstract class FirstSeenRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : Rule(id, title, severity, attack, advice, falsePositives: falsePositives), IStandingRule, IStandingMemory, IEventMemory
{
    /// <summary>Null: unknown.</summary>
    protected abstract SignInPlace? PlaceOf(CloudTrailEvent e, RuleFacts facts);

    protected abstract IReadOnlyList<Habit> Known(AccountProfile profile);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        New(e, facts) is not { What.Length: > 0 } place || Waits(e, facts) ? null
            : IsFirst(e, facts) ? new Finding(this, Severity.Info, AsFirst(place.What), place.Episode)
            : new Finding(this, Severity, place.What, place.Episode);

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (e.EventTime is not { } time || !SignIn.IsRootSuccess(e, facts) || PlaceOf(e, facts) is not { } place)
        {
            return state;
        }

        var known = state.FirstPlaces.FirstOrDefault(first => first.RuleId == Id && first.Episode == place.Episode);
        var waits = Waits(e, facts);
        if (known is null ? New(e, facts) is null || !(waits || IsFirst(e, facts)) : !IsBefore(e, known))
        {
            return state;
        }

        var first = known is null
            ? new FirstPlace(Id, place.Episode, time, ShownText.Of(e.EventId), waits ? ShownText.Of(place.What, FirstPlace.WhatCharsMax) : "")
            : known with { At = time, EventId = ShownText.Of(e.EventId) };
        first = first with { SignIn = first.What.Length > 0 ? SignIn.Waiting(e) : null };
        return state with
        {
            FirstPlaces = [.. state.FirstPlaces.Where(other => other != known).Append(first)
                .OrderBy(other => other.RuleId, StringComparer.Ordinal).ThenBy(other => other.At).ThenBy(other => other.EventId, StringComparer.Ordinal)
                .GroupBy(other => other.RuleId, StringComparer.Ordinal).SelectMany(ofRule => ofRule.Take(FirstPlace.PerRuleMax))],
        };
    }

    public IEnumerable<Episode> Standing(StandingFacts facts) => HasWaiting(facts.State) ? Told(facts) : [];

    private IEnumerable<Episode> Told(StandingFacts facts)
    {
        var mine = facts.State.FirstPlaces.Where(first => first.RuleId == Id).ToArray();
        return
            from place in mine
            where place.What.Length > 0 && place.At <= facts.Now - facts.Lateness
            select place == mine[0]
                ? new Episode(place.Episode, place.At, AsFirst(place.What), Severity.Info) { Event = SignIn.Of(place) }
                : new Episode(place.Episode, place.At, place.What) { Event = SignIn.Of(place) };
    }

    public WatchState RememberStanding(StandingFacts facts) => HasWaiting(facts.State) ? WithoutTold(facts) : facts.State;

    private bool HasWaiting(WatchState state)
    {
        for (var i = 0; i < state.FirstPlaces.Count; i++)
        {
            if (state.FirstPlaces[i] is { What.Length: > 0 } place && place.RuleId == Id)
            {
                return true;
            }
        }

        return false;
    }

    private WatchState WithoutTold(StandingFacts facts)
    {
        return facts.State.FirstPlaces.Any(IsTold)
            ? facts.State with { FirstPlaces = [.. facts.State.FirstPlaces.Select(place => IsTold(place) ? place with { What = "", SignIn = null } : place)] }
            : facts.State;

        bool IsTold(FirstPlace place) =>
            place.RuleId == Id && place.What.Length > 0 && facts.State.Told.Contains(Id, place.Episode, place.At);
    }

    private static string AsFirst(string what) => what + " (the first on record here)";

    private SignInPlace? New(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootSuccess(e, facts) && PlaceOf(e, facts) is { } place && !Habit.IsSignInKnown(Known(facts.Before.Profile), place.Value)
            ? place
            : null;

    /// <summary>It may be the first on record, or one that is may still come.</summary>
    private bool Waits(CloudTrailEvent e, RuleFacts facts) =>
        facts.Now < e.EventTime + facts.Lateness
        && (First(facts) is { } first ? e.EventTime < first.At + facts.Lateness : !IsAnyKnown(facts));

    private bool IsFirst(CloudTrailEvent e, RuleFacts facts) =>
        First(facts) is { } first ? IsBefore(e, first) : !IsAnyKnown(facts);

    /// <summary>CloudTrail tells whole seconds: within one the event's id decides, and not which was seen first.</summary>
    private static bool IsBefore(CloudTrailEvent e, FirstPlace place) =>
        e.EventTime < place.At || (e.EventTime == place.At && string.CompareOrdinal(ShownText.Of(e.EventId), place.EventId) < 0);

    private FirstPlace? First(RuleFacts facts) => facts.Before.FirstPlaces.FirstOrDefault(place => place.RuleId == Id);

    private bool IsAnyKnown(RuleFacts facts) => Known(facts.Before.Profile).Any(habit => habit.AtSignIn);
}
