using System.Collections.Immutable;
using Orleans.Storage;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Alerts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Metrics;
using RootWatch.Server.Origins;
using RootWatch.Server.Posture;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Accounts;

/// <summary>What the watch of an account needs around it.</summary>
internal sealed record AccountSurroundings(
    IAwsCalls Aws, PollOptions Options, ServerClock Clock, RootWatchMeter Meter, TimeProvider Time, Func<string, IAlertLogGrain> LogOf, ILogger Logger)
{
    /// <summary>Of readings; shared by the accounts of a process.</summary>
    public Deadlines Deadlines { get; init; } = new(Time);

    /// <summary>The user's own rules.</summary>
    public SigmaRules Sigma { get; init; } = SigmaRules.None;

    /// <summary>Where addresses belong.</summary>
    public CurrentOrigins Origins { get; init; } = new();

    /// <summary>Reads how accounts are set up; null: nobody does.</summary>
    public PostureAws? Posture { get; init; }

    public AccountBoards? Boards { get; init; }

    /// <summary>The tenant's settings that are in force now.</summary>
    public Func<string, DetectionSettings> SettingsOf { get; init; } = _ => DetectionSettings.Default;
}

/// <summary>
/// The watch of one account, turn by turn: take what was read, commit it in one conditional write, tell the tenant's log,
/// start what is due. Calls to AWS run beside the turns, so that a region that hangs holds nothing up.
/// </summary>
/// <remarks>
/// Between two writes the document in memory may be ahead of the stored one, but never by an alert: after a crash the
/// same stretch is read again and leads to the same alert ids. Not thread-safe: a grain's turns are one at a time.
/// </remarks>
internal sealed class AccountPoll : IDisposable
{
    private static readonly TimeSpan TurnIntervalMax = TimeSpan.FromSeconds(30);

    /// <summary>A turn that has not come for so long after its time may never come: it is asked for again.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<AccountDocument> _store;
    private readonly AccountSurroundings _around;
    private readonly string _accountId;
    private readonly Random _jitter;
    private readonly CallBudget _calls;
    private readonly AccountSession _session;
    private readonly AccountReadings _readings;
    private readonly AccountOutbox _outbox;
    private readonly AccountView _view;
    private readonly RepeatedTrouble _givenUp = new();

    private AccountRegistration? _account;
    private AccountDocument _document;
    private bool _loaded = true;
    private bool _aligned;
    private bool _paused;
    private DateTimeOffset _storedAt;
    private long _lastTurn;
    private TimeSpan _nextTurn;
    private StreamTrouble? _storeTrouble;

    // By which the verdicts in memory were made; null: none were since the start.
    private PostureSettings? _demanded;

    public AccountPoll(IPersistentState<AccountDocument> store, string accountId, AccountSurroundings around)
    {
        _store = store;
        _around = around;
        _accountId = accountId;
        _document = store.State;
        _storedAt = store.RecordExists ? around.Time.GetUtcNow() : DateTimeOffset.MinValue;
        _jitter = new Random((int)(ulong.TryParse(accountId, out ulong number) ? number % int.MaxValue : 0));
        _calls = new CallBudget(around.Time, _document.CallsLeft);
        AccountSurroundings counted = around with { Aws = new CountedAwsCalls(around.Aws, _calls) };
        _session = new AccountSession(counted.Aws, around.Clock, around.Time, _jitter.NextDouble());
        _readings = new AccountReadings(counted, _session, _calls, _jitter);
        _outbox = new AccountOutbox(accountId, around);
        _view = new AccountView(accountId, _readings, around);
    }

    /// <summary>State as of the last turn.</summary>
    public AccountSnapshot? Snapshot => _view.Snapshot;

    /// <summary>What the document knows of an account that is not watched any more, registered here or not; null if it is not that tenant's.</summary>
    public AccountSnapshot? Paused(AccountRegistration account, string reason) => _document.TenantId == account.TenantId
        ? AccountSnapshots.OfPaused(account, _document, reason, _around.Time.GetUtcNow())
        : null;

    /// <summary>What the posture checks say now of what was last read; null before the account is registered, and while the word of a former owner's people is still in the document.</summary>
    public PostureSnapshot? Posture => _account is { } account && (_document.TenantId.Length == 0 || _document.TenantId == account.TenantId)
        ? PostureSnapshot.Of(account, PostureJudging.Of(account, _document, _around.SettingsOf(account.TenantId), _around.Clock.Now), _around.Clock.Now)
        : null;

