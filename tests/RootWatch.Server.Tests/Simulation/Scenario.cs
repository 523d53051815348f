using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>What may go wrong in a virtual day. A seed draws some of them; a shrinking run takes them away one by one.</summary>
[Flags]
public enum Trouble
{
    None = 0,
    Throttling = 1 << 0,
    ServerErrors = 1 << 1,
    Silence = 1 << 2,
    Malformed = 1 << 3,
    LookupDenied = 1 << 4,
    RoleDenied = 1 << 5,
    RegionOff = 1 << 6,
    SessionsEnd = 1 << 7,
    TokensRefused = 1 << 8,
    OddPages = 1 << 9,
    Stalls = 1 << 10,
    LongDelays = 1 << 11,
    Bursts = 1 << 12,
    Flood = 1 << 13,
    Decoys = 1 << 14,
    OwnNoise = 1 << 15,
    WrongClock = 1 << 16,
    NoDate = 1 << 17,
    StoreFails = 1 << 18,
    LogFails = 1 << 19,
    Crashes = 1 << 20,
    SplitBrain = 1 << 21,
    Moves = 1 << 22,
    Outage = 1 << 23,
    Alias = 1 << 24,
    Twins = 1 << 25,
    StrictEdge = 1 << 26,

    /// <summary>The accounts' calls are limited to hardly more than an idle account needs.</summary>
    ShortOfCalls = 1 << 27,

    /// <summary>EventBridge hands most of what root does to a queue, which holds other things, too.</summary>
    Push = 1 << 28,

    /// <summary>Some events come by push alone: no poll ever shows them.</summary>
    OnlyPushed = 1 << 29,
    All = (1 << 30) - 1,
}

/// <summary>Some time in which a kind of trouble strikes this share of the calls.</summary>
internal sealed record TroubleWindow(Trouble Kind, string? Region, DateTimeOffset From, DateTimeOffset To, double Share)
{
    public bool Holds(Trouble kind, string? region, DateTimeOffset now) =>
        Kind == kind && now >= From && now < To && (Region is null || region is null || Region == region);

    /// <summary>The event where the history of its region stands still meanwhile.</summary>
    public TrueEvent HeldBack(TrueEvent e) => Kind == Trouble.Stalls && e.Region == Region && e.VisibleAt > From && e.VisibleAt < To ? e with { VisibleAt = To } : e;
}

/// <summary>One account of the day: what happened in it, and what its AWS does to those who look.</summary>
internal sealed record AccountScenario(
    AccountRegistration Registration, IReadOnlyList<string> Regions, IReadOnlyList<TrueEvent> Events, IReadOnlyList<TroubleWindow> Windows, string? Alias, int Seed)
{
    public string Id => Registration.AccountId;
    public IReadOnlyList<PushDelivery> Pushes { get; init; } = [];
}

