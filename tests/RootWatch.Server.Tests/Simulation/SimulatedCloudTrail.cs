using System.Globalization;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// AWS as the product meets it at <see cref="IAwsCalls"/>: LookupEvents with its delays, its inclusive seconds, its
/// pages and tokens and quotas, and the failures in the form in which the Aws layer hands them over.
/// </summary>
internal sealed class SimulatedCloudTrail : IAwsCalls
{
    /// <summary>Of a token that was kept for longer than it is good for, because the calls before it took so long.</summary>
    public const string TokenTooOld = "the token is too old";

    private static readonly TimeSpan History = TimeSpan.FromDays(90);
    private readonly VirtualWorld _world;
    private readonly Scenario _scenario;
    private readonly VirtualClock _trueClock;
    private readonly Dictionary<string, Account> _accounts;

    public SimulatedCloudTrail(VirtualWorld world, Scenario scenario)
    {
        _world = world;
        _scenario = scenario;
        _trueClock = new VirtualClock(world);
        _accounts = scenario.Accounts.ToDictionary(account => account.Id, account => new Account(account));
    }

    /// <summary>What was asked and answered, for the checks and for the story.</summary>
    public Action<Asked> Answered { get; set; } = static _ => { };

    /// <summary>Told the account of each call of any kind.</summary>
    public Action<string> Called { get; set; } = static _ => { };

    /// <summary>Told of each AssumeRole that was answered, with its record: account, record.</summary>
    public Action<string, TrueEvent> Assumed { get; set; } = static (_, _) => { };

    public string? StsRegion => TrueEvents.Home;

    /// <summary>How often each trouble struck.</summary>
    public Dictionary<Trouble, int> Struck { get; } = [];

    public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
    {
        Account account = _accounts[request.RoleArn.Split(':')[4]];
        Called(account.Scenario.Id);
        // At once, so that those who wait for one another in the product do not leave the thread.
        if (account.Strikes(Trouble.RoleDenied, null, _world.Now, Struck) || request.ExternalId != account.Scenario.Registration.ExternalId)
        {
            return Task.FromResult(AwsOutcome<AwsSession>.Failed(new AwsFailure(AwsFailureReason.Denied, "sts", "AssumeRole", "us-east-1", "AccessDenied", "not authorized to perform: sts:AssumeRole", 403), ServerTime()));
        }

        TimeSpan life = _scenario.Troubles.HasFlag(Trouble.SessionsEnd) ? TimeSpan.FromMinutes(15) : request.Duration;
        AwsSession session = new($"ASIA{account.Scenario.Id}{++account.SessionsMade}", "secret", "token", _world.Now + life);
        account.Sessions[session.AccessKeyId] = (_world.Now, session.ExpiresAt);
        Assumed(account.Scenario.Id, account.NoteAssumed(_scenario, _world.Now, session.AccessKeyId));
        return Task.FromResult(AwsOutcome<AwsSession>.Success(session, ServerTime()));
    }