    /// <summary>The seven points, by what is known now; null before the account is registered.</summary>
    public ChecklistSnapshot? Checklist => _account is { } account && _document.TenantId == account.TenantId
        ? ChecklistSnapshot.Of(account, _document, PastOf(account, _readings.WithTroubles(_document)), Settings, _around.Options.Lateness, _around.Clock.Now)
        : null;

    /// <summary>Null before the account is registered.</summary>
    public AttestationList? Attestations => _account is { } account && _document.TenantId == account.TenantId
        ? AttestationBook.List(_document, account.TenantId, _around.Clock.Now)
        : null;

    /// <summary>Null before the account is registered.</summary>
    public WindowList? Windows => _account is { } account && _document.TenantId == account.TenantId
        ? new WindowList(account.TenantId, [.. _document.Windows.Select(window => Show(_document, window.Id)).Reverse()], _around.Clock.Now)
        : null;

    /// <summary>Null before the account is registered.</summary>
    public DrillList? Drills => _account is { } account && _document.TenantId == account.TenantId
        ? DrillBook.List(_document, account.TenantId, _around.Clock.Now)
        : null;

    /// <summary>True once nothing is left to do: paused, and everything told.</summary>
    public bool IsDone => _paused && _document.Outbox.Count == 0;

    /// <summary>Reasons to look more often that lie outside the account's own events.</summary>
    public Heat Heat
    {
        set => _readings.Heat = value;
    }

    /// <summary>
    /// Called when a reading has ended and a turn would be of use sooner than the last one said, with how long it may wait: not
    /// while the store or the log is waited for, or each reading would ask it again at once.
    /// </summary>
    public Action<TimeSpan> Wake
    {
        set => _readings.Ended = patience =>
        {
            TimeSpan left = _nextTurn - _around.Time.GetElapsedTime(_lastTurn);
            if (_storeTrouble is null && (patience < left || left < -Overdue))
            {
                Expect(patience);
                value(patience);
            }
        };
    }

    public void Register(AccountRegistration account)
    {
        if (_paused)
        {
            _paused = false;
            _view.BeginAnew();
        }

        if (_account != account)
        {
            _account = account;
            _calls.PerDay = account.MaxCallsPerDay ?? _around.Options.MaxCallsPerAccountPerDay;
            Show();
        }
    }

    public void Pause()
    {
        _paused = true;
        _readings.Abandon();
        _around.Boards?.Forget(_accountId);
    }

    /// <summary>One turn; returns how long until the next. An <see cref="InconsistentStateException"/> means that another activation lives: this one must go.</summary>
    public async Task<TimeSpan> Turn()
    {
        if (_account is null)
        {
            return TurnIntervalMax;
        }

        try
        {
            await Load();
            if (IsOfNewerVersion)
            {
                _storeTrouble = Trouble(WatchStatus.Blind, $"the stored document has schema {_document.SchemaVersion}, newer than this version of RootWatch knows: run the newer version");
                Show();
                return TurnIntervalMax;
            }

            if (await Align() && !_paused)
            {
                _document = _readings.StartDue(_account, _document);
                await CommitReadings(_account);
            }

            await Tell();
            _storeTrouble = null;
            _givenUp.Over();
        }
        catch (InconsistentStateException)
        {
            throw;
        }
        catch (Exception trouble)
        {
            // A store's client that gives up says so as a cancellation: that is no reason to stop either. Written or not: only the store knows. Nothing of this turn is kept, and it is read back before the next.
            _loaded = false;
            _storeTrouble = Trouble(WatchStatus.Degraded, WhyGivenUp(trouble));
            if (_givenUp.IsNews(trouble))
            {
                _around.Logger.Log(
                    trouble is JudgementFailedException ? LogLevel.Error : LogLevel.Warning, trouble, "account {Account}: the turn was given up and will be repeated", _accountId);
            }
        }

        Show();
        return Expect(_storeTrouble is { } held ? StreamTroubles.BackOff(held, _jitter.NextDouble()) : UntilNext());
    }

