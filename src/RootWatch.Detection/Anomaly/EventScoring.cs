using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Anomaly;

/// <summary>
/// The terms of an event's score, in the order in which an operator would ask. Weights are those of docs/detections.md,
/// to be calibrated; how long back a term looks is counted from the event's own time, never from the clock.
/// </summary>
internal static class EventScoring
{
    private const int SignInsToLearn = 3;
    private const int NoveltyWhileLearningMax = 15;
    private const int FailurePointsMax = 20;
    private const int DeedPointsMax = 60;
    private static readonly TimeSpan LearningTime = TimeSpan.FromDays(30);
    private static readonly TimeSpan SessionTime = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromDays(7);

    public static AnomalyScore Score(AccountProfile profile, CloudTrailEvent e, RuleFacts facts, IReadOnlyList<Finding> findings)
    {
        var reasons = new List<ScoreReason>();
        if (facts.Root.Class == RootClass.Human)
        {
            Access(reasons, e, facts);
            Novelty(reasons, profile, e);
            Rest(reasons, profile, e);
        }
        else if (facts.Root.Class == RootClass.Delegated)
        {
            reasons.Add(new ScoreReason("delegated", 0, "A session that the organisation took with AssumeRoot; root's own habits do not apply."));
        }
        else
        {
            reasons.Add(new ScoreReason("not_root", 0, "Not done by root, so root's habits do not apply."));
        }

        Sequence(reasons, profile, e, facts, findings);
        return AnomalyScore.Sum(reasons);
    }

    private static void Access(List<ScoreReason> reasons, CloudTrailEvent e, RuleFacts facts)
    {
        if (RootAccessKeyUsedRule.IsLongLived(e))
        {
            reasons.Add(new ScoreReason("long_lived_key", 60, "A long-lived access key of root was used."));
        }
        else if (SignIn.IsRootSuccess(e, facts) ? !SignIn.UsedMfa(e) : e.Identity.MfaAuthenticated == false)
        {
            reasons.Add(new ScoreReason("mfa_absent", 40, "There was no MFA."));
        }

        if (SignIn.IsRootSuccess(e, facts) && e.UserAgent.Length > 0 && !Origin.IsBrowser(e.UserAgent))
        {
            reasons.Add(new ScoreReason("agent_no_browser", 25, "The sign-in did not come from a browser."));
        }
    }

    private static void Novelty(List<ScoreReason> reasons, AccountProfile profile, CloudTrailEvent e)
    {
        var before = reasons.Sum(reason => reason.Points);
        if (Origin.Network(e.SourceIpAddress) is { Length: > 0 } network)
        {
            if (!profile.Networks.Contains(network))
            {
                reasons.Add(new ScoreReason("network_new", 8, $"Root was not seen from {network} before."));
            }

            // Not a zero that looks like "known": the operator is told that nobody looked.
            reasons.Add(new ScoreReason("origin_unavailable", 0, "Country and owner of the address are not known here, and count nothing."));
        }

        if (Origin.AgentFamily(e.UserAgent) is { Length: > 0 } family && !profile.Agents.Contains(family))
        {
            reasons.Add(new ScoreReason("agent_new", 10, $"Root was not seen with {ShownText.Of(family, 40)} before."));
        }

        var excess = reasons.Sum(reason => reason.Points) - before - NoveltyWhileLearningMax;
        if (IsLearning(profile, e.EventTime) && excess > 0)
        {
            reasons.Add(new ScoreReason("learning", -excess, "Little is known of this root user yet, so what is new counts less."));
        }
    }

    private static bool IsLearning(AccountProfile profile, DateTimeOffset? time) =>
        profile.SignIns < SignInsToLearn && !(profile.FirstUse is { } first && time - first >= LearningTime);

    private static void Rest(List<ScoreReason> reasons, AccountProfile profile, CloudTrailEvent e)
    {
        if (e.EventTime - profile.LastUse is not { } idle || idle.TotalDays < 90)
        {
            return;
        }

        var days = ((int)idle.TotalDays).ToString(CultureInfo.InvariantCulture);
        reasons.Add(idle.TotalDays >= 365
            ? new ScoreReason("dormant", 10, $"Root had rested for {days} days.")
            : new ScoreReason("dormant", 5, $"Root had rested for {days} days."));
    }

    private static void Sequence(
        List<ScoreReason> reasons, AccountProfile profile, CloudTrailEvent e, RuleFacts facts, IReadOnlyList<Finding> findings)
    {
        if (e.EventTime is not { } time)
        {
            return;
        }

        var failures = Within(profile.FailureTimes, time, SessionTime);
        if (failures > 0 && facts.Root.Class == RootClass.Human)
        {
            reasons.Add(new ScoreReason(
                "failures_before", Math.Min(FailurePointsMax, 4 * failures), $"{failures} root sign-ins failed in the hour before."));
        }

        if (facts.Root.IsRoot && Within(profile.RecoveryTimes, time, RecoveryTime) > 0)
        {
            reasons.Add(new ScoreReason("recovery_before", 35, "Root's password recovery or e-mail was touched in the seven days before."));
        }

        var isDeed = findings.Any(finding => finding.Rule.Touch is RuleTouch.Credentials or RuleTouch.Guards);
        if (isDeed && Within(profile.SignInTimes, time, SessionTime) > 0)
        {
            var deeds = 1 + Within(profile.DeedTimes, time, SessionTime);
            reasons.Add(new ScoreReason(
                "deed_after_sign_in", Math.Min(DeedPointsMax, 30 * deeds), "Credentials or guards were touched within an hour of a root sign-in."));
        }
    }

    private static int Within(IReadOnlyList<DateTimeOffset> times, DateTimeOffset end, TimeSpan span) =>
        times.Count(time => time <= end && time >= end - span);
}