    public async Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken)
    {
        Account account = AccountOf(session);
        Called(account.Scenario.Id);
        await Task.Delay(account.Latency(), _trueClock, cancellationToken);
        if (account.SessionTrouble(session, _world.Now, "account", "ListRegions", homeRegion, Struck) is { } failure)
        {
            return AwsOutcome<ListRegionsResponse>.Failed(failure, ServerTime());
        }

        if (account.Strikes(Trouble.LookupDenied, null, _world.Now, Struck) && account.Chance.Next(2) == 0)
        {
            return AwsOutcome<ListRegionsResponse>.Failed(Failure(AwsFailureReason.Denied, "AccessDeniedException", homeRegion, 403) with { Service = "account", Operation = "ListRegions" }, ServerTime());
        }

        Region[] regions =
        [
            .. account.Scenario.Regions.Select(region => new Region(region, account.IsOff(region, _world.Now) ? account.Chance.Next(2) == 0 ? "DISABLING" : "DISABLED" : "ENABLED")),
            new Region("af-south-1", "DISABLED"),
        ];
        return AwsOutcome<ListRegionsResponse>.Success(new ListRegionsResponse(regions), ServerTime());
    }

    public async Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken)
    {
        Account account = AccountOf(session);
        Called(account.Scenario.Id);
        await Task.Delay(account.Latency(), _trueClock, cancellationToken);
        return account.SessionTrouble(session, _world.Now, "iam", "ListAccountAliases", homeRegion, Struck) is { } failure
            ? AwsOutcome<ListAccountAliasesResponse>.Failed(failure, ServerTime())
            : AwsOutcome<ListAccountAliasesResponse>.Success(new ListAccountAliasesResponse(account.Scenario.Alias is { } alias ? [alias] : []), ServerTime());
    }

    public async Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken)
    {
        Account account = AccountOf(session);
        Called(account.Scenario.Id);
        DateTimeOffset askedAt = _world.Now;
        RegionState state = account.Regions[region];
        string? broken;
        TimeSpan latency = account.Latency();
        if (account.Strikes(Trouble.Silence, region, askedAt, Struck))
        {
            // Longer than a caller should wait, or a refused connection; the call hangs on its way there, or the answer on its way back.
            int seconds = account.Chance.Next(3) == 0 ? 180 : account.Chance.Next(1, 30);
            bool isThereAtOnce = seconds % 2 == 0;
            broken = isThereAtOnce ? state.Arrive(askedAt) : null;
            await Task.Delay(TimeSpan.FromSeconds(seconds), _trueClock, cancellationToken);
            broken = isThereAtOnce ? broken : state.Arrive(_world.Now);
            return Tell(AwsOutcome<LookupEventsResponse>.Failed(Failure(AwsFailureReason.Unreachable, null, region, null)));
        }

        await Task.Delay(latency / 2, _trueClock, cancellationToken);
        broken = state.Arrive(_world.Now);
        await Task.Delay(latency / 2, _trueClock, cancellationToken);
        account.Note(_scenario, _world.Now, region, "cloudtrail.amazonaws.com", "LookupEvents");
        return Tell(Answer(account, state, request, session, region));

        AwsOutcome<LookupEventsResponse> Tell(AwsOutcome<LookupEventsResponse> outcome)
        {
            Answered(new Asked(account.Scenario.Id, region, request, askedAt, outcome, broken));
            return outcome;
        }
    }

    private AwsOutcome<LookupEventsResponse> Answer(Account account, RegionState state, LookupEventsRequest request, AwsSession session, string region)
    {
        DateTimeOffset now = _world.Now;
        AwsOutcome<LookupEventsResponse> Fail(AwsFailureReason reason, string? code, int? status = 400, string message = "simulated") =>
            AwsOutcome<LookupEventsResponse>.Failed(Failure(reason, code, region, status) with { Message = message }, reason is AwsFailureReason.Malformed ? null : ServerTime());

        if (account.Strikes(Trouble.ServerErrors, region, now, Struck))
        {
            return Fail(AwsFailureReason.ServerError, "InternalFailure", 500);
        }

        if (account.SessionTrouble(session, now, "cloudtrail", "LookupEvents", region, Struck) is { } failure)
        {
            return AwsOutcome<LookupEventsResponse>.Failed(failure, ServerTime());
        }

        if (account.IsOff(region, now))
        {
            account.Strikes(Trouble.RegionOff, region, now, Struck);
            return Fail(AwsFailureReason.RegionOff, "UnrecognizedClientException");
        }

        if (account.Strikes(Trouble.LookupDenied, region, now, Struck))
        {
            return Fail(AwsFailureReason.Denied, "AccessDeniedException", 403);
        }

        // Another customer of the same quota takes what it likes.
        double background = account.Strikes(Trouble.Throttling, region, now, Struck) ? account.Chance.NextDouble() * 2 : 0;
        if (!state.Spend(now, background))
        {
            return Fail(AwsFailureReason.Throttled, "ThrottlingException");
        }

        if (request.StartTime > request.EndTime || (_scenario.Troubles.HasFlag(Trouble.StrictEdge) && request.StartTime < now - History))
        {
            return Fail(AwsFailureReason.Rejected, "InvalidTimeRangeException");
        }

        if (account.Strikes(Trouble.Malformed, region, now, Struck))
        {
            return Fail(AwsFailureReason.Malformed, null, 200);
        }

        string query = string.Create(CultureInfo.InvariantCulture, $"{request.LookupAttribute}|{request.StartTime.UtcTicks}|{request.EndTime.UtcTicks}|{request.MaxResults}");
        PageToken? from = null;
        if (request.NextToken is { } token)
        {
            bool refused = account.Strikes(Trouble.TokensRefused, region, now, Struck) && account.Chance.Next(3) == 0;
            if (refused || !state.Tokens.Remove(token, out from) || from.Query != query)
            {
                return Fail(AwsFailureReason.Rejected, "InvalidNextTokenException");
            }

            if (now - from.Given > TimeSpan.FromMinutes(1))
            {
                return Fail(AwsFailureReason.Rejected, "InvalidNextTokenException", message: TokenTooOld);
            }
        }

        return AwsOutcome<LookupEventsResponse>.Success(Page(account, state, request, query, from, now), ServerTime());
    }

    private LookupEventsResponse Page(Account account, RegionState state, LookupEventsRequest request, string query, PageToken? from, DateTimeOffset now)
    {
        List<TrueEvent> found = state.Find(request, account.PagesFrozen && from is not null ? from.First : now, now - History);
        int skip = from?.Skip ?? 0;
        if (!account.PagesByPosition && from?.LastKey is { } last)
        {
            skip = 0;
            while (skip < found.Count && Order(found[skip], last) <= 0)
            {
                skip++;
            }
        }

        int size = Math.Min(50, request.MaxResults);
        bool odd = account.Strikes(Trouble.OddPages, null, now, Struck);
        if (odd)
        {
            size = account.Chance.Next(3) == 0 ? 0 : account.Chance.Next(1, size + 1);
        }

        List<TrueEvent> page = found.GetRange(Math.Min(skip, found.Count), Math.Clamp(found.Count - skip, 0, size));
        int next = skip + page.Count;
        string? token = null;
        if (next < found.Count || (odd && account.Chance.Next(4) == 0 && page.Count > 0))
        {
            token = $"{account.Scenario.Id}-{++state.TokensMade}";
            (DateTimeOffset, string)? key = page.Count > 0 ? (page[^1].Time, page[^1].EventId ?? "") : from?.LastKey;
            state.Tokens[token] = new PageToken(query, next, key, from?.First ?? now, now);
        }

        if (odd && page.Count > 1 && page.Count < 50)
        {
            page.Add(page[^1]);
        }

        return new LookupEventsResponse(
            [.. page.Select(e => new Event { EventId = e.EventId, EventName = e.Name, EventTime = e.Time, EventSource = e.Source, Username = e.Username, CloudTrailEvent = e.Record })],
            token);
    }

    private static int Order(TrueEvent e, (DateTimeOffset Time, string Id) last) =>
        e.Time != last.Time ? last.Time.CompareTo(e.Time) : string.CompareOrdinal(e.EventId ?? "", last.Id);

    private DateTimeOffset? ServerTime() => _scenario.Troubles.HasFlag(Trouble.NoDate) ? null : CloudTrailTail.Floor(_world.Now);

    private Account AccountOf(AwsSession session) => _accounts[session.AccessKeyId.Substring(4, 12)];

    private static AwsFailure Failure(AwsFailureReason reason, string? code, string region, int? status) =>
        new(reason, "cloudtrail", "LookupEvents", region, code, "simulated", status);

    private sealed record PageToken(string Query, int Skip, (DateTimeOffset, string)? LastKey, DateTimeOffset First, DateTimeOffset Given);

    private sealed class Account
    {
        public Account(AccountScenario scenario)
        {
            Scenario = scenario;
            Chance = new Random(scenario.Seed);
            PagesFrozen = Chance.Next(3) == 0;
            PagesByPosition = Chance.Next(2) == 0;
            Regions = scenario.Regions.ToDictionary(region => region, region => new RegionState([.. scenario.Events.Where(e => e.Region == region)]));
            _own = new TrueEvents(scenario.Id, new Random(0));
            _assumed = new TrueEvents(scenario.Id, new Random(1));
            _assumedDelays = new Random(scenario.Seed ^ 0xa55);
        }

        private readonly TrueEvents _own;
        private readonly TrueEvents _assumed;

        /// <summary>Of its own source, so that the days from before roles were recorded are the same ones.</summary>
        private readonly Random _assumedDelays;
        private int _calls;

        public AccountScenario Scenario { get; }
        public Random Chance { get; }

        /// <summary>Later pages show what was visible at the first, or what has become so since.</summary>
        public bool PagesFrozen { get; }

        /// <summary>A token stands for a position in the list, or for the last event that was given.</summary>
        public bool PagesByPosition { get; }
        public int SessionsMade { get; set; }
        public Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> Sessions { get; } = [];
        public Dictionary<string, RegionState> Regions { get; }

        public TimeSpan Latency() => TimeSpan.FromMilliseconds(Chance.Next(20, 250));

        public bool IsOff(string region, DateTimeOffset now) =>
            region != TrueEvents.Home && Scenario.Windows.Any(window => window.Holds(Trouble.RegionOff, region, now));

        public bool Strikes(Trouble kind, string? region, DateTimeOffset now, Dictionary<Trouble, int> struck)
        {
            bool strikes = false;
            foreach (TroubleWindow window in Scenario.Windows)
            {
                strikes |= window.Holds(kind, region, now) && Chance.NextDouble() < window.Share;
            }

            if (strikes)
            {
                struck[kind] = struck.GetValueOrDefault(kind) + 1;
            }

            return strikes;
        }

        /// <summary>A session has an end, and can be revoked before it; AWS has many names for that.</summary>
        public AwsFailure? SessionTrouble(AwsSession session, DateTimeOffset now, string service, string operation, string region, Dictionary<Trouble, int> struck)
        {
            bool known = Sessions.TryGetValue(session.AccessKeyId, out (DateTimeOffset From, DateTimeOffset To) life);
            if (known && now < life.To && Strikes(Trouble.SessionsEnd, null, now, struck) && Chance.Next(10) == 0)
            {
                Sessions.Remove(session.AccessKeyId);
                known = false;
            }

            return known && now < life.To
                ? null
                : new AwsFailure(
                    known ? AwsFailureReason.Expired : Chance.Next(3) switch { 0 => AwsFailureReason.Denied, 1 => AwsFailureReason.InvalidToken, _ => AwsFailureReason.Expired },
                    service, operation, region, "ExpiredTokenException", "simulated", 403);
        }

        /// <summary>The record of an AssumeRole, as late as all else.</summary>
        public TrueEvent NoteAssumed(Scenario day, DateTimeOffset now, string accessKeyId)
        {
            TrueEvent noted = _assumed.AssumedRole(TrueEvents.Home, CloudTrailTail.Floor(now), day.DrawDelay(_assumedDelays), Scenario.Registration.RoleArn, accessKeyId);
            noted = Scenario.Windows.Aggregate(noted, static (e, window) => window.HeldBack(e));
            Regions[TrueEvents.Home].Own.Add(noted);
            return noted;
        }

        /// <summary>Every call of ours is an event in the customer's history.</summary>
        public void Note(Scenario day, DateTimeOffset now, string region, string source, string name)
        {
            if (day.Troubles.HasFlag(Trouble.OwnNoise) && ++_calls % 10 == 0)
            {
                Regions[region].Own.Add(_own.OwnCall(region, CloudTrailTail.Floor(now), source, name));
            }
        }
    }

    /// <summary>LookupEvents of one region of one account.</summary>
    private sealed class RegionState(TrueEvent[] events)
    {
        private readonly DateTimeOffset[] _lastArrivals = new DateTimeOffset[2];
        private double _bucket = 2;
        private DateTimeOffset _filledAt = DateTimeOffset.MinValue;

        public List<TrueEvent> Own { get; } = [];
        public Dictionary<string, PageToken> Tokens { get; } = [];
        public int TokensMade { get; set; }

        /// <summary>Says so if this is the third call within a second.</summary>
        public string? Arrive(DateTimeOffset now)
        {
            string? broken = now - _lastArrivals[0] < TimeSpan.FromSeconds(1) ? "a third call within one second" : null;
            (_lastArrivals[0], _lastArrivals[1]) = (_lastArrivals[1], now);
            return broken;
        }

        public bool Spend(DateTimeOffset now, double background)
        {
            _bucket = Math.Min(2, _bucket + (now - _filledAt).TotalSeconds * 2) - background;
            _filledAt = now;
            if (_bucket < 1)
            {
                _bucket = Math.Max(0, _bucket);
                return false;
            }

            _bucket--;
            return true;
        }

        /// <summary>Newest first.</summary>
        public List<TrueEvent> Find(LookupEventsRequest request, DateTimeOffset visibleAt, DateTimeOffset edge)
        {
            List<TrueEvent> found = [];
            Add(events);
            Add(Own);
            if (found.Count > 1)
            {
                found.Sort(static (one, other) => Order(one, (other.Time, other.EventId ?? "")));
            }

            return found;

            void Add(IReadOnlyList<TrueEvent> from)
            {
                int low = 0, high = from.Count;
                while (low < high)
                {
                    int middle = (low + high) / 2;
                    (low, high) = from[middle].Time < request.StartTime ? (middle + 1, high) : (low, middle);
                }

                for (; low < from.Count && from[low].Time <= request.EndTime; low++)
                {
                    TrueEvent e = from[low];
                    if (e.VisibleAt <= visibleAt && e.Time > edge && Matches(e, request.LookupAttribute))
                    {
                        found.Add(e);
                    }
                }
            }
        }
    }

    public static bool Matches(TrueEvent e, LookupAttribute attribute) => attribute.AttributeValue == attribute.AttributeKey switch
    {
        "Username" => e.Username,
        "EventSource" => e.Source,
        "EventName" => e.Name,
        "EventId" => e.EventId,
        "ResourceName" => e.Resource,
        _ => null,
    };
}

/// <summary>One call of LookupEvents, seen from AWS's side.</summary>
/// <param name="Broken">Which promise to AWS the caller broke by it; null if none.</param>
internal sealed record Asked(string AccountId, string Region, LookupEventsRequest Request, DateTimeOffset At, AwsOutcome<LookupEventsResponse> Outcome, string? Broken);
