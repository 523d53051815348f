using RootWatch.Server.Accounts;

namespace RootWatch.Cli.Plan;

/// <summary>Who is to be watched.</summary>
/// <param name="HotShare">Of the accounts, 0 to 1: root was active within twelve hours, or has an access key.</param>
/// <param name="AliasShare">Of the accounts, 0 to 1: they have an alias, and so one stream more.</param>
internal sealed record PlanFleet(int Accounts, int Regions, double HotShare, double AliasShare);

/// <summary>How often each stream is asked, and what follows from it. Rates are LookupEvents calls a second and account, empty answers assumed.</summary>
internal sealed class PollPlan
{
    public const int SecondsPerDay = 86_400;
    public const int DaysPerMonth = 30;

    private const double SessionsPerDay = 24 / 0.8;

    // ListRegions and ListAccountAliases each hour; AssumeRole as a session of an hour nears its end, and one question whether the history shows it.
    private const double OtherCallsPerDay = 24 + 24 + (2 * SessionsPerDay);

    // A day's far sweep and a share of the weekly deep one, each a page or so more than a near one.
    private const double FarPagesPerRegionAndDay = 2;

    private readonly Func<PlanFleet, double> _idle;
    private readonly Func<PlanFleet, double> _hot;

    private PollPlan(string name, string meaning, Func<PlanFleet, double> idle, Func<PlanFleet, double> hot)
    {
        (Name, Meaning) = (name, meaning);
        (_idle, _hot) = (idle, hot);
    }

    public static IReadOnlyList<PollPlan> All { get; } =
    [
        new("adaptive", "the server's own: the home region each minute, others each quarter of an hour, hot accounts faster",
            fleet => Every(PollIntervals.Home, 2) + Every(PollIntervals.Account, 1 + fleet.AliasShare) + Every(PollIntervals.Region, fleet.Regions - 1) + Far(fleet),
            fleet => Every(PollIntervals.Hot, 2) + Every(PollIntervals.Hot * PollIntervals.HotElsewhere, fleet.AliasShare + fleet.Regions) + Far(fleet)),
        new("flat60", "Username=root in every region each minute, for comparison", Flat(60), Flat(60)),
        new("flat300", "Username=root in every region each five minutes, for comparison", Flat(300), Flat(300)),
        new("push", "events are pushed, and polls only make sure: the home region each five minutes, others each hour",
            fleet => Every(300, 2) + Every(3600, fleet.Regions - 1) + Far(fleet),
            fleet => Every(300, 2) + Every(3600, fleet.Regions - 1) + Far(fleet)),
    ];

    public string Name { get; }

    public string Meaning { get; }

    /// <summary>LookupEvents calls a second and account, on average over idle and hot ones.</summary>
    public double LookupsPerSecond(PlanFleet fleet) => ((1 - fleet.HotShare) * _idle(fleet)) + (fleet.HotShare * _hot(fleet));

    /// <summary>All calls but those that read the posture. Each is an event in the customer's trail.</summary>
    public double CallsPerAccountAndDay(PlanFleet fleet) => (LookupsPerSecond(fleet) * SecondsPerDay) + OtherCallsPerDay;

    private static double Every(double seconds, double streams) => streams / seconds;

    private static double Every(TimeSpan interval, double streams) => Every(interval.TotalSeconds, streams);

    private static double Far(PlanFleet fleet) => fleet.Regions * FarPagesPerRegionAndDay / SecondsPerDay;

    private static Func<PlanFleet, double> Flat(double seconds) => fleet => Every(seconds, fleet.Regions);
}
