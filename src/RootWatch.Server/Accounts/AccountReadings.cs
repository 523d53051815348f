using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.Iam;
using RootWatch.Detection;
using RootWatch.Detection.Posture;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Posture;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Accounts;

/// <summary>The calls to AWS of one account: what is due is started, what has ended is handed over with the next turn.</summary>
internal sealed class AccountReadings : IDisposable
{
    /// <summary>For so long a reading waits for a turn if it only says that all is as it was: mostly the next reading's turn takes it along.</summary>
    private static readonly TimeSpan QuietPatience = TimeSpan.FromSeconds(1);

    /// <summary>For so long it is waited for AWS to tell the time where something depends on it.</summary>
    private static readonly TimeSpan ClockPatience = TimeSpan.FromSeconds(30);

    /// <summary>So often it is asked whether the home region's history has been read, which the rest waits for.</summary>
    private static readonly TimeSpan HomeHistoryPause = TimeSpan.FromSeconds(5);

    /// <summary>For so long after the watch has begun the rest waits for the home region's history, of which there may be very much.</summary>
    private static readonly TimeSpan HomeHistoryPatience = TimeSpan.FromDays(1);

    private readonly AccountSurroundings _around;
    private readonly CallBudget _calls;
    private readonly Random _jitter;
    private readonly SweepReader _reader;
    private readonly StreamPlan _plan;
    private readonly List<EndedReading> _ended = [];
    private DateTimeOffset _endedDue = DateTimeOffset.MaxValue;
    private readonly long _begun;
    private readonly Action _tellEnded;
    private CancellationTokenSource _stopping = new();
    private (AccountRegistration Account, string Region)? _home;
    private DateTimeOffset? _hastenedAt;

    private readonly StandingQuestion<ListRegionsResponse> _regions;
    private readonly StandingQuestion<ListAccountAliasesResponse> _aliases;
    private readonly PostureWatch? _posture;
    private readonly CanaryQuestion _canary;
    private readonly AccountSession _session;

    public AccountReadings(AccountSurroundings around, AccountSession session, CallBudget calls, Random jitter)
    {
        _around = around;
        _plan = new StreamPlan(around.Options, around.Time);
        _tellEnded = () => Ended(TimeSpan.Zero);
        _begun = around.Time.GetTimestamp();
        _calls = calls;
        _jitter = jitter;
        _session = session;
        LookupTurns turns = new(around.Options.CallsPerSecond, around.Time);
        _reader = new SweepReader(around.Aws, session, around.Clock, calls, turns, around.Deadlines, around.Meter, around.Time);
        _canary = new CanaryQuestion(around, session, turns, calls);
        _regions = new StandingQuestion<ListRegionsResponse>(around, session, jitter, ("account", "ListRegions"), around.Aws.ListRegions);
        // What IAM allows an account a second is one budget, whoever of us asks.
        LookupPace? iamPace = around.Posture?.NewIamPace();
        _aliases = new StandingQuestion<ListAccountAliasesResponse>(around, session, jitter, ("iam", "ListAccountAliases"), ListAliases);
        _posture = around.Posture is { } posture ? new PostureWatch(posture, session, iamPace!, around.Meter, around.Logger, jitter) : null;

        async Task<AwsOutcome<ListAccountAliasesResponse>> ListAliases(AwsSession assumed, string home, CancellationToken cancellationToken)
        {
            if (iamPace is not null)
            {
                await iamPace.Wait(cancellationToken);
            }

            return await around.Aws.ListAccountAliases(assumed, home, cancellationToken);
        }
    }

    /// <summary>Called when something has ended, with how long it may wait for a turn.</summary>
    public Action<TimeSpan> Ended { private get; set; } = static _ => { };

    /// <summary>Reasons to look more often besides what root did.</summary>
    public Heat Heat { private get; set; }

    /// <summary>Keys of the streams that are to be read at present.</summary>
    public IReadOnlySet<string> Watched => _plan.Watched;

    private DateTimeOffset Now => _around.Time.GetUtcNow();

    /// <summary>What to read that is not known, or whose answer is old.</summary>
    public IReadOnlyList<AccountScope> UnknownScopes(AccountRegistration account, AccountDocument document)
    {
        DateTimeOffset now = Now;
        DateTimeOffset? regionsKnownAt = document.EnabledRegions is null ? null : document.RegionsKnownAt ?? document.WatchedSince;
        bool regions = account.Regions is null && AccountScope.IsUnknown(regionsKnownAt, _around.Options.RegionListInterval, now);
        bool alias = AccountScope.IsUnknown(document.AliasKnownAt, _around.Options.AliasInterval, now);
        if (!regions && !alias)
        {
            return [];
        }

        string home = account.HomeRegion();
        return
        [
            .. regions ? [new AccountScope(UnknownScope.Regions, home, regionsKnownAt, _regions.Trouble)] : Array.Empty<AccountScope>(),
            .. alias ? [new AccountScope(UnknownScope.Alias, home, document.AliasKnownAt, _aliases.Trouble)] : Array.Empty<AccountScope>(),
        ];
    }

