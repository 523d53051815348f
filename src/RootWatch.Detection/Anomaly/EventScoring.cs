using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Anomaly;

/// <summary>
/// The terms of an event's score. Asked of a profile that has learnt the event already, and as of the event's own time, so
/// that the answer is the same when it is asked again after others, as long as none of them happened before it.
/// </summary>
internal static class EventScoring
{
    private static readonly TimeSpan SessionTime = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromDays(7);

    /// <summary>
    /// Learns and scores an event of root, or one that a rule found something in. First its own score, then those of later
    /// events that it changes by coming late.
    /// </summary>
    public static IReadOnlyList<SessionScore> Take(
        AccountProfile before, CloudTrailEvent e, RuleFacts facts, List<Finding> findings, DateTimeOffset latest, out AccountProfile after)
    {
        after = before;
        if (!facts.Root.IsRoot && findings.Count == 0)
        {
            return [];
        }

        var scored = ScoredEvent.Of(e, facts, findings, latest);
        return AccountRisk.Take(before, facts.Settings, scored, out after);
    }

    public static AnomalyScore Score(AccountProfile profile, ScoredEvent e, DetectionSettings settings)
    {
        var reasons = new List<ScoreReason>();
        switch (e.Class)
        {
            case RootClass.Human:
                Access(reasons, e);
                Whereabouts(reasons, profile, e, settings.Expected);
                Novelty(reasons, profile, e, settings.Expected);
                Unknowns(reasons, e);
                Hours(reasons, profile, e, settings.Expected);
                Breadth(reasons, profile, e);
                break;
            case RootClass.Delegated when e.IsKnownAudit:
                reasons.Add(ScoreTerms.KnownAudit.Reason(ScoreTerms.KnownAuditPoints, "A session that a known caller took with AssumeRoot, only to audit."));
                break;
            case RootClass.Delegated:
                reasons.Add(ScoreTerms.Delegated.Reason(0, "A session that the organisation took with AssumeRoot; root's own habits do not apply."));
                break;
            default:
                reasons.Add(ScoreTerms.NotRoot.Reason(0, "Not done by root, so root's habits do not apply."));
                break;
        }

        Sequence(reasons, profile, e);
        Surroundings(reasons, e);
        return AnomalyScore.Sum(reasons);
    }

    private static void Access(List<ScoreReason> reasons, ScoredEvent e)
    {
        if (e.LongLivedKey)
        {
            reasons.Add(ScoreTerms.LongLivedKey.Reason(ScoreTerms.LongLivedKeyPoints, "A long-lived access key of root was used."));
        }
        else if (e.MfaAbsent)
        {
            reasons.Add(ScoreTerms.MfaAbsent.Reason(ScoreTerms.MfaAbsentPoints, "There was no MFA."));
        }

        if (SignsInWithoutBrowser(e))
        {
            reasons.Add(ScoreTerms.AgentNoBrowser.Reason(ScoreTerms.AgentNoBrowserPoints, "The sign-in did not come from a browser."));
        }
    }

    private static bool SignsInWithoutBrowser(ScoredEvent e) =>
        e.SignIn == SignInResult.Success && e.AgentFamily.Length > 0 && !e.IsBrowser;