/// <summary>All that a seed decides. The same seed and the same troubles make the same day.</summary>
internal sealed record Scenario
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public required int Seed { get; init; }
    public required Trouble Troubles { get; init; }
    public required IReadOnlyList<AccountScenario> Accounts { get; init; }

    /// <summary>Of the store and the log, which all accounts share.</summary>
    public required IReadOnlyList<TroubleWindow> Windows { get; init; }
    public required PollOptions Options { get; init; }

    /// <summary>Nothing happens and nothing fails after this.</summary>
    public DateTimeOffset Calm { get; init; } = Midnight.AddHours(24);
    public DateTimeOffset End { get; init; } = Midnight.AddHours(32);

    /// <summary>By how much the machines' clocks are wrong from the start.</summary>
    public TimeSpan ClockError { get; init; }

    /// <summary>When all that runs is stopped for longer than CloudTrail remembers; null: not at all.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Outage { get; init; }

    /// <param name="always">Troubles that are there whatever the seed draws.</param>
    public static Scenario Draw(int seed, Trouble allowed = Trouble.All, int? accounts = null, Trouble always = Trouble.None)
    {
        Random random = new(seed);
        Trouble troubles = Trouble.None;
        for (int bit = 0; bit < 27; bit++)
        {
            Trouble kind = (Trouble)(1 << bit);
            double share = kind switch { Trouble.Flood => 0.06, Trouble.Outage => 0.04, Trouble.Decoys or Trouble.Bursts => 0.7, _ => 0.4 };
            troubles |= random.NextDouble() < share ? kind : 0;
        }

        // Of its own source, so that the seeds from before it came are the same days.
        troubles |= new Random(seed ^ 0xca11).Next(5) == 0 ? Trouble.ShortOfCalls : 0;
        troubles |= new Random(seed ^ 0x9054).Next(4) switch { 0 or 1 => Trouble.Push, 2 => Trouble.Push | Trouble.OnlyPushed, _ => 0 };
        troubles = (troubles & allowed) | always;
        // What is pushed too late, too early by a wrong clock, or in too large numbers is left to the polls, which do not show these.
        troubles &= (troubles & (Trouble.Flood | Trouble.Outage | Trouble.WrongClock)) != 0 || !troubles.HasFlag(Trouble.Push) ? ~Trouble.OnlyPushed : Trouble.All;
        // A flood alone takes all the calls there are, and for longer than the day has calm hours.
        troubles &= troubles.HasFlag(Trouble.Flood) ? ~Trouble.ShortOfCalls : Trouble.All;
        int count = accounts ?? random.Next(1, 4);
        TimeSpan outage = TimeSpan.FromDays(91 + random.Next(30));
        bool stops = troubles.HasFlag(Trouble.Outage);
        DateTimeOffset calm = Midnight.AddHours(24) + (stops ? outage : TimeSpan.Zero);
        PollOptions options = new()
        {
            HomeInterval = TimeSpan.FromSeconds(random.Next(2) == 0 ? 60 : 120),
            HotInterval = TimeSpan.FromSeconds(random.Next(4) switch { 0 => 20, 1 => 60, _ => 120 }),
            RegionInterval = TimeSpan.FromMinutes(random.Next(2) == 0 ? 15 : 5),
        };
        if (troubles.HasFlag(Trouble.ShortOfCalls))
        {
            // A third more than an idle account with all its streams is asked.
            TimeSpan day = TimeSpan.FromDays(1);
            options.MaxCallsPerAccountPerDay = (int)(1.3 * (100 + (2 * (day / options.HomeInterval)) + (2 * (day / options.AccountInterval)) + (2 * (day / options.RegionInterval))));
        }

        TroubleWindow[] windows = [.. DrawWindows(random, troubles & (Trouble.StoreFails | Trouble.LogFails), [null], 3)];
        AccountScenario[] drawn = [.. Enumerable.Range(0, count).Select(n => Account(seed, n, troubles, stops ? outage : TimeSpan.Zero))];
        if (troubles.HasFlag(Trouble.Twins) && count > 1)
        {
            drawn[1] = WithTwins(drawn[0], drawn[1]);
        }

        if (troubles.HasFlag(Trouble.Push))
        {
            drawn = [.. drawn.Select((account, n) => WithPushes(account, troubles, windows, new Random((seed * 31 + n) ^ 0x9054)))];
        }

        return new Scenario
        {
            Seed = seed,
            Troubles = troubles,
            Accounts = drawn,
            Options = options,
            Windows = windows,
            Calm = calm,
            End = calm.AddHours(8),
            Outage = stops ? (Midnight.AddHours(12), Midnight.AddHours(12) + outage) : null,
        };
    }

    /// <summary>How late something that happens on the way becomes visible.</summary>
    public TimeSpan DrawDelay(Random random) => Delay(random, Troubles);

    /// <summary>The same day, in which the home region's histories stand still for a while.</summary>
    public Scenario WithStall(DateTimeOffset from, TimeSpan length)
    {
        TroubleWindow stall = new(Trouble.Stalls, TrueEvents.Home, from, from + length, 1);
        return this with
        {
            Accounts = [.. Accounts.Select(account => account with { Events = [.. account.Events.Select(stall.HeldBack)], Windows = [.. account.Windows, stall] })],
        };
    }

    /// <summary>The same events, which become visible in another order.</summary>
    public Scenario InOtherOrder(int seed)
    {
        Random random = new(seed);
        return this with
        {
            Accounts = [.. Accounts.Select(account => account with
            {
                Events = [.. account.Events.Select(e => e.Time < Midnight ? e : e with { VisibleAt = e.Time + Delay(random, Trouble.None) })],
            })],
        };
    }

    private static AccountScenario Account(int seed, int number, Trouble troubles, TimeSpan outage)
    {
        // Each account draws from a source of its own: with or without neighbours it lives through the same day.
        Random random = new(seed * 31 + number);
        string id = $"{100_000_000_000 + seed % 100_000 * 1_000L + number}";
        string[] regions = ["us-east-1", .. new[] { "eu-west-1", "ap-southeast-2", "sa-east-1" }.Take(random.Next(0, 3))];
        TrueEvents make = new(id, random);
        List<TrueEvent> events = [];
        for (int n = random.Next(40); n > 0; n--)
        {
            events.Add(make.Root(Pick(random, regions), Midnight.AddSeconds(-random.Next(4 * 3600, 88 * 86400)), TimeSpan.FromMinutes(3), null));
        }

        string? alias = troubles.HasFlag(Trouble.Alias) ? $"alias-{number}" : null;
        for (int n = random.Next(5, 60); n > 0; n--)
        {
            Add(Pick(random, regions), TimeOfDay());
        }

        for (int n = troubles.HasFlag(Trouble.Bursts) ? random.Next(1, 5) : 0; n > 0; n--)
        {
            (string region, DateTimeOffset at, int length) = (Pick(random, regions), TimeOfDay(), random.Next(1, 8));
            for (int i = random.Next(5, 130); i > 0; i--)
            {
                Add(region, at.AddSeconds(random.Next(length)));
            }
        }

        if (troubles.HasFlag(Trouble.Flood) && number == 0)
        {
            (string region, DateTimeOffset at) = (Pick(random, regions), TimeOfDay());
            for (int i = random.Next(1_000, 4_000); i > 0; i--)
            {
                Add(region, at.AddSeconds(random.Next(300)));
            }
        }

        for (int n = troubles.HasFlag(Trouble.Decoys) ? random.Next(5, 60) : 0; n > 0; n--)
        {
            events.Add(make.Decoy(Pick(random, regions), TimeOfDay(), Delay(random, troubles)));
        }

        Trouble ofAws = troubles & (Trouble.Throttling | Trouble.ServerErrors | Trouble.Silence | Trouble.Malformed | Trouble.LookupDenied | Trouble.RoleDenied
            | Trouble.RegionOff | Trouble.SessionsEnd | Trouble.TokensRefused | Trouble.OddPages | Trouble.WrongClock);
        TroubleWindow[] windows = [.. DrawWindows(random, ofAws, [null, .. regions], 3)];
        if (troubles.HasFlag(Trouble.Stalls))
        {
            string region = Pick(random, regions);
            DateTimeOffset from = TimeOfDay(), to = from.AddMinutes(random.Next(10, 60));
            TroubleWindow stall = new(Trouble.Stalls, region, from, to, 1);
            events = [.. events.Select(stall.HeldBack)];
            windows = [.. windows, stall];
        }

        AccountRegistration registration = new()
        {
            TenantId = number == 2 ? "other" : "acme",
            AccountId = id,
            Name = $"account {number}",
            RoleArn = $"arn:aws:iam::{id}:role/RootWatch",
            ExternalId = $"ext-{number}",
            Regions = random.Next(4) == 0 ? regions : null,
        };
        return new AccountScenario(registration, regions, [.. events.OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal)], windows, alias, random.Next());

        // After an outage the day goes on where it was left.
        DateTimeOffset TimeOfDay()
        {
            int second = random.Next(23 * 3600);
            return Midnight.AddSeconds(second) + (second > 12 * 3600 ? outage : TimeSpan.Zero);
        }

        void Add(string region, DateTimeOffset at) => events.Add(make.Root(region, at, Delay(random, troubles), alias));
    }

    /// <summary>Log-normal with a median of 130 s, capped at 15 min; a few take up to two hours.</summary>
    private static TimeSpan Delay(Random random, Trouble troubles)
    {
        if (troubles.HasFlag(Trouble.LongDelays) && random.Next(40) == 0)
        {
            return TimeSpan.FromMinutes(15 + random.Next(105));
        }

        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return TimeSpan.FromSeconds(Math.Min(900, 130 * Math.Exp(0.75 * normal)));
    }

    private static IEnumerable<TroubleWindow> DrawWindows(Random random, Trouble troubles, string?[] regions, int max)
    {
        for (int bit = 0; bit < 27; bit++)
        {
            Trouble kind = (Trouble)(1 << bit);
            for (int n = troubles.HasFlag(kind) ? random.Next(1, max + 1) : 0; n > 0; n--)
            {
                DateTimeOffset from = Midnight.AddSeconds(random.Next(20 * 3600));
                TimeSpan length = TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(600, 3 * 3600) : random.Next(30, 900));
                double share = kind is Trouble.LookupDenied or Trouble.RoleDenied or Trouble.RegionOff ? 1 : Math.Pow(random.NextDouble(), 2) * 0.9 + 0.05;
                yield return new TroubleWindow(kind, regions[random.Next(regions.Length)], from, from + length, share);
            }
        }
    }

    /// <summary>Some events of one account stand in another's history as well, under the same id.</summary>
    private static AccountScenario WithTwins(AccountScenario one, AccountScenario other) => other with
    {
        Events = [.. other.Events.Concat(one.Events.Where((e, n) => n % 5 == 0 && e.Username == "root" && other.Regions.Contains(e.Region))
            .Select(e => e with { Record = e.Record.Replace(one.Id, other.Id, StringComparison.Ordinal) }))
            .OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal)],
    };

    /// <param name="windows">When the store or the log fails: half of what only a push tells of comes then.</param>
    private static AccountScenario WithPushes(AccountScenario account, Trouble troubles, TroubleWindow[] windows, Random random)
    {
        // Numbers of their own, so that no id is made twice.
        TrueEvents make = new(account.Id, random, made: 1_000_000);
        TrueEvent[] only = [.. Enumerable.Range(0, troubles.HasFlag(Trouble.OnlyPushed) ? random.Next(1, TruePushes.OnlyPushedMax) : 0)
            .Select(_ => make.Root(account.Regions[random.Next(account.Regions.Count)], Time(), TimeSpan.Zero, account.Alias) with
            {
                VisibleAt = DateTimeOffset.MaxValue,
            })];
        account = account with { Events = [.. account.Events.Concat(only).OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal)] };
        return account with { Pushes = [.. new TruePushes(account, random).Deliveries()] };

        DateTimeOffset Time() => windows.Length > 0 && random.Next(2) == 0 && windows[random.Next(windows.Length)] is var window
            ? window.From.AddSeconds(random.Next((int)(window.To - window.From).TotalSeconds))
            : Midnight.AddSeconds(random.Next(22 * 3600));
    }

    private static string Pick(Random random, string[] among) => among[random.Next(among.Length)];
}