    /// <summary>
    /// Takes records that were pushed; when it returns, those that were new are stored with their alerts. An exception says
    /// that this cannot be known, and the same records may come again.
    /// </summary>
    public async Task<IReadOnlyList<PushOutcome>> Push(IReadOnlyList<PushedRecord> records)
    {
        if (_paused)
        {
            return [.. records.Select(_ => PushOutcome.UnknownAccount)];
        }

        if (_account is not { } account || !await IsReady())
        {
            return [.. records.Select(_ => PushOutcome.NotCommitted)];
        }

        DateTimeOffset now = _around.Clock.Now;
        WatchSubject subject = AccountStep.Subject(
            account, _document, now, _around.Options, _around.SettingsOf(account.TenantId), _around.Sigma, _around.Origins.Value);
        PushStep push = PushStep.Take(
            _document, records, now, _around.Options, news => AccountStep.Judge(account, _document, subject, news, now, _around.Logger, postureRead: false));
        if (push.Step is { } step)
        {
            await Commit(step, _around.Time.GetUtcNow());
            _readings.Hasten();
            Show();
        }

        return push.Outcomes;
    }

    /// <summary>
    /// Does what a person asks for, or refuses it; when it returns, what was done is stored with the alerts about it. An
    /// exception says that this cannot be known.
    /// </summary>
    /// <param name="tenantId">For whom it is asked.</param>
    /// <param name="decide">Pure: from the document and the time to the new document and the answer.</param>
    public async Task<Decision<T>> Decide<T>(string tenantId, Func<AccountDocument, DateTimeOffset, (AccountDocument, Decision<T>)> decide)
        where T : class
    {
        if (_paused || _account is not { } account || account.TenantId != tenantId)
        {
            return Decision.NotDone<T>(RefusalKind.NotReady, $"account {_accountId} is not watched yet: try again in a moment");
        }

        if (!await IsReady())
        {
            return Decision.NotDone<T>(RefusalKind.NotReady, IsOfNewerVersion
                ? $"account {_accountId} was written by a newer version of RootWatch: try again where that runs"
                : $"account {_accountId} has changed hands and its former owner is still being told: try again in a moment");
        }

        // What this cannot do leaves everything as it is: callers must not be able to throw away what is being read.
        DateTimeOffset now = _around.Clock.Now;
        (AccountDocument document, Decision<T> decision) = decide(_document, now);
        if (decision.Refusal is null)
        {
            WatchSubject subject = AccountStep.Subject(
                account, document, now, _around.Options, _around.SettingsOf(account.TenantId), _around.Sigma, _around.Origins.Value);
            WatchStep told = AccountWatch.Tick(document.Detection, subject, now);
            await Commit(AccountStep.Of(document, told, told.Alerts, 0) with { Worth = true }, _around.Time.GetUtcNow());
            if (WindowBook.IsOpen(_document, now) || DrillBook.Untold(_document, now) is not null)
            {
                // Root is expected from now on.
                _readings.Hasten();
            }

            Show();
        }

        return decision;
    }

    public Task<Decision<WindowLine>> RequestWindow(string tenantId, WindowDraft draft) => Decide(tenantId, (document, now) => WindowBook.Request(
        document, _accountId, draft, WindowLine.ReadinessOf(PostureJudging.Of(_account!, document, Settings, now)), Settings.Emergencies, now, Show));

    public Task<Decision<WindowLine>> ApproveWindow(string tenantId, string id, string by) =>
        Decide(tenantId, (document, now) => WindowBook.Approve(document, id, by, Settings.Emergencies, now, Show));

    public Task<Decision<WindowLine>> ExtendWindow(string tenantId, string id, TimeSpan length, string reason, string by) =>
        Decide(tenantId, (document, now) => WindowBook.Extend(document, id, length, reason, by, Settings.Emergencies, now, Show));

    public Task<Decision<WindowLine>> CloseWindow(string tenantId, string id, string by) =>
        Decide(tenantId, (document, now) => WindowBook.Close(document, id, by, now, Show));

    public Task<Decision<WindowLine>> ReviewWindow(string tenantId, ReviewDraft draft) =>
        Decide(tenantId, (document, now) => WindowBook.Review(document, draft, Snapshot?.Watermark, _around.Options.Lateness, now, Show));

    public Task<Decision<DrillLine>> StartDrill(string tenantId, DrillDraft draft) => Decide(tenantId, (document, now) => DrillBook.Start(
        document, _accountId, draft, Settings.Emergencies, Unseen(document), now,
        drill => DrillSignIn.Judge(
            drill, AccountStep.Subject(_account!, document, now, _around.Options, Settings, _around.Sigma, _around.Origins.Value), _account!.HomeRegion(), now, _around.Logger)));