    private static void Whereabouts(List<ScoreReason> reasons, AccountProfile profile, ScoredEvent e, ExpectedUse expected)
    {
        if (expected.Denies(e.Country, e.Address))
        {
            reasons.Add(ScoreTerms.Denied.Reason(ScoreTerms.DeniedPoints, "Nobody is expected to use root from this country or network."));
        }

        var (points, listed) = e.Kinds switch
        {
            var kinds when kinds.HasFlag(OriginKinds.Tor) => (ScoreTerms.TorPoints, "as a Tor exit"),
            var kinds when kinds.HasFlag(OriginKinds.Watched) => (ScoreTerms.TorPoints, "on your watch list"),
            var kinds when kinds.HasFlag(OriginKinds.Anonymiser) => (ScoreTerms.AnonymiserPoints, "as an anonymiser"),
            var kinds when kinds.HasFlag(OriginKinds.Hosting) => (ScoreTerms.HostingPoints, "as rented servers"),
            _ => (0, ""),
        };
        if (points > 0 && !expected.ExpectsNetwork(e.Address, e.Asn))
        {
            reasons.Add(ScoreTerms.Listed.Reason(points, $"The address is listed {listed}."));
        }

        if (e.SignIn == SignInResult.Success && profile.Sightings.Count > 0 && TooFarFrom(profile.Sightings, e) is { } before)
        {
            reasons.Add(ScoreTerms.Travel.Reason(ScoreTerms.TravelPoints, $"Nobody travels from {Travel.Name(before.Country, before.Place)} to {Travel.Name(e.Country, e.Place!.Value)} that fast."));
        }
    }

    private static Sighting? TooFarFrom(IReadOnlyList<Sighting> sightings, ScoredEvent e) =>
        sightings.FirstOrDefault(sighting => sighting.Time <= e.Time && Travel.IsTooFast(sighting, e, ScoreTerms.TravelKmPerHour));

    private static void Novelty(List<ScoreReason> reasons, AccountProfile profile, ScoredEvent e, ExpectedUse expected)
    {
        var before = AnomalyScore.PointsOf(reasons);
        var isExpected = expected.ExpectsNetwork(e.Address, e.Asn);
        if (!expected.Denies(e.Country, e.Address) && !expected.Countries.Contains(e.Country))
        {
            New(ScoreTerms.CountryNew, ScoreTerms.CountryNewPoints, profile.Countries, e.Country, "seen from ");
        }

        if (!isExpected)
        {
            New(ScoreTerms.AsnNew, ScoreTerms.AsnNewPoints, profile.Asns, Text(e.Asn), "seen from AS", more: e.AsnName.Length > 0 ? $" {ShownText.Of(e.AsnName, 40)}".TrimEnd() : "");
            New(ScoreTerms.PrefixNew, ScoreTerms.PrefixNewPoints, profile.Prefixes, e.Prefix, "seen from ");
        }

        if (!SignsInWithoutBrowser(e) && !e.IsAgentExpected)
        {
            New(ScoreTerms.AgentNew, ScoreTerms.AgentNewPoints, profile.AgentFamilies, e.AgentFamily, "seen with ", charsMax: 40);
        }

        New(ScoreTerms.RegionNew, ScoreTerms.RegionNewPoints, profile.Regions, e.Region, "seen in ", charsMax: 40);
        New(ScoreTerms.ServiceNew, ScoreTerms.ServiceNewPoints, profile.Services, e.Service, "seen calling ", charsMax: 60);
        New(ScoreTerms.ActionNew, ScoreTerms.ActionNewPoints, profile.Actions, e.Action, "seen making the change ", charsMax: 100);

        var excess = AnomalyScore.PointsOf(reasons) - before - ScoreTerms.NoveltyWhileLearningMax;
        if (excess > 0 && IsLearning(profile, e))
        {
            reasons.Add(ScoreTerms.Learning.Reason(-excess, "Little is known of this root user yet, so what is new counts less."));
        }

        void New(ScoreTerm term, int weight, IReadOnlyList<Habit> habits, string value, string seen, int charsMax = ShownText.CharsMax, string more = "")
        {
            if (value.Length == 0)
            {
                return;
            }

            var familiarity = Habit.Familiarity(habits, value, e.Day, e.Time);
            var points = (int)Math.Round(weight * (1 - familiarity), MidpointRounding.AwayFromZero);
            if (points > 0)
            {
                var shown = ShownText.Of(value, charsMax);
                reasons.Add(term.Reason(points, familiarity == 0 ? $"Root was not {seen}{shown}{more} before that day." : $"Root was {seen}{shown}{more} on few days or long ago."));
            }
        }
    }

