using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// An episode for each root session, told when its score first reaches the threshold: also when an event that came late
/// lifts what others of the session had scored.
/// </summary>
public sealed class AnomalyScoreRule() : Rule(
    RuleId,
    "Anomaly score over threshold",
    Severity.High,
    "T1078.004",
    "Read the reasons of the score from the top: each says what is unusual. If the owner cannot explain them, treat root as taken over.",
    falsePositives: "A new owner in a new place, or an emergency at night: many unusual things at once, and all explained."), IScoreRule
{
    public const string RuleId = "RW-N01";

    private static readonly RuleThreshold Score = new("score", 70, 1, 100, "from which score on a root session is told of");

    public override IReadOnlyList<RuleThreshold> Thresholds => [Score];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) => null;

    public IEnumerable<Finding> Weigh(IReadOnlyList<SessionScore> scores, RuleFacts facts)
    {
        var threshold = facts.Settings.Of(this, Score);
        if (scores.All(scored => scored.Score.Value < threshold))
        {
            return [];
        }

        return scores.Where(scored => scored.Score.Value >= threshold && scored.IsRoots)
            .OrderBy(scored => scored.IsAllowed).DistinctBy(scored => scored.Session)
            .Select(scored => new Finding(
                this,
                Severity,
                string.Create(CultureInfo.InvariantCulture, $"did what scores {scored.Score.Value} of 100 for being unusual"),
                $"session {scored.Session}",
                scored.Score)
            { Begin = BeginOf(scored.Session), Allowed = scored.IsAllowed });
    }

    /// <summary>A session is named by the second in which it began, or by the day; one without a time by nothing.</summary>
    private static DateTimeOffset? BeginOf(string session) =>
        DateTimeOffset.TryParse(session, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begin) ? begin : null;
}