    public Task<Decision<DrillLine>> SeeDrill(string tenantId, string id, string by) => Decide(tenantId, (document, now) => DrillBook.See(document, id, by, now));

    public Task<Decision<DrillLine>> AcknowledgeDrill(string tenantId, string id, string by) =>
        Decide(tenantId, (document, now) => DrillBook.Acknowledge(document, id, by, now));

    public Task<Decision<DrillLine>> CloseDrill(string tenantId, DrillEnd end) =>
        Decide(tenantId, (document, now) => DrillBook.Close(document, _accountId, end, Settings.Emergencies, now));

    /// <summary>Before the activation goes: stores how far was read, if that is ahead of the store. Losing it would only cost reading again.</summary>
    public async Task Leave()
    {
        _readings.Abandon();
        if (_loaded && _storeTrouble is null && _aligned && !ReferenceEquals(_document, _store.State))
        {
            _store.State = _document with { CallsLeft = _calls.Left };
            _loaded = false;
            await _store.WriteStateAsync();
        }
    }

    public void Dispose()
    {
        _around.Boards?.Forget(_accountId);
        _readings.Dispose();
        _session.Dispose();
    }

    private PastRead PastOf(AccountRegistration account, AccountDocument document) =>
        ReadPast.Of(account, document, _readings.Watched, _readings.UnknownScopes(account, document), _around.Clock.Now);

    private DetectionSettings Settings => _around.SettingsOf(_account!.TenantId);

    /// <summary>Why no sign-in of root would be seen now; null: one would.</summary>
    private string? Unseen(AccountDocument document) => _readings.WithTroubles(document).Streams.GetValueOrDefault(new StreamName(_account!.HomeRegion(), StreamQuery.Root).Key) switch
    {
        { Trouble: { } trouble } stream when _view.IsBlind(_account, stream) => trouble.Told(),
        { LastSuccess: not null } => null,
        _ => "it was never read so far",
    };

    private WindowLine Show(AccountDocument document, string windowId) => WindowLine.Of(
        document, document.Windows.First(window => window.Id == windowId), Settings, Snapshot?.Watermark, _around.Clock.Now);

    /// <summary>What we cannot read we must not overwrite; it may have been written between two turns.</summary>
    private bool IsOfNewerVersion => _document.SchemaVersion > AccountDocument.CurrentSchema;

    private async Task Load()
    {
        if (!_loaded)
        {
            _readings.Abandon();
            await _store.ReadStateAsync();
            _document = _store.State;
            _aligned = false;
            _loaded = true;
        }
    }

    /// <summary>Before something is done between two turns: false while it has to wait. Of what went wrong on the way only the store knows how far it came.</summary>
    private async Task<bool> IsReady()
    {
        try
        {
            await Load();
            return !IsOfNewerVersion && await Align();
        }
        catch
        {
            _loaded = false;
            throw;
        }
    }

    /// <summary>Settles which log the account tells, and what number the next alert has there. False while the former owner's log has yet to hear something.</summary>
    private async Task<bool> Align()
    {
        if (_document.TenantId != _account!.TenantId)
        {
            if (_document.Outbox.Count > 0)
            {
                return false;
            }

            // What the former owner's people said is not the new one's to read, nor to rely on; and what they were told, the new one's were not.
            _document = _document with
            {
                TenantId = _account.TenantId,
                NextOutSeq = 0,
                Attestations = [],
                Windows = [],
                Drills = [],
                WindowsDemandedSince = null,
                Canary = null,
                Detection = _document.Detection.WithNoBlindnessTold(),
                SightLoss = _document.SightLoss?.Since(_around.Clock.Now),
                HomeSightLoss = _document.HomeSightLoss?.Since(_around.Clock.Now),
            };
            _aligned = false;
        }

        if (!_aligned)
        {
            _document = await _outbox.Align(_document);
            if (_document is { WatchedSince: null, NextOutSeq: > 1 })
            {
                // Made anew: nobody else would tell that what people had said went with it.
                _around.Logger.LogError(
                    "the document of account {Account} is gone, though {Count} alert(s) of it were told: what CloudTrail still has is read and told again under the same ids, and its attestations, windows and drills are gone. To have them back, see \"Backup and restore\" in docs/operations.md",
                    _accountId, _document.NextOutSeq - 1);
            }

            _document = _document with { WatchedSince = _document.WatchedSince ?? _around.Clock.Now };
            _aligned = true;
        }

        return true;
    }