    /// <summary>Starts every reading that is due, at most one a stream.</summary>
    public AccountDocument StartDue(AccountRegistration account, AccountDocument document)
    {
        _home = _home is { } known && ReferenceEquals(known.Account, account) ? known : (account, account.HomeRegion());
        string home = _home.Value.Region;
        document = FollowRegions(account, document, home);
        document = FollowAlias(account, document, home);
        document = FollowCanary(account, document);
        _posture?.ReadIfDue(account, account.Regions ?? document.EnabledRegions, document.Posture, _tellEnded, _stopping.Token);
        Heat heat = !_calls.Allows(CallPurpose.Haste)
            ? Heat.None
            : Heat | (document.HotUntil > Now ? Heat.RootActive : Heat.None) | (WindowBook.IsOpen(document, Now) ? Heat.Emergency : Heat.None) | (document.Posture?.Summary.Value?.AccessKeys > 0 ? Heat.RootKey : Heat.None);
        StreamRun[] plan = _plan.Follow(account, document, home, heat);

        // Of equals, the one that has waited longest: where calls are short, the first would take all of them.
        DateTimeOffset now = Now;
        foreach (StreamRun run in _calls.PerDay is null ? plan : [.. plan.OrderByDescending(run => run.Purpose).ThenBy(run => run.LiveDue)])
        {
            if (run.Waits(now))
            {
                continue;
            }

            string key = run.Key;
            StreamState? stored = document.Streams.GetValueOrDefault(key);
            StreamState stream = stored ?? new StreamState { Region = run.Name.Region, Query = run.Name.Query, Alias = run.Name.Alias };
            StreamState planned = Start(account, document, WithTrouble(stream, run), run);
            if (!ReferenceEquals(stored, planned))
            {
                document = document with { Streams = document.Streams.SetItem(key, planned) };
                run.HasHoles = null;
            }
        }

        return document;
    }

    /// <summary>The readings that have ended since the last time.</summary>
    public IReadOnlyList<EndedReading> Ends()
    {
        if (_ended.Count == 0)
        {
            return [];
        }

        EndedReading[] ends = [.. _ended];
        _ended.Clear();
        _endedDue = DateTimeOffset.MaxValue;
        foreach (EndedReading end in ends)
        {
            Note(end);
        }

        return ends;
    }

    /// <summary>The document with the troubles that the last readings met, also where the store failed before it could take them in.</summary>
    public AccountDocument WithTroubles(AccountDocument document)
    {
        foreach (StreamRun run in _plan.All)
        {
            if (run.Trouble is not null && document.Streams.TryGetValue(run.Key, out StreamState? stream) && stream.Trouble is null)
            {
                document = document with { Streams = document.Streams.SetItem(run.Key, WithTrouble(stream, run)) };
            }
        }

        return document;
    }

    /// <summary>The posture that was read since the last time, once.</summary>
    public PostureFacts? TakePosture() => _posture?.Take();

    /// <summary>What the account's history showed of our own calls since the last time, once.</summary>
    public CanaryAnswer? TakeCanary() => _canary.Take();

    /// <summary>An event said that the account is set up in another way now.</summary>
    public void HastenPosture() => _posture?.Hasten();

    /// <summary>Something is known to happen just now: each stream is read as soon as it may. At most once in a hot interval, however often it is said.</summary>
    public void Hasten()
    {
        DateTimeOffset now = Now;
        if (_hastenedAt is { } last && now - last < _around.Options.HotInterval)
        {
            return;
        }

        _hastenedAt = now;
        foreach (StreamRun run in _plan.All)
        {
            run.LiveDue = Earlier(run.LiveDue, now);
        }
    }

