namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Something that root was seen with: a country, a network, an agent, a service. A day teaches once, however much happens
/// in it, and says nothing about itself: what a day taught counts from the next day on, and not before it is so old that
/// nothing older is still on its way. So what comes late makes nothing known that was scored as new.
/// </summary>
/// <param name="Seen">The first second, since 1970, of each of the latest days on which it was seen, in order.</param>
/// <param name="AtSignIn">Ever seen at a sign-in, not only at other calls.</param>
public sealed record Habit(string Value, IReadOnlyList<long> Seen, bool AtSignIn)
{
    public const int DaysMax = 8;

    /// <summary>Root is used a few times a year: what is years old still says something, only less.</summary>
    public const int HalfLifeDays = 3 * 365;

    /// <summary>It takes two days to make a habit of something.</summary>
    private const double OneDaysWorth = 0.5;

    /// <summary>0: never seen before that day; 1: a habit.</summary>
    /// <param name="day">Null, as is the time, if the event has none that can be believed: to it all days count as yesterday.</param>
    public static double Familiarity(IReadOnlyList<Habit> habits, string value, int? day, DateTimeOffset? time)
    {
        if (Of(habits, value) is not { } habit)
        {
            return 0;
        }

        var sum = 0.0;
        foreach (var second in habit.Seen)
        {
            var seen = DateTimeOffset.FromUnixTimeSeconds(second);
            if (day is null || (DayOf(seen) < day && Moments.IsSettled(seen, time)))
            {
                sum += OneDaysWorth * Math.Pow(2, -(double)((day ?? DayOf(seen)) - DayOf(seen)) / HalfLifeDays);
            }
        }

        return Math.Min(1, sum);
    }

    public static bool IsSignInKnown(IReadOnlyList<Habit> habits, string value) => Of(habits, value) is { AtSignIn: true };

    /// <summary>Null: it was never seen.</summary>
    private static Habit? Of(IReadOnlyList<Habit> habits, string value)
    {
        for (var i = 0; i < habits.Count; i++)
        {
            if (habits[i].Value == value)
            {
                return habits[i];
            }
        }

        return null;
    }

    /// <summary>Beyond <paramref name="countMax"/> what was unused longest is forgotten, what was seen at sign-ins after the rest.</summary>
    public static IReadOnlyList<Habit> Learn(IReadOnlyList<Habit> habits, string value, DateTimeOffset time, bool atSignIn, int countMax)
    {
        if (value.Length == 0)
        {
            return habits;
        }

        var second = time.ToUnixTimeSeconds();
        if (habits.Count == 0)
        {
            return [new Habit(value, [second], atSignIn)];
        }

        return Learn(habits, Of(habits, value), new Habit(value, [second], atSignIn), countMax);
    }

    private static IReadOnlyList<Habit> Learn(IReadOnlyList<Habit> habits, Habit? known, Habit seen, int countMax)
    {
        var second = seen.Seen[0];
        if (known is not null && known.Seen.Any(other => DayOf(other) == DayOf(second) && other <= second) && (known.AtSignIn || !seen.AtSignIn))
        {
            return habits;
        }

        var learnt = known is null ? seen : new Habit(seen.Value, FirstOfDays([.. known.Seen, second]), seen.AtSignIn || known.AtSignIn);
        return [.. habits.Where(habit => habit.Value != seen.Value).Append(learnt)
            .OrderByDescending(habit => habit.AtSignIn).ThenByDescending(habit => DayOf(habit.Seen[^1])).ThenBy(habit => habit.Value, StringComparer.Ordinal)
            .Take(countMax)];
    }

    public static IReadOnlyList<int> AddDay(IReadOnlyList<int> days, int day)
    {
        if (days.Contains(day))
        {
            return days;
        }

        var all = days.Append(day).Order().ToArray();
        return all.Length > DaysMax ? all[^DaysMax..] : all;
    }

    /// <summary>Counted from year 1, in UTC.</summary>
    public static int DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber;

    private static long DayOf(long second) => second / 86_400;

    private static long[] FirstOfDays(long[] times) =>
        [.. times.Order().DistinctBy(DayOf).TakeLast(DaysMax)];
}
