using System.Collections.Immutable;
using Orleans.Storage;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Organizations;

/// <summary>
/// The shell that waits, round <see cref="OrganizationStep"/> that decides. What was found and the alerts about it are one
/// conditional write; nobody hears of accounts that are not stored.
/// </summary>
internal sealed class OrganizationGrain(
    [PersistentState("organization", DocumentStorage.ProviderName)] IPersistentState<OrganizationDocument> store,
    OrganizationReader reader,
    OrganizationOptions options,
    IGrainFactory grains,
    CurrentRoster roster,
    RootWatchMeter meter,
    TimeProvider time,
    ILogger<OrganizationGrain> logger) : Grain, IOrganizationGrain, IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    // No two readings follow each other sooner, whatever the store says.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private readonly HashSet<string> _aligned = new(StringComparer.Ordinal);
    private readonly RepeatedTrouble _notKept = new();
    private OrganizationDocument _document = new();
    private IGrainTimer? _timer;
    private bool _loaded;
    private int _failures;

    private string OrganizationId => this.GetPrimaryKeyString();

    /// <summary>In the numbering of a tenant's log, where the accounts have their ids.</summary>
    private string Sender => "organization " + OrganizationId;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _document = store.State;
        _loaded = true;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _leaving.CancelAsync();

    public Task<OrganizationFindings?> Follow(long knownVersion)
    {
        _timer ??= this.RegisterGrainTimer(static (self, _) => self.Turn(), this, new GrainTimerCreationOptions(UntilDue(), Timeout.InfiniteTimeSpan) { KeepAlive = true });
        DelayDeactivation(TimeSpan.FromMinutes(10));
        return Task.FromResult(_document.Version == knownVersion ? null : Findings());
    }

    public async Task<OrganizationFindings> Discover(OrganizationRegistration organization, int acceptedRemovals)
    {
        await Read(organization, acceptedRemovals);
        return Findings();
    }

    public void Dispose() => _leaving.Dispose();

    private async Task Turn()
    {
        if (roster.File.Organizations.FirstOrDefault(organization => organization.OrganizationId == OrganizationId) is not { } named)
        {
            // Nobody may be asked for accounts any more.
            _timer?.Dispose();
            _timer = null;
            return;
        }

        try
        {
            await Read(named, acceptedRemovals: 0);
            _failures = 0;
            _notKept.Over();
        }
        catch (Exception trouble)
        {
            _failures++;
            if (_notKept.IsNews(trouble))
            {
                logger.LogWarning("organization {Organization}: what was read could not be kept, and will be read again: {Trouble}", OrganizationId, trouble.Message);
            }
        }

        TimeSpan due = UntilDue(), rest = RestAfter(_failures, options.Interval);
        _timer?.Change(due > rest ? due : rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Doubles up to the usual interval: each reading is calls in somebody's account, and a store may take nothing for hours.</summary>
    /// <param name="failures">In a row.</param>
    internal static TimeSpan RestAfter(int failures, TimeSpan interval)
    {
        TimeSpan rest = RetryAfter * Math.Pow(2, Math.Min(failures, 20));
        return rest < interval ? rest : interval;
    }

    private async Task Read(OrganizationRegistration organization, int acceptedRemovals)
    {
        try
        {
            await Load();
            (OrganizationListing? listing, ListingTrouble? trouble) = await reader.Read(organization, _leaving.Token);
            DateTimeOffset now = time.GetUtcNow();
            OrganizationOutcome outcome = listing is null
                ? OrganizationStep.Fail(_document, organization, trouble!, now)
                : OrganizationStep.Take(_document, organization, roster.File, listing, acceptedRemovals, now);
            await Commit(outcome, now);
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle();
            throw;
        }
        catch (Exception)
        {
            // Written or not: only the store knows.
            _loaded = false;
            throw;
        }
    }

    private async Task Load()
    {
        if (!_loaded)
        {
            await store.ReadStateAsync();
            _document = store.State;
            _aligned.Clear();
            _loaded = true;
        }

        if (_document.SchemaVersion > OrganizationDocument.CurrentSchema)
        {
            throw new InvalidOperationException($"the stored document has schema {_document.SchemaVersion}, newer than this version of RootWatch knows: run the newer version");
        }

        await Deliver();
    }

    private async Task Commit(OrganizationOutcome outcome, DateTimeOffset now)
    {
        OrganizationDocument document = outcome.Document;
        List<Alert> raised = [];
        foreach ((string tenantId, OrganizationFact fact) in outcome.Told)
        {
            document = await Align(document, tenantId);
            WatchSubject tenant = new(tenantId, "", DateTimeOffset.MinValue) { Settings = roster.Value.SettingsOf(tenantId) };
            foreach (Alert alert in OrganizationWatch.Tell(tenant, fact, now))
            {
                TenantOutbox outbox = document.Outboxes[tenantId];
                document = document with
                {
                    Outboxes = document.Outboxes.SetItem(tenantId, new TenantOutbox(outbox.Alerts.Add(new OutboxEntry(outbox.NextOutSeq, AlertJson.Write(alert))), outbox.NextOutSeq + 1)),
                };
                raised.Add(alert);
            }

            logger.LogWarning("organization {Organization}: {Fact} {Account} {Reason}", OrganizationId, fact.GetType().Name, (fact as AccountPaused)?.AccountId ?? "", fact.Reason);
        }

        if (document.Version != _document.Version)
        {
            logger.LogInformation(
                "organization {Organization}: {Watched} accounts are watched, {Held} of them held, {Paused} paused, {Excluded} left out{Trouble}",
                OrganizationId, document.Accounts.Count(account => account.IsWatched), Count(document, FoundState.Held), Count(document, FoundState.Paused), Count(document, FoundState.Excluded),
                document.Trouble.Length > 0 ? $"; the list could not be had: {document.Trouble}" : "");
        }

        store.State = document;
        // Not true until the write has said so.
        _loaded = false;
        await store.WriteStateAsync();
        _loaded = true;
        _document = document;
        foreach (Alert alert in raised)
        {
            meter.AlertRaised(alert, now);
        }

        await Deliver();
    }

    private async Task<OrganizationDocument> Align(OrganizationDocument document, string tenantId)
    {
        TenantOutbox outbox = document.Outboxes.GetValueOrDefault(tenantId, TenantOutbox.Empty);
        if (!_aligned.Contains(tenantId))
        {
            (ImmutableList<OutboxEntry> alerts, long next) = await AlertOutbox.Align(LogOf(tenantId), Sender, outbox.Alerts, outbox.NextOutSeq);
            outbox = new TenantOutbox(alerts, next);
            _aligned.Add(tenantId);
        }

        return document with { Outboxes = document.Outboxes.SetItem(tenantId, outbox) };
    }

    /// <summary>The outboxes shrink in memory only; the next write takes that along.</summary>
    private async Task Deliver()
    {
        foreach (string tenantId in _document.Outboxes.Where(outbox => outbox.Value.Alerts.Count > 0).Select(outbox => outbox.Key).ToArray())
        {
            _document = await Align(_document, tenantId);
            TenantOutbox outbox = _document.Outboxes[tenantId];
            _document = _document with
            {
                Outboxes = _document.Outboxes.SetItem(tenantId, outbox with { Alerts = await AlertOutbox.Deliver(LogOf(tenantId), tenantId, Sender, outbox.Alerts) }),
            };
        }
    }

    private IAlertLogGrain LogOf(string tenantId) => grains.GetGrain<IAlertLogGrain>(tenantId);

    private OrganizationFindings Findings() => new(OrganizationId, _document.Version, _document.Accounts, _document.ListedAt, _document.Trouble);

    private TimeSpan UntilDue()
    {
        DateTimeOffset now = time.GetUtcNow();
        // What was tried at a time yet to come was tried before somebody set the clock.
        TimeSpan due = _document.TriedAt is { } tried && tried <= now ? tried + options.Interval - now : TimeSpan.Zero;
        return due > Shortest ? due : Shortest;
    }

    private static int Count(OrganizationDocument document, FoundState state) => document.Accounts.Count(account => account.State == state);
}
