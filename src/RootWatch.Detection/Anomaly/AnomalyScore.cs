using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Anomaly;

/// <summary>How unusual an event is: 0 to 100, the sum of its reasons' points.</summary>
public sealed record AnomalyScore(int Value, IReadOnlyList<ScoreReason> Reasons)
{
    public const int ValueMax = 100;

    public static AnomalyScore None { get; } = new(0, []);

    /// <summary>What lies above 100 is taken off by a reason of its own, so that the points always add up.</summary>
    public static AnomalyScore Sum(List<ScoreReason> reasons)
    {
        var sum = PointsOf(reasons);
        if (sum > ValueMax)
        {
            reasons.Add(ScoreTerms.Limit.Reason(ValueMax - sum, "The score ends at 100."));
        }
        else if (sum < 0)
        {
            reasons.Add(ScoreTerms.Limit.Reason(-sum, "The score begins at 0."));
        }

        return new AnomalyScore(Math.Clamp(sum, 0, ValueMax), reasons);
    }

    public static int PointsOf(List<ScoreReason> reasons)
    {
        var sum = 0;
        foreach (var reason in reasons)
        {
            sum += reason.Points;
        }

        return sum;
    }
}
