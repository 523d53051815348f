using RootWatch.Aws;
using RootWatch.Aws.Account;

namespace RootWatch.Server.Accounts;

/// <summary>The calls to AWS of one account: what is due is started, what has ended is handed over with the next turn.</summary>
internal sealed class AccountReadings : IDisposable
{
    private static readonly TimeSpan ReadingMax = TimeSpan.FromMinutes(2);

    private readonly AccountSurroundings _around;
    private readonly AccountSession _session;
    private readonly Random _jitter;
    private readonly SweepReader _reader;
    private readonly Dictionary<string, StreamRun> _runs = new(StringComparer.Ordinal);
    private readonly List<EndedReading> _ended = [];
    private CancellationTokenSource _stopping = new();
    private HashSet<string> _watched = new(StringComparer.Ordinal);

    private DateTimeOffset _regionsDue;
    private bool _regionsAsked;
    private IReadOnlyList<string>? _regionsFound;
    private StreamTrouble? _regionsTrouble;

    public AccountReadings(AccountSurroundings around, AccountSession session, Random jitter)
    {
        _around = around;
        _session = session;
        _jitter = jitter;
        _reader = new SweepReader(around.Aws, session, around.Clock, around.Options, around.Meter, around.Time);
    }

    public Action Ended { private get; set; } = static () => { };

    /// <summary>Keys of the streams that are to be read at present.</summary>
    public IReadOnlySet<string> Watched => _watched;

    private DateTimeOffset Now => _around.Time.GetUtcNow();

    /// <summary>Not knowing the regions is blindness in all of them, if they were never known.</summary>
    public StreamTrouble? RegionsTrouble(AccountRegistration account, AccountDocument document) =>
        account.Regions is null && document.EnabledRegions is null ? _regionsTrouble : null;

    /// <summary>Starts every reading that is due, at most one a stream.</summary>
    public AccountDocument StartDue(AccountRegistration account, AccountDocument document)
    {
        string home = HomeRegionOf(account);
        document = FollowRegions(account, document, home);
        (string Region, StreamQuery Query)[] streams = [.. StreamQueries.Of(home, account.Regions ?? document.EnabledRegions ?? [])];
        _watched = [.. streams.Select(stream => StreamQueries.KeyOf(stream.Region, stream.Query))];
        bool hot = document.HotUntil > Now;
        foreach ((string region, StreamQuery query) in streams)
        {
            string key = StreamQueries.KeyOf(region, query);
            StreamState stream = document.Streams.GetValueOrDefault(key) ?? new StreamState { Region = region, Query = query };
            StreamRun run = RunOf(key, IntervalOf(region == home, hot));
            StreamState planned = Start(account, stream, run);
            if (!document.Streams.TryGetValue(key, out StreamState? stored) || !ReferenceEquals(stored, planned))
            {
                document = document with { Streams = document.Streams.SetItem(key, planned) };
            }
        }

        return document;
    }

    /// <summary>The readings that have ended since the last time.</summary>
    public IReadOnlyList<EndedReading> Ends()
    {
        EndedReading[] ends = [.. _ended];
        _ended.Clear();
        foreach (EndedReading end in ends)
        {
            StreamRun run = _runs[end.Sweep.StreamKey];
            run.InFlight = false;
            // Old pages are read at half the pace, so that new ones find room.
            run.HoleDue = end.Sweep.Hole is null ? run.HoleDue : Now + TimeSpan.FromSeconds(end.Reading.Pages);
            run.Failures = end.Reading.Trouble is null ? 0 : run.Failures + 1;
            if (end.Reading.Trouble is { } trouble)
            {
                run.NotBefore = Now + StreamTroubles.BackOff(trouble with { Failures = run.Failures }, _jitter.NextDouble());
                run.LiveDue = Earlier(run.LiveDue, run.NotBefore);
            }
        }

        return ends;
    }