    /// <summary>Forgets what is under way and what was read: its bounds were planned on a document that no longer counts. That AWS failed stays known.</summary>
    public void Abandon()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        Ends();
        // What they told may have been in the document that is forgotten.
        _regions.Forget();
        _aliases.Forget();
        _posture?.Forget();
        _canary.Forget();
        foreach (StreamRun run in _plan.All)
        {
            run.Trouble = run is { InFlight: true, Met: { } met } ? StreamTroubles.Follow(run.Trouble, met) : run.Trouble;
            run.LiveDue = Now;
            run.InFlight = false;
            run.HasHoles = null;
        }
    }

    public TimeSpan UntilDue(AccountDocument document)
    {
        DateTimeOffset due = Earlier(Earlier(Earlier(_regions.Due, _aliases.Due), Earlier(_posture?.Due ?? DateTimeOffset.MaxValue, _canary.Due(document.Canary))), _endedDue);
        foreach (StreamRun run in _plan.Current)
        {
            if (run.InFlight)
            {
                continue;
            }

            run.HasHoles ??= document.Streams.TryGetValue(run.Key, out StreamState? stream) ? !stream.Holes.IsEmpty : null;
            if (run.HasHoles is { } hasHoles)
            {
                due = Earlier(due, Later(run.NotBefore, hasHoles ? Earlier(run.HoleDue, run.LiveDue) : run.LiveDue));
            }
        }

        TimeSpan until = due - Now;
        return _canary.HasAnswer || _posture is { HasRead: true } || until < TimeSpan.Zero ? TimeSpan.Zero : until;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Note(EndedReading end)
    {
        StreamRun run = _plan.Of(end.Sweep.StreamKey);
        run.InFlight = false;
        run.HasHoles = null;
        run.HasRead = true;
        // Old pages are read at half the pace, so that new ones find room.
        run.HoleDue = end.Sweep.Hole is null ? run.HoleDue : Now + TimeSpan.FromSeconds(end.Reading.Pages);
        bool wasInTrouble = run.Trouble is { Failures: >= 2 };
        run.Trouble = StreamTroubles.Follow(run.Trouble, end.Reading.Trouble);
        if (wasInTrouble && run.Trouble is null && run.Name.Region == _home?.Region)
        {
            // What kept the account from being read may have kept these from being answered, and that may be over as well.
            _regions.AskAnew();
            _aliases.AskAnew();
        }

        if (run.Trouble is { Failures: 1, Cause: StreamTroubles.RegionOffCause } && _home is { Account.Regions: null } && run.Name.Region != _home?.Region)
        {
            // Whoever has switched a region off has not blinded us: the list says so, long before it would be asked again.
            _regions.Doubt();
        }

        if (run.Trouble is { } trouble)
        {
            run.NotBefore = Now + StreamTroubles.BackOff(trouble, _jitter.NextDouble());
            run.LiveDue = Earlier(run.LiveDue, run.NotBefore);
        }
    }

    private static StreamState WithTrouble(StreamState stream, StreamRun run) => stream.Trouble is null && run.Trouble is { } trouble ? stream with { Trouble = trouble } : stream;

    private StreamState Start(AccountRegistration account, AccountDocument document, StreamState stream, StreamRun run)
    {
        DateTimeOffset now = Now;
        if (run.InFlight || run.NotBefore > now)
        {
            return stream;
        }

        // What is given up as too old is given up for good: not by our own clock alone, which may be wrong by an hour.
        if (!_around.Clock.IsTold && _around.Time.GetElapsedTime(_begun) < ClockPatience && CloudTrailTail.Loses(stream, _around.Clock.Now, _around.Options.Lateness))
        {
            run.NotBefore = now + TimeSpan.FromSeconds(1);
            return stream;
        }

        Sweep? sweep = null;
        // Where calls are scarce, what is new and what is old take turns.
        bool old = run.HoleDue <= now && stream.Holes.Count > 0 && (run.LiveDue > now || run.WasLive) && AllowsHoles(document, stream, run, now);
        run.WasLive = !old && (run.LiveDue <= now || run.WasLive);
        if (!old && run.LiveDue <= now)
        {
            if (!_calls.Allows(run.Purpose))
            {
                Shed(run, run.Purpose);
                run.NotBefore = now + _calls.Until(run.Purpose);
                // A turn that is only late is none that is left out.
                return stream.Trouble is null && now - run.LiveDue > run.Interval ? stream with { Trouble = StreamTroubles.OutOfCalls(_calls, run.LiveDue) } : stream;
            }

            SweepTier deepest = _calls.Allows(CallPurpose.Deep) ? SweepTier.Deep : _calls.Allows(CallPurpose.Far) ? SweepTier.Far : SweepTier.Mid;
            SweepTier due = CloudTrailTail.TierDue(stream, _around.Clock.Now);
            Shed(run, due <= deepest ? null : due == SweepTier.Deep ? CallPurpose.Deep : CallPurpose.Far);
            (stream, sweep) = CloudTrailTail.PlanLive(stream, _around.Clock.Now, _around.Options.Lateness, deepest);
            run.LiveDue = PollSchedule.NextTurn(now, run.Interval, run.Phase);
        }
        else if (old)
        {
            (stream, sweep) = CloudTrailTail.PlanHole(stream, _around.Clock.Now, _around.Options.Lateness);
        }

        if (sweep is not null)
        {
            run.InFlight = true;
            run.Met = null;
            _ = Read(account, sweep, run, _stopping.Token);
        }

        return stream;
    }

    /// <summary>A backlog is as important as its stream: the watermark waits for it.</summary>
    private bool AllowsHoles(AccountDocument document, StreamState stream, StreamRun run, DateTimeOffset now)
    {
        if (run.Name.Region != _home?.Region && stream.Holes.TrueForAll(IsHistory) && HomeHasHistoryToRead(document))
        {
            run.HoleDue = now + HomeHistoryPause;
            return false;
        }

        CallPurpose purpose = stream.Holes.Any(hole => hole.Kind == HoleKind.Backlog) ? run.Purpose : CallPurpose.Backfill;
        if (_calls.Allows(purpose))
        {
            return true;
        }

        Shed(run, purpose);
        run.HoleDue = now + _calls.Until(purpose);
        return false;
    }

    /// <summary>
    /// What root did elsewhere is scored by its sign-ins, and those are in the home region: read later, they would come too
    /// late. What cannot be read now, or takes too long, is not waited for.
    /// </summary>
    private bool HomeHasHistoryToRead(AccountDocument document)
    {
        if (Now - document.WatchedSince > HomeHistoryPatience)
        {
            return false;
        }

        foreach (StreamRun run in _plan.Current)
        {
            StreamState? stream = document.Streams.GetValueOrDefault(run.Key);
            if (run.Name.Region == _home?.Region && run.Trouble is null && stream?.Trouble is null && (stream?.Front is null || stream.Holes.Exists(IsHistory)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHistory(Hole hole) => hole.Kind == HoleKind.Backfill;

    /// <summary>Counts what is left out, once until the stream is read as it should be or something else is left out.</summary>
    private void Shed(StreamRun run, CallPurpose? purpose)
    {
        if (purpose is { } left && run.Shed != purpose)
        {
            _around.Meter.Shed(left);
        }

        run.Shed = purpose;
    }

    private async Task Read(AccountRegistration account, Sweep sweep, StreamRun run, CancellationToken stopping)
    {
        SweepReading reading;
        try
        {
            reading = await _reader.Read(account, sweep, trouble => run.Met = trouble, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception trouble)
        {
            _around.Logger.LogError(trouble, "account {Account}: reading {Stream} failed in an unforeseen way", account.AccountId, sweep.StreamKey);
            AwsFailure failure = SweepReader.Failure(sweep, AwsFailureReason.Malformed, "an unforeseen error; the server's log has it");
            reading = new SweepReading([], Drained: false, null, 0, StreamTroubles.From(failure, Now));
        }

        if (!stopping.IsCancellationRequested)
        {
            DateTimeOffset due = run.TellsNothingNew(sweep, reading) ? Earlier(run.LiveDue, Now + QuietPatience) : Now;
            _ended.Add(new EndedReading(sweep, reading, reading.Trouble?.Cause ?? "ok"));
            _endedDue = Earlier(_endedDue, due);
            Ended(due - Now);
        }
    }

    private AccountDocument FollowRegions(AccountRegistration account, AccountDocument document, string home)
    {
        if (account.Regions is not null)
        {
            _regions.Rest();
            return document;
        }

        if (_regions.Take() is { } answer)
        {
            string[] found = [.. answer.Regions.Where(region => region.IsEnabled).Select(region => region.RegionName).Order(StringComparer.Ordinal)];
            document = document with
            {
                EnabledRegions = document.EnabledRegions is { } known && known.SequenceEqual(found) ? known : [.. found],
                RegionsKnownAt = Now,
            };
        }

        _regions.AskIfDue(account, home, _around.Options.RegionListInterval, _tellEnded, _stopping.Token);
        return document;
    }

    private AccountDocument FollowAlias(AccountRegistration account, AccountDocument document, string home)
    {
        // What AWS would not take as an alias cannot be asked for either.
        if (_aliases.Take() is { } answer)
        {
            document = AccountAliases.Learn(document, answer.AccountAliases.FirstOrDefault(AccountAliases.IsAlias), Now);
        }

        _aliases.AskIfDue(account, home, _around.Options.AliasInterval, _tellEnded, _stopping.Token);
        return document;
    }

    private AccountDocument FollowCanary(AccountRegistration account, AccountDocument document)
    {
        // When the call was made must be told by AWS's clock, and it may have been the first call of all.
        if (_around.Aws.StsRegion is not { } region || (!_around.Clock.IsTold && _around.Time.GetElapsedTime(_begun) < ClockPatience))
        {
            return document;
        }

        if (_session.Latest is { } latest && latest.RoleArn == account.RoleArn)
        {
            document = AccountCanary.Note(document, latest, region, _around.Clock.Now - _around.Time.GetElapsedTime(latest.Begun));
        }

        _canary.AskIfDue(account, document.Canary, _tellEnded, _stopping.Token);
        return document;
    }
}
