namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>
/// How long an event stays hidden: log-normal, its 95th percentile at 3.5 times the median, the ratio measured in a
/// public trail (130 s and 450 s). The delay belongs to the event's id, so a later event may well be seen first.
/// </summary>
internal sealed class VisibilityDelay(Seed seed, TimeSpan median, TimeSpan max)
{
    private const double Spread = 0.755;

    public TimeSpan Of(string account, string eventId)
    {
        if (median <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - seed.Fraction("delay-radius", account, eventId)));
        var normal = radius * Math.Cos(2 * Math.PI * seed.Fraction("delay-angle", account, eventId));
        var seconds = median.TotalSeconds * Math.Exp(Spread * normal);
        return TimeSpan.FromSeconds(Math.Min(seconds, max.TotalSeconds));
    }
}