    /// <summary>Forgets what is under way: its bounds were planned on a document that no longer counts.</summary>
    public void Abandon()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        _ended.Clear();
        _regionsAsked = false;
        // The list may have been in the document that is forgotten.
        _regionsDue = default;
        foreach (StreamRun run in _runs.Values)
        {
            run.LiveDue = Now;
            run.InFlight = false;
        }
    }

    public TimeSpan UntilDue(AccountDocument document)
    {
        IEnumerable<DateTimeOffset> dues = _watched.Where(document.Streams.ContainsKey).Select(key => (Stream: document.Streams[key], Run: _runs[key])).Where(one => !one.Run.InFlight)
            .Select(one => Later(one.Run.NotBefore, one.Stream.Holes.Count > 0 ? Earlier(one.Run.HoleDue, one.Run.LiveDue) : one.Run.LiveDue));
        TimeSpan until = dues.Append(_regionsAsked || _regionsDue == DateTimeOffset.MaxValue ? DateTimeOffset.MaxValue : _regionsDue).Min() - Now;
        return _ended.Count > 0 || until < TimeSpan.Zero ? TimeSpan.Zero : until;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private static string HomeRegionOf(AccountRegistration account) =>
        AwsRegions.HomeRegionOf(account.RoleArn.Split(':') is [_, var partition, ..] ? partition : "aws");

    private StreamState Start(AccountRegistration account, StreamState stream, StreamRun run)
    {
        DateTimeOffset now = Now;
        if (run.InFlight || run.NotBefore > now)
        {
            return stream;
        }

        Sweep? sweep = null;
        // Where calls are scarce, what is new and what is old take turns.
        bool old = run.HoleDue <= now && stream.Holes.Count > 0 && (run.LiveDue > now || run.WasLive);
        run.WasLive = !old && (run.LiveDue <= now || run.WasLive);
        if (!old && run.LiveDue <= now)
        {
            (stream, sweep) = CloudTrailTail.PlanLive(stream, _around.Clock.Now, _around.Options.Lateness);
            run.LiveDue = now + run.Interval * (0.95 + 0.1 * _jitter.NextDouble());
        }
        else if (old)
        {
            (stream, sweep) = CloudTrailTail.PlanHole(stream, _around.Clock.Now, _around.Options.Lateness);
        }

        if (sweep is not null)
        {
            run.InFlight = true;
            _ = Read(account, sweep, _stopping.Token);
        }

        return stream;
    }

    private async Task Read(AccountRegistration account, Sweep sweep, CancellationToken stopping)
    {
        SweepReading reading;
        using CancellationTokenSource deadline = new(ReadingMax, _around.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            reading = await _reader.Read(account, sweep, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            reading = Failed(sweep, AwsFailureReason.Unreachable, $"no end within {ReadingMax.TotalSeconds:0} s");
        }
        catch (Exception trouble)
        {
            _around.Logger.LogError(trouble, "account {Account}: reading {Stream} failed in an unforeseen way", account.AccountId, sweep.StreamKey);
            reading = Failed(sweep, AwsFailureReason.Malformed, "an unforeseen error; the server's log has it");
        }

        if (!stopping.IsCancellationRequested)
        {
            _ended.Add(new EndedReading(sweep, reading, reading.Trouble is null ? "ok" : reading.Trouble.Reason.Split(':')[0]));
            Ended();
        }
    }

    private SweepReading Failed(Sweep sweep, AwsFailureReason reason, string message) =>
        new([], Drained: false, null, 0, StreamTroubles.From(new AwsFailure(reason, "cloudtrail", "LookupEvents", sweep.Region, null, message), Now));

    private AccountDocument FollowRegions(AccountRegistration account, AccountDocument document, string home)
    {
        if (account.Regions is not null)
        {
            _regionsDue = DateTimeOffset.MaxValue;
            return document;
        }

        if (_regionsFound is { } found)
        {
            _regionsFound = null;
            document = document.EnabledRegions is { } known && known.SequenceEqual(found) ? document : document with { EnabledRegions = [.. found] };
        }

        _regionsDue = _regionsDue == DateTimeOffset.MaxValue ? Now : _regionsDue;
        if (!_regionsAsked && _regionsDue <= Now)
        {
            _regionsAsked = true;
            _ = AskRegions(account, home, _stopping.Token);
        }

        return document;
    }

    private async Task AskRegions(AccountRegistration account, string home, CancellationToken stopping)
    {
        AwsFailure? failure;
        try
        {
            (AwsSession? session, failure) = await _session.Get(account, stopping);
            if (session is not null)
            {
                AwsOutcome<ListRegionsResponse> outcome = await _around.Aws.ListRegions(session, home, stopping);
                failure = outcome.Failure;
                _regionsFound = outcome.Value?.Regions.Where(region => region.IsEnabled).Select(region => region.RegionName).Order(StringComparer.Ordinal).ToArray();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception trouble)
        {
            _around.Logger.LogError(trouble, "account {Account}: listing regions failed in an unforeseen way", account.AccountId);
            failure = new AwsFailure(AwsFailureReason.Malformed, "account", "ListRegions", home, null, "an unforeseen error; the server's log has it");
        }

        if (stopping.IsCancellationRequested)
        {
            return;
        }

        _regionsAsked = false;
        _regionsTrouble = failure is null ? null : StreamTroubles.From(failure, Now) with { Failures = (_regionsTrouble?.Failures ?? 0) + 1 };
        _regionsDue = Now + (_regionsTrouble is null ? _around.Options.RegionListInterval : StreamTroubles.BackOff(_regionsTrouble, _jitter.NextDouble()));
        Ended();
    }

    private TimeSpan IntervalOf(bool home, bool hot) => (home, hot) switch
    {
        (true, false) => _around.Options.HomeInterval,
        (true, true) => Shorter(_around.Options.HomeInterval, _around.Options.HotInterval),
        (false, false) => _around.Options.RegionInterval,
        (false, true) => Shorter(_around.Options.RegionInterval, _around.Options.HotInterval * 3),
    };

    private StreamRun RunOf(string key, TimeSpan interval)
    {
        if (!_runs.TryGetValue(key, out StreamRun? run))
        {
            TimeSpan spread = Shorter(interval, _around.Options.StartSpread);
            _runs[key] = run = new StreamRun { LiveDue = Now + spread * _jitter.NextDouble() };
        }

        // An account that has just turned hot does not wait out its cold interval.
        run.LiveDue = Earlier(run.LiveDue, Now + interval * 1.05);
        run.Interval = interval;
        return run;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>When a stream is read next; of this activation only.</summary>
    private sealed class StreamRun
    {
        public TimeSpan Interval { get; set; }
        public DateTimeOffset LiveDue { get; set; }
        public DateTimeOffset HoleDue { get; set; }
        public DateTimeOffset NotBefore { get; set; }
        public bool WasLive { get; set; }
        public int Failures { get; set; }
        public bool InFlight { get; set; }
    }
}
