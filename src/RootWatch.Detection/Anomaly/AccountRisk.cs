using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Anomaly;

/// <summary>The most that risk was, and when: what is left of it later follows from its half-life.</summary>
public sealed record RiskPeak(int Points, DateTimeOffset Time);

/// <summary>The peaks that count longest of events that no late one can change any more.</summary>
/// <param name="Usual">Null: there was none. Halves in 7 days.</param>
/// <param name="Credentials">Of events that touched credentials, recovery or guards. Halves in 30 days.</param>
public sealed record SettledRisk(RiskPeak? Usual, RiskPeak? Credentials)
{
    public static SettledRisk None { get; } = new(null, null);
}

/// <summary>What an event of a session scored.</summary>
/// <param name="IsRoots">Done by root; false for what others did to it.</param>
/// <param name="IsAllowed"><see cref="ScoredEvent.IsAllowed"/>.</param>
public sealed record SessionScore(string Session, AnomalyScore Score, bool IsRoots, bool IsAllowed);

/// <summary>
/// How much reason there is to worry about an account: the highest score of its past events, each halved again and again
/// from its own time on. The same for the same events in whatever order they came, as long as none came later than
/// <see cref="Moments.Lateness"/>.
/// </summary>
public static class AccountRisk
{
    public const int HalfLifeDays = 7;
    public const int CredentialsHalfLifeDays = 30;

    /// <summary>0 to 100.</summary>
    public static double At(AccountProfile profile, DetectionSettings settings, DateTimeOffset time)
    {
        var risk = profile.Recent.Aggregate(profile.Settled, (settled, e) => Settle(profile, settings, settled, e));
        return Math.Max(Left(risk.Usual, HalfLifeDays, time), Left(risk.Credentials, CredentialsHalfLifeDays, time));
    }

    /// <summary>Learns and scores an event, and scores again those after it and of the same second, which it may have changed.</summary>
    internal static IReadOnlyList<SessionScore> Take(
        AccountProfile before, DetectionSettings settings, ScoredEvent e, out AccountProfile after)
    {
        // First, as what is learnt pushes out what the old ones ask for.
        var settled = SettleBefore(before, settings, e.Time - Moments.Lateness);
        var learnt = ProfileLearning.Learn(settled, e);
        after = learnt;
        List<SessionScore> scores = [ScoreOf(e)];
        if (e.Time is not { } time)
        {
            return scores;
        }

        var recent = Merge(learnt.Recent, e);
        foreach (var later in recent)
        {
            if (later.Time >= time && later.Key != e.Key)
            {
                scores.Add(ScoreOf(later));
            }
        }

        after = SettleOldest(learnt with { Recent = recent }, settings, recent.Count - AccountProfile.RecentMax);
        return scores;

        SessionScore ScoreOf(ScoredEvent scored) => new(
            scored.Session, EventScoring.Score(learnt, scored, settings), scored.Class is RootClass.Human or RootClass.Delegated, scored.IsAllowed);
    }

    private static AccountProfile SettleBefore(AccountProfile profile, DetectionSettings settings, DateTimeOffset? horizon)
    {
        var old = 0;
        while (old < profile.Recent.Count && profile.Recent[old].Time < horizon)
        {
            old++;
        }

        return SettleOldest(profile, settings, old);
    }

    private static AccountProfile SettleOldest(AccountProfile profile, DetectionSettings settings, int count) =>
        count <= 0 ? profile : Settle(profile, settings, count);

    private static AccountProfile Settle(AccountProfile profile, DetectionSettings settings, int count) => profile with
    {
        Recent = [.. profile.Recent.Skip(count)],
        Settled = profile.Recent.Take(count).Aggregate(profile.Settled, (settled, old) => Settle(profile, settings, settled, old)),
    };

    /// <summary>In order of time. Of events that are alike within ten minutes the last one stands for all.</summary>
    private static List<ScoredEvent> Merge(IReadOnlyList<ScoredEvent> recent, ScoredEvent e)
    {
        if (recent.Count == 0)
        {
            return [e];
        }

        var merged = new List<ScoredEvent>(recent.Count + 1);
        var last = e;
        foreach (var other in recent)
        {
            if (Bucket(other) == Bucket(e) && other.Action == e.Action && (other with { Time = e.Time, Key = e.Key }) == e)
            {
                last = InOrder(other, e) ? last : other;
            }
            else
            {
                merged.Add(other);
            }
        }

        var place = 0;
        while (place < merged.Count && InOrder(merged[place], last))
        {
            place++;
        }

        merged.Insert(place, last);
        return merged;
    }

    private static long? Bucket(ScoredEvent e) => e.Time?.UtcTicks / TimeSpan.FromMinutes(10).Ticks;

    private static bool InOrder(ScoredEvent a, ScoredEvent b) =>
        a.Time < b.Time || (a.Time == b.Time && string.CompareOrdinal(a.Key, b.Key) < 0);

    private static SettledRisk Settle(AccountProfile profile, DetectionSettings settings, SettledRisk settled, ScoredEvent e)
    {
        var score = EventScoring.Score(profile, e, settings);
        var peak = new RiskPeak(score.Value, e.Time!.Value);
        return score.Reasons.Any(reason => reason.Term == ScoreTerms.DeedAfterSignIn.Name || reason.Term == ScoreTerms.RecoveryBefore.Name)
            ? settled with { Credentials = Higher(settled.Credentials, peak, CredentialsHalfLifeDays) }
            : settled with { Usual = Higher(settled.Usual, peak, HalfLifeDays) };
    }

    /// <summary>Which of two halving curves lies above the other does not depend on when one looks.</summary>
    private static RiskPeak? Higher(RiskPeak? one, RiskPeak other, int halfLifeDays)
    {
        if (one is null || other.Points == 0)
        {
            return other.Points == 0 ? one : other;
        }

        var (height, otherHeight) = (Height(one), Height(other));
        return otherHeight > height || (otherHeight == height && other.Time > one.Time) ? other : one;

        double Height(RiskPeak peak) => Math.Log2(peak.Points) + ((peak.Time - DateTimeOffset.UnixEpoch).TotalDays / halfLifeDays);
    }

    private static double Left(RiskPeak? peak, int halfLifeDays, DateTimeOffset time) =>
        peak is null ? 0 : peak.Points * Math.Pow(2, -Math.Max(0, (time - peak.Time).TotalDays) / halfLifeDays);
}
