using Orleans.Storage;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;
using RootWatch.Server.Origins;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tenants;

/// <summary>
/// Follows the tenant's own log, so that no account has to send anything twice. Alerts, what was read and what is remembered
/// are one conditional write; what is not written is read again, and comes to the same.
/// </summary>
internal sealed class TenantGrain(
    [PersistentState("tenant", DocumentStorage.ProviderName)] IPersistentState<TenantDocument> store,
    IGrainFactory grains,
    CurrentRoster roster,
    CurrentOrigins origins,
    RootWatchMeter meter,
    TimeProvider time,
    ILogger<TenantGrain> logger) : Grain, ITenantGrain
{
    /// <summary>In the log's numbering, where the accounts have their ids.</summary>
    private const string Sender = "tenant";

    private const int PageMax = 256;

    private readonly RepeatedTrouble _notLooked = new();
    private TenantDocument _document = new();
    private bool _loaded;
    private bool _aligned;

    private string TenantId => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _document = store.State;
        _loaded = true;
        return Task.CompletedTask;
    }

    public async Task Look()
    {
        try
        {
            await Load();
            while (await Take(await NextPage()))
            {
            }

            if (!_document.Unattended.IsEmpty)
            {
                await AttendNow([], []);
            }

            _notLooked.Over();
        }
        catch (InconsistentStateException)
        {
            logger.LogWarning("tenant {Tenant}: another activation wrote the document; this one goes", TenantId);
            DeactivateOnIdle();
        }
        catch (Exception trouble)
        {
            // Written or not: only the store knows.
            _loaded = false;
            if (_notLooked.IsNews(trouble))
            {
                logger.LogWarning(trouble, "tenant {Tenant}: what its accounts have in common could not be looked at, and will be", TenantId);
            }
        }
    }

    public async Task Attend(IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended)
    {
        try
        {
            await Load();
            await AttendNow(unattended, attended);
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

    private IAlertLogGrain Log => grains.GetGrain<IAlertLogGrain>(TenantId);

    private async Task Load()
    {
        if (!_loaded)
        {
            await store.ReadStateAsync();
            _document = store.State;
            _aligned = false;
            _loaded = true;
        }

        if (_document.SchemaVersion > TenantDocument.CurrentSchema)
        {
            throw new InvalidOperationException($"the stored document has schema {_document.SchemaVersion}, newer than this version of RootWatch knows: run the newer version");
        }

        if (!_aligned)
        {
            var (outbox, nextOutSeq) = await AlertOutbox.Align(Log, Sender, _document.Outbox, _document.NextOutSeq);
            _document = _document with { WatchedSince = _document.WatchedSince ?? time.GetUtcNow(), Outbox = outbox, NextOutSeq = nextOutSeq };
            _aligned = true;
        }

        await Tell();
    }

    private async Task<LogPage> NextPage()
    {
        LogPage page = await Log.Read(_document.ReadSeq, PageMax);
        TenantDocument followed = TenantReading.Following(_document, page);
        if (ReferenceEquals(followed, _document))
        {
            return page;
        }

        _document = followed;
        return await Log.Read(_document.ReadSeq, PageMax);
    }

    /// <summary>False once the end of the log is reached.</summary>
    private async Task<bool> Take(LogPage page)
    {
        DateTimeOffset now = time.GetUtcNow();
        Roster current = roster.Value;
        (TenantDocument document, IReadOnlyList<Alert> alerts) = TenantReading.Take(_document, page, Subject(current, now), current.CountOf(TenantId), now);
        await Commit(document, alerts, now);
        return page.Alerts.Count == PageMax;
    }

    private async Task AttendNow(IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended)
    {
        DateTimeOffset now = time.GetUtcNow();
        Roster current = roster.Value;
        if (current.CountOf(TenantId) == 0)
        {
            // This silo has not read accounts.yaml yet.
            return;
        }

        bool IsWatched(string accountId) => current.Accounts.TryGetValue(accountId, out AccountRegistration? account) && account.TenantId == TenantId;
        (TenantDocument document, IReadOnlyList<Alert> alerts) = TenantReading.Attend(_document, Subject(current, now), unattended, attended, IsWatched, now);
        await Commit(document, alerts, now);
    }

    private WatchSubject Subject(Roster current, DateTimeOffset now) =>
        new(TenantId, "", _document.WatchedSince ?? now) { Settings = current.SettingsOf(TenantId), Origins = origins.Value };

    private async Task Commit(TenantDocument document, IReadOnlyList<Alert> alerts, DateTimeOffset now)
    {
        if (alerts.Count > 0 || document.Unattended != store.State.Unattended || store.State.WatchedSince is null || Math.Abs(document.ReadSeq - store.State.ReadSeq) >= PageMax)
        {
            store.State = document;
            // Not true until the write has said so.
            _loaded = false;
            await store.WriteStateAsync();
            _loaded = true;
        }

        _document = document;
        foreach (Alert alert in alerts)
        {
            meter.AlertRaised(alert, now);
        }

        await Tell();
    }

    /// <summary>The outbox shrinks in memory only; the next write takes that along.</summary>
    private async Task Tell() => _document = _document with { Outbox = await AlertOutbox.Deliver(Log, TenantId, Sender, _document.Outbox) };
}