    private static string Text(uint? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static bool IsLearning(AccountProfile profile, ScoredEvent e) =>
        DaysBefore(profile.SignInDays, e.Day) < ScoreTerms.SignInDaysToLearn
        && !(e.Time - profile.FirstUse >= TimeSpan.FromDays(ScoreTerms.DaysToLearn));

    /// <summary>All of them, where it is not known which day it was.</summary>
    private static int DaysBefore(IReadOnlyList<int> days, int? day)
    {
        var before = 0;
        for (var i = 0; i < days.Count; i++)
        {
            before += day is null || days[i] < day ? 1 : 0;
        }

        return before;
    }

    private static void Unknowns(List<ScoreReason> reasons, ScoredEvent e)
    {
        if (e.Address.Length == 0)
        {
            reasons.Add(ScoreTerms.OriginUnavailable.Reason(0, "The record names no address, so nothing is known of where this came from."));
            return;
        }

        var unknown = (e.Country.Length, e.Asn) switch
        {
            (0, null) => "Country and network owner (ASN) of the address are not known here, and count nothing.",
            (0, _) => "The country of the address is not known here, and counts nothing.",
            (_, null) => "The network owner (ASN) of the address is not known here, and counts nothing.",
            _ => "",
        };
        if (unknown.Length > 0)
        {
            reasons.Add(ScoreTerms.OriginUnavailable.Reason(0, unknown));
        }

        var unlisted = e.KindsListed == OriginKinds.None ? NoneListed : Unlisted(e.KindsListed);
        if (unlisted.Length > 0)
        {
            reasons.Add(ScoreTerms.ListsUnavailable.Reason(0, unlisted));
        }
    }

    private static readonly (OriginKinds Kind, string Name)[] Lists = [(OriginKinds.Tor, "Tor"), (OriginKinds.Anonymiser, "anonymisers"), (OriginKinds.Hosting, "hosting")];

    /// <summary>Put together once: where no list is named, each event of root says so.</summary>
    private static readonly string NoneListed = Unlisted(OriginKinds.None);

    private static string Unlisted(OriginKinds listed)
    {
        var names = Lists.Where(list => !listed.HasFlag(list.Kind)).Select(list => list.Name).ToArray();
        return names.Length > 0 ? $"No list is loaded of {string.Join(", ", names)}, so nobody looked." : "";
    }

    private static void Hours(List<ScoreReason> reasons, AccountProfile profile, ScoredEvent e, ExpectedUse expected)
    {
        if (e.Time is not { } time)
        {
            return;
        }

        if (expected.Hours?.Contains(time) == false)
        {
            reasons.Add(ScoreTerms.OffHours.Reason(ScoreTerms.OffHoursPoints, "It was outside the hours in which somebody is expected."));
        }

        if (Rest.Before(profile.UseDays, e.Day, e.Time) is { } last && (time - last).TotalDays is >= ScoreTerms.RestedDays and var days)
        {
            reasons.Add(ScoreTerms.Dormant.Reason(
                days >= ScoreTerms.DormantDays ? ScoreTerms.DormantPoints : ScoreTerms.RestedPoints,
                string.Create(CultureInfo.InvariantCulture, $"Root had rested for {(int)days} days.")));
        }
    }

    private static void Breadth(List<ScoreReason> reasons, AccountProfile profile, ScoredEvent e)
    {
        if (RootSession.Of(profile.Sessions, e.Session) is { } session && session.Writes.Count > Math.Min(ScoreTerms.WritesUsual, ScoreTerms.ServicesUsual))
        {
            Breadth(reasons, session, e);
        }
    }

    private static void Breadth(List<ScoreReason> reasons, RootSession session, ScoredEvent e)
    {
        var writes = session.Writes.Where(write => write.Time <= e.Time).ToArray();
        var services = writes.Select(write => write.Action.Split('/')[0]).Distinct(StringComparer.Ordinal).Count();
        var beyond = Math.Max(0, writes.Length - ScoreTerms.WritesUsual) + Math.Max(0, services - ScoreTerms.ServicesUsual);
        if (beyond > 0)
        {
            reasons.Add(ScoreTerms.Breadth.Reason(
                Math.Min(ScoreTerms.BreadthPointsMax, ScoreTerms.BreadthPointsEach * beyond),
                string.Create(CultureInfo.InvariantCulture, $"{writes.Length} different changes in {services} services in one session.")));
        }
    }

    private static void Sequence(List<ScoreReason> reasons, AccountProfile profile, ScoredEvent e)
    {
        if (e.Time is not { } time)
        {
            return;
        }

        var failures = Before(profile.FailureTimes, time, SessionTime);
        if (failures > 0 && e.Class == RootClass.Human)
        {
            reasons.Add(ScoreTerms.FailuresBefore.Reason(
                Math.Min(ScoreTerms.FailurePointsMax, ScoreTerms.FailurePointsEach * failures),
                failures * ScoreTerms.FailurePointsEach < ScoreTerms.FailurePointsMax ? $"{failures} root sign-ins failed in the hour before." : $"{ScoreTerms.FailurePointsMax / ScoreTerms.FailurePointsEach} or more root sign-ins failed in the hour before."));
        }

        if (e.Class is RootClass.Human or RootClass.Delegated && Before(profile.RecoveryTimes, time, RecoveryTime) > 0)
        {
            reasons.Add(ScoreTerms.RecoveryBefore.Reason(ScoreTerms.RecoveryPoints, "Root's password recovery, e-mail or contacts were touched in the seven days before."));
        }

        if (e.IsDeed && UpTo(profile.SignInTimes, time, SessionTime) > 0)
        {
            // All that was done to MFA devices is one deed. One, too, for an event that others did and that root's own lists therefore lack.
            var deeds = Math.Max(1, UpTo(profile.DeedTimes, time, SessionTime) + Math.Min(1, UpTo(profile.MfaChangeTimes, time, SessionTime)));
            reasons.Add(ScoreTerms.DeedAfterSignIn.Reason(
                Math.Min(ScoreTerms.DeedPointsMax, ScoreTerms.DeedPointsEach * deeds), "Credentials or guards were touched within an hour of a root sign-in."));
        }
    }

    private static int Before(IReadOnlyList<DateTimeOffset> times, DateTimeOffset end, TimeSpan span) =>
        Between(times, end - span, end.AddTicks(-1));

    private static int UpTo(IReadOnlyList<DateTimeOffset> times, DateTimeOffset end, TimeSpan span) => Between(times, end - span, end);

    private static int Between(IReadOnlyList<DateTimeOffset> times, DateTimeOffset first, DateTimeOffset last)
    {
        var count = 0;
        for (var i = 0; i < times.Count; i++)
        {
            count += times[i] >= first && times[i] <= last ? 1 : 0;
        }

        return count;
    }

    private static void Surroundings(List<ScoreReason> reasons, ScoredEvent e)
    {
        if (e.Class is not (RootClass.Human or RootClass.Delegated))
        {
            return;
        }

        if (e.AccountsFromAddress >= ScoreTerms.SharedAddressAccounts)
        {
            reasons.Add(ScoreTerms.SharedAddress.Reason(ScoreTerms.SharedAddressPoints, $"The same address was used for root of {e.AccountsFromAddress} accounts within a day."));
        }

        if (e.Class == RootClass.Human && e.InWindow is { } inside)
        {
            reasons.Add(inside
                ? ScoreTerms.InsideWindow.Reason(ScoreTerms.InsideWindowPoints, "A window for the use of root was open.")
                : ScoreTerms.OutsideWindow.Reason(ScoreTerms.OutsideWindowPoints, "No window for the use of root was open."));
        }
    }
}
