using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// An episode that begins with the rest: whichever of the first acts after it is seen first, it has one alert. A
/// read of the same day does not hide the write that comes after it.
/// </summary>
public sealed class DormantRootRule() : Rule(
    "RW-S16",
    "Dormant root woke up",
    Severity.Medium,
    "T1078.004",
    "Ask the owner what root was needed for after so long. Rare use is as it should be; use that nobody announced is not.",
    falsePositives: "The yearly drill, or a task that only root can do."), IEventMemory
{
    private static readonly RuleThreshold IdleDays = new(
        "idle-days", ScoreTerms.RestedDays, 1, 3650, "for how many days root was not used before");

    public override IReadOnlyList<RuleThreshold> Thresholds => [IdleDays];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (ActDay(e, facts) is not { } day || LastUse(facts, day, e.EventTime) is not { } last
            || (e.EventTime!.Value - last).TotalDays < facts.Settings.Of(this, IdleDays)
            || facts.Before.RootActDays.Any(known => known > Habit.DayOf(last)))
        {
            return null;
        }

        var days = (int)(e.EventTime.Value - last).TotalDays;
        return new Finding(
            this,
            Severity,
            string.Create(CultureInfo.InvariantCulture, $"{(e.IsSignIn ? "signed in to the console" : "called " + ShownCall.Of(e))} after {days} days without use"),
            string.Create(CultureInfo.InvariantCulture, $"rest since {last.UtcDateTime:yyyy-MM-dd}"));
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts) =>
        ActDay(e, facts) is { } day && !state.RootActDays.Contains(day)
            ? state with { RootActDays = Habit.AddDay(state.RootActDays, day) }
            : state;

    /// <summary>Null for what wakes nobody: failures, reads.</summary>
    private static int? ActDay(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.EventTime is { } time
        && (SignIn.IsRootSuccess(e, facts) || (e.Succeeded && e.IsWrite && !e.IsSignIn))
            ? Habit.DayOf(time)
            : null;

    /// <summary>By events of earlier days or, if that is later, by what AWS's own report says.</summary>
    private static DateTimeOffset? LastUse(RuleFacts facts, int day, DateTimeOffset? time)
    {
        var seen = Rest.Before(facts.Before.Profile.UseDays, day, time);
        return facts.Situation.SetUp?.Credentials.Value?.LastUsed is { } reported && Habit.DayOf(reported) < day && !(seen > reported) ? reported : seen;
    }
}