    private async Task CommitReadings(AccountRegistration account)
    {
        DetectionSettings settings = _around.SettingsOf(account.TenantId);
        if (!ReferenceEquals(_demanded, settings.Posture))
        {
            _document = PostureJudging.ByDemandsOf(account, _document, settings, _demanded ?? _document.PostureDemands, _around.Clock.Now);
        }

        PostureFacts? posture = _readings.TakePosture();
        DateTimeOffset now = _around.Time.GetUtcNow();
        UnknownScope[] unknown = [.. _readings.UnknownScopes(account, _document).Select(scope => scope.ToUnknown(_document.WatchedSince ?? now, now))];
        AccountStep step;
        try
        {
            step = AccountStep.Take(
                account, posture is null ? _document : _document with { Posture = posture }, _readings.Watched, _readings.Ends(), _around.Clock.Now, _around.Options,
                settings, _around.Sigma, _around.Origins.Value, _around.Logger, postureRead: posture is not null, canary: _readings.TakeCanary(), unknown);
        }
        catch (Exception fault)
        {
            throw new JudgementFailedException(fault);
        }

        await Commit(step, now);
        _demanded = settings.Posture;
    }

    private async Task Commit(AccountStep step, DateTimeOffset now)
    {
        AccountDocument document = step.Document;
        // After trouble, only a write shows that the store takes writes again.
        if (step.Worth || _storeTrouble is not null || now - _storedAt >= _around.Options.PersistInterval)
        {
            document = document with { CallsLeft = _calls.Left };
            _store.State = document;
            // Not true until the write has said so: whatever happens in between, the next turn reads back.
            _loaded = false;
            await _store.WriteStateAsync();
            _loaded = true;
            _storedAt = now;
        }

        _document = document;
        step.Measure(_around.Meter, now);
        if (step.Posture is { } results)
        {
            _around.Boards?.Report(_accountId, results);
        }

        if (step.ChangesPosture)
        {
            _readings.HastenPosture();
        }

        foreach (UnreadableRecord record in step.UnreadableRecords)
        {
            _around.Logger.LogWarning(
                "account {Account}: event {EventId} of {Region} could not be read ({Reason}) and was not judged: look at it in CloudTrail's Event history",
                _accountId, ShownText.Of(record.EventId, 64), ShownText.Of(record.Region, 32), UnreadableReasons.Label(record.Reason));
        }

        if (step.Alerts.Count > 0)
        {
            _around.Logger.LogInformation("account {Account}: {Count} alert(s) raised", _accountId, step.Alerts.Count);
        }
    }

    /// <summary>The outbox shrinks in memory only; the next write takes that along.</summary>
    private async Task Tell()
    {
        if (_document.Outbox.Count > 0)
        {
            _document = await _outbox.Deliver(_document);
            await Align();
        }
    }

    private TimeSpan Expect(TimeSpan next)
    {
        _lastTurn = _around.Time.GetTimestamp();
        _nextTurn = next;
        return next;
    }

    private TimeSpan UntilNext()
    {
        TimeSpan next = _document.Outbox.Count > 0 ? TimeSpan.FromSeconds(1) : _readings.UntilDue(_document);
        return next < TurnIntervalMax ? next : TurnIntervalMax;
    }

    private static string WhyGivenUp(Exception trouble) => trouble switch
    {
        AlertLogDamagedException or DocumentStorageException { Trouble: StorageTrouble.Damaged } => $"no alert is told: {trouble.Message}",
        JudgementFailedException => $"{trouble.Message}; nothing is lost, the watermark waits",
        _ => "the store or the alert log does not answer; nothing is lost, the watermark waits",
    };

    private StreamTrouble Trouble(WatchStatus status, string reason) =>
        new(status, reason, _storeTrouble?.Since ?? _around.Time.GetUtcNow(), (_storeTrouble?.Failures ?? 0) + 1);

    private void Show()
    {
        if (_account is not { } account)
        {
            return;
        }

        _view.Show(account, _document, _storeTrouble);
        if (!_paused)
        {
            _around.Boards?.Report(_accountId, _document);
        }
    }
}
