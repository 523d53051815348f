using Microsoft.Extensions.Options;
using Orleans.Storage;
using RootWatch.Aws;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Alerts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Fleet;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;
using RootWatch.Server.Origins;
using RootWatch.Server.Posture;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Accounts;

/// <summary>
/// The shell that waits, round <see cref="AccountPoll"/> that decides: a timer, an activation's life, and nothing else.
/// Correct without the promise of a single activation: the etag of the document decides between two.
/// </summary>
// The default placement would put nearly all accounts of a patrol on the patrol's own silo.
[Orleans.Placement.RandomPlacement]
internal sealed class AccountGrain : Grain, IAccountGrain, IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private readonly ILogger<AccountGrain> _logger;
    private readonly Func<AccountPoll> _makePoll;
    private AccountPoll? _activePoll;
    private IGrainTimer? _timer;

    public AccountGrain(
        [PersistentState("account", DocumentStorage.ProviderName)] IPersistentState<AccountDocument> document,
        IGrainContext context,
        IGrainFactory grains,
        IAwsCalls aws,
        ServerClock clock,
        RootWatchMeter meter,
        CurrentOrigins origins,
        IOptions<PollOptions> options,
        SigmaRules sigma,
        SteadyTime time,
        CurrentRoster roster,
        PostureAws posture,
        AccountBoards boards,
        Deadlines deadlines,
        ILogger<AccountGrain> logger)
    {
        _logger = logger;
        // The document is read between construction and activation.
        _makePoll = () => new AccountPoll(document, context.GrainId.Key.ToString()!, new AccountSurroundings(
            aws, options.Value, clock, meter, time, tenant => grains.GetGrain<IAlertLogGrain>(tenant), logger)
        {
            Deadlines = deadlines,
            Sigma = sigma,
            Origins = origins,
            Posture = posture,
            Boards = boards,
            SettingsOf = tenant => roster.Value.SettingsOf(tenant),
        });
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _activePoll = _makePoll();
        Poll.Wake = SetTimer;
        return Task.CompletedTask;
    }

    public Task<AccountSnapshot> Watch(AccountRegistration registration)
    {
        Poll.Register(registration);
        _timer ??= this.RegisterGrainTimer(
            static (self, _) => self.Turn(), this,
            new GrainTimerCreationOptions(Shortest, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        // The patrol's call also keeps the activation from being collected as idle.
        DelayDeactivation(TimeSpan.FromMinutes(10));
        return Task.FromResult(Poll.Snapshot!);
    }

    public async Task<IReadOnlyList<PushOutcome>> Push(IReadOnlyList<PushedRecord> records)
    {
        IReadOnlyList<PushOutcome> outcomes = await Poll.Push(records);
        // What it raised is told at once.
        SetTimer(Shortest);
        return outcomes;
    }

    public Task Pause(string reason)
    {
        _logger.LogInformation("account {Account} is no longer watched: {Reason}", this.GetPrimaryKeyString(), reason);
        Poll.Pause();
        if (Poll.IsDone)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task<AccountSnapshot?> GetSnapshot() => Task.FromResult(Poll.Snapshot);

    public Task<AccountSnapshot?> GetPaused(AccountRegistration registration, string reason) => Task.FromResult(Poll.Paused(registration, reason));

    public Task<PostureSnapshot?> GetPosture() => Task.FromResult(Poll.Posture);

    public Task<ChecklistSnapshot?> GetChecklist() => Task.FromResult(Poll.Checklist);

    public Task<Decision<AttestationLine>> Attest(string tenantId, AttestationDraft draft) =>
        Settle(() => Poll.Decide(tenantId, (document, now) => AttestationBook.Add(document, this.GetPrimaryKeyString(), draft, now)));

    public Task<Decision<AttestationLine>> WithdrawAttestation(string tenantId, string id, string by) =>
        Settle(() => Poll.Decide(tenantId, (document, now) => AttestationBook.Withdraw(document, id, by, now)));

    public Task<AttestationList?> GetAttestations() => Task.FromResult(Poll.Attestations);

    public Task<Decision<WindowLine>> RequestWindow(string tenantId, WindowDraft draft) => Settle(() => Poll.RequestWindow(tenantId, draft));

    public Task<Decision<WindowLine>> ApproveWindow(string tenantId, string id, string by) => Settle(() => Poll.ApproveWindow(tenantId, id, by));

    public Task<Decision<WindowLine>> ExtendWindow(string tenantId, string id, TimeSpan length, string reason, string by) =>
        Settle(() => Poll.ExtendWindow(tenantId, id, length, reason, by));

    public Task<Decision<WindowLine>> CloseWindow(string tenantId, string id, string by) => Settle(() => Poll.CloseWindow(tenantId, id, by));

    public Task<Decision<WindowLine>> ReviewWindow(string tenantId, ReviewDraft draft) => Settle(() => Poll.ReviewWindow(tenantId, draft));

    public Task<WindowList?> GetWindows() => Task.FromResult(Poll.Windows);

    public Task<Decision<DrillLine>> StartDrill(string tenantId, DrillDraft draft) => Settle(() => Poll.StartDrill(tenantId, draft));

    public Task<Decision<DrillLine>> SeeDrill(string tenantId, string id, string by) => Settle(() => Poll.SeeDrill(tenantId, id, by));

    public Task<Decision<DrillLine>> AcknowledgeDrill(string tenantId, string id, string by) => Settle(() => Poll.AcknowledgeDrill(tenantId, id, by));

    public Task<Decision<DrillLine>> CloseDrill(string tenantId, DrillEnd end) => Settle(() => Poll.CloseDrill(tenantId, end));

    public Task<DrillList?> GetDrills() => Task.FromResult(Poll.Drills);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        _timer = null;
        try
        {
            // Null if the document could not be read.
            await (_activePoll?.Leave() ?? Task.CompletedTask);
        }
        catch (Exception trouble)
        {
            // Orleans puts the stack into the message.
            _logger.LogInformation(
                "account {Account}: progress was not stored at the end and will be read again: {Trouble}", this.GetPrimaryKeyString(), trouble.Message.Split('\n')[0].TrimEnd());
        }
    }

    public void Dispose() => _activePoll?.Dispose();

    private AccountPoll Poll => _activePoll ?? throw new InvalidOperationException("the grain is not active");

    private async Task<Decision<T>> Settle<T>(Func<Task<Decision<T>>> decide)
        where T : class
    {
        try
        {
            Decision<T> decision = await decide();
            // What it raised is told at once.
            SetTimer(Shortest);
            return decision;
        }
        catch (InconsistentStateException)
        {
            // Nothing was written.
            DeactivateOnIdle();
            return Decision.NotDone<T>(RefusalKind.NotReady, $"account {this.GetPrimaryKeyString()} is moving to another server: try again in a moment");
        }
    }

    private async Task Turn()
    {
        TimeSpan next = TimeSpan.FromSeconds(5);
        try
        {
            next = await Poll.Turn();
        }
        catch (InconsistentStateException)
        {
            _logger.LogWarning("account {Account}: another activation wrote the document; this one goes", this.GetPrimaryKeyString());
            DeactivateOnIdle();
            return;
        }

        if (Poll.IsDone)
        {
            DeactivateOnIdle();
            return;
        }

        SetTimer(next);
    }

    private void SetTimer(TimeSpan next) => _timer?.Change(next > Shortest ? next : Shortest, Timeout.InfiniteTimeSpan);
}
