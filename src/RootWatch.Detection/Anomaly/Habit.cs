namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Something that root was seen with: a country, a network, an agent, a service. A day teaches once, however much happens
/// in it, and says nothing about itself: what a day taught counts from the next day on.
/// </summary>
/// <param name="Days">The latest days on which it was seen, in order, as numbers of days since year 1.</param>
/// <param name="AtSignIn">Ever seen at a sign-in, not only at other calls.</param>
public sealed record Habit(string Value, IReadOnlyList<int> Days, bool AtSignIn)
{
    public const int DaysMax = 8;

    /// <summary>Root is used a few times a year: what is years old still says something, only less.</summary>
    public const int HalfLifeDays = 3 * 365;

    /// <summary>It takes two days to make a habit of something.</summary>
    private const double OneDaysWorth = 0.5;

    /// <summary>0: never seen before that day; 1: a habit.</summary>
    /// <param name="day">Null: at a time that is not known, to which all days count as yesterday.</param>
    public static double Familiarity(IReadOnlyList<Habit> habits, string value, int? day) =>
        habits.FirstOrDefault(habit => habit.Value == value) is { } known
            ? Math.Min(1, known.Days.Where(seen => day is null || seen < day)
                .Sum(seen => OneDaysWorth * Math.Pow(2, -(double)((day ?? seen) - seen) / HalfLifeDays)))
            : 0;

    public static bool IsSignInKnown(IReadOnlyList<Habit> habits, string value) =>
        habits.Any(habit => habit.AtSignIn && habit.Value == value);

    /// <summary>Beyond <paramref name="countMax"/> what was unused longest is forgotten, what was seen at sign-ins after the rest.</summary>
    public static IReadOnlyList<Habit> Learn(IReadOnlyList<Habit> habits, string value, int day, bool atSignIn, int countMax)
    {
        if (value.Length == 0)
        {
            return habits;
        }

        var known = habits.FirstOrDefault(habit => habit.Value == value);
        if (known is not null && known.Days.Contains(day) && (known.AtSignIn || !atSignIn))
        {
            return habits;
        }

        var learnt = new Habit(value, AddDay(known?.Days ?? [], day), atSignIn || known?.AtSignIn == true);
        return [.. habits.Where(habit => habit.Value != value).Append(learnt)
            .OrderByDescending(habit => habit.AtSignIn).ThenByDescending(habit => habit.Days[^1]).ThenBy(habit => habit.Value, StringComparer.Ordinal)
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
}
