using Orleans.Storage;
using Orleans.Utilities;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Alerts;

/// <summary>
/// The ordered alert log of one tenant. Correct without the promise of a single activation: every append is one
/// conditional write of the head, and a write whose outcome is unknown is never repeated, only read back.
/// </summary>
internal sealed class AlertLogGrain : Grain, IAlertLogGrain, ICanaryLogGrain
{
    private const int PageMax = 1000;
    private static readonly TimeSpan ObserverExpiry = TimeSpan.FromMinutes(5);

    // A second activation that only reads would never meet a changed etag: look at the store from time to time.
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);

    private readonly IPersistentState<AlertLogHead> _head;
    private readonly AlertLogSegments _segments;
    private readonly ObserverManager<IAlertLogObserver> _observers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _tenantId;
    private long _readAt;
    private bool _stale;

    /// <summary>There is a head, or nothing that it would belong to.</summary>
    private bool _isSound;

    public AlertLogGrain(
        [PersistentState("log", DocumentStorage.ProviderName)] IPersistentState<AlertLogHead> head,
        [FromKeyedServices(DocumentStorage.ProviderName)] IGrainStorage storage,
        IGrainContext context,
        TimeProvider time,
        ILogger<AlertLogGrain> logger)
    {
        _head = head;
        _segments = new AlertLogSegments(storage, context.GrainId);
        _observers = new ObserverManager<IAlertLogObserver>(ObserverExpiry, logger);
        _time = time;
        _logger = logger;
        _tenantId = context.GrainId.Key.ToString()!;
        _readAt = time.GetTimestamp();
    }

    private AlertLogHead Head => _head.State;

    public async Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries)
    {
        await RereadIfStale();
        await CommitAll(accountId, entries);
        if (entries.Any(entry => entry.OutSeq > HighWaterOf(accountId)))
        {
            // An outbox has no holes: another activation took what is missing here, and this one never wrote, so no etag told it.
            _stale = true;
            await RereadIfStale();
            await CommitAll(accountId, entries);
        }

        return HighWaterOf(accountId);
    }

    public async Task GoOnAfter(string accountId, long outSeq)
    {
        // Another activation may have taken what is missing here: only the store knows.
        _stale = true;
        await RereadIfStale();
        long highWater = HighWaterOf(accountId);
        if (highWater >= outSeq)
        {
            return;
        }

        _stale = true;
        Head.HighWater[accountId] = outSeq;
        await _head.WriteStateAsync();
        _stale = false;
        _logger.LogWarning(
            "the alert log of tenant {Tenant} was restored from a backup that lacks {Count} alert(s) of {Account}, which were told before and will not be told again; what comes is told. To have them back, see \"Backup and restore\" in docs/operations.md",
            _tenantId, outSeq - highWater, accountId);
    }

    private async Task CommitAll(string accountId, IReadOnlyList<OutboxEntry> entries)
    {
        foreach (OutboxEntry[] batch in entries.OrderBy(entry => entry.OutSeq).Chunk(AlertLogSegments.Size))
        {
            await Commit(accountId, batch);
        }
    }

    public async Task<LogPage> Read(long afterSeq, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        // Whoever knows of more than we do has met another activation.
        _stale |= afterSeq > Head.LastSeq() || _time.GetElapsedTime(_readAt) > Trusted;
        await RereadIfStale();
        int wanted = Math.Min(max, PageMax);
        List<LoggedAlert> page = [];
        string before = Head.LastHash();
        for (long seq = Math.Max(afterSeq + 1, Head.FirstSeq); seq <= Head.LastSeq() && page.Count < wanted;)
        {
            (string previous, IReadOnlyList<LogEntry> stretch) = await StretchOf(seq);
            before = page.Count > 0 ? before : stretch.LastOrDefault(entry => entry.Seq < seq)?.Hash ?? previous;
            foreach (LogEntry entry in stretch.SkipWhile(entry => entry.Seq < seq).Take(wanted - page.Count))
            {
                page.Add(new LoggedAlert(entry.Seq, entry.AlertJson, LogEntry.Mark(entry.Hash)));
                seq = entry.Seq + 1;
            }
        }

        return new LogPage(Head.Epoch, Head.FirstSeq, Head.LastSeq(), page, LogEntry.Mark(before), LogEntry.Mark(Head.LastHash()));
    }

    public async Task Forget(long throughSeq)
    {
        if (this.GetPrimaryKeyString() != CanaryAccount.TenantId)
        {
            throw new InvalidOperationException("the log of a tenant is never cut");
        }

        await RereadIfStale();
        long first = (Head.FirstSeq - 1) / AlertLogSegments.Size;
        long kept = Math.Min(throughSeq, Head.SegmentedSeq) / AlertLogSegments.Size;
        if (kept <= first)
        {
            return;
        }

        // A segment that goes before its head has said so would be missing; one that stays behind is only never read.
        _stale = true;
        Head.FirstSeq = (kept * AlertLogSegments.Size) + 1;
        await _head.WriteStateAsync();
        _stale = false;
        for (long number = first; number < kept; number++)
        {
            await _segments.Delete(number);
        }
    }

    public Task Subscribe(IAlertLogObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(IAlertLogObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private async Task<(string PreviousHash, IReadOnlyList<LogEntry> Entries)> StretchOf(long seq)
    {
        if (seq > Head.SegmentedSeq)
        {
            return (Head.SegmentedHash, Head.Tail);
        }

        AlertLogSegment segment = await _segments.Containing(seq, Head.Epoch);
        return (segment.PreviousHash, segment.Entries);
    }

    private long HighWaterOf(string accountId) => Head.HighWater.GetValueOrDefault(accountId);

    private async Task Commit(string accountId, OutboxEntry[] batch)
    {
        long highWater = HighWaterOf(accountId);
        BlindnessFold fold = Head.Fold;
        List<LogEntry> added = [];
        foreach (OutboxEntry entry in batch.Where(entry => entry.OutSeq > highWater))
        {
            // An outbox has no holes; what comes after one is taken when the missing part has come.
            if (entry.OutSeq != highWater + 1)
            {
                break;
            }

            (fold, string alertJson) = Mark(fold, entry.AlertJson);
            added.Add(LogEntry.After(
                added.Count > 0 ? added[^1].Hash : Head.LastHash(), Head.LastSeq() + added.Count + 1, accountId, alertJson));
            highWater = entry.OutSeq;
        }

        if (added.Count == 0)
        {
            return;
        }

        string epoch = Head.Epoch.Length > 0 ? Head.Epoch : Guid.NewGuid().ToString("n");
        try
        {
            (long segmentedSeq, string segmentedHash, int moved) = await MoveToSegments(epoch);
            _head.State = new AlertLogHead
            {
                Epoch = epoch,
                FirstSeq = Head.FirstSeq,
                SegmentedSeq = segmentedSeq,
                SegmentedHash = segmentedHash,
                Tail = [.. Head.Tail.Skip(moved), .. added],
                HighWater = new Dictionary<string, long>(Head.HighWater) { [accountId] = highWater },
                Fold = fold,
            };
            await _head.WriteStateAsync();
        }
        catch
        {
            // Written or not: only the store knows.
            _stale = true;
            throw;
        }

        _readAt = _time.GetTimestamp();
        await _observers.Notify(observer => observer.Grown(this.GetPrimaryKeyString(), Head.LastSeq()));
    }

    private static (BlindnessFold Fold, string AlertJson) Mark(BlindnessFold fold, string alertJson)
    {
        if (!AlertJson.MayBeOf(BlindnessFold.Rules, alertJson))
        {
            return (fold, alertJson);
        }

        (BlindnessFold after, Alert marked) = fold.Take(AlertJson.Read(alertJson));
        return (after, AlertJson.Write(marked));
    }

    /// <summary>Writes what fills segments; the head lets go of it with its next commit.</summary>
    private async Task<(long Seq, string Hash, int Moved)> MoveToSegments(string epoch)
    {
        (long seq, string hash, int moved) = (Head.SegmentedSeq, Head.SegmentedHash, 0);
        while (Head.Tail.Count - moved >= AlertLogSegments.Size)
        {
            List<LogEntry> entries = Head.Tail.GetRange(moved, AlertLogSegments.Size);
            await _segments.Write(seq / AlertLogSegments.Size, new AlertLogSegment { Epoch = epoch, PreviousHash = hash, Entries = entries }, _head.WriteStateAsync);
            (seq, hash, moved) = (entries[^1].Seq, entries[^1].Hash, moved + entries.Count);
        }

        return (seq, hash, moved);
    }

    private async Task RereadIfStale()
    {
        if (_stale)
        {
            await _head.ReadStateAsync();
            _segments.Forget();
            _isSound = false;
            _stale = false;
            _readAt = _time.GetTimestamp();
        }

        if (!_isSound && !_head.RecordExists)
        {
            await GoOnBehindSegments();
        }

        _isSound = true;
    }

    /// <summary>A head that is gone is made anew from what the segments hold: to begin anew would overwrite them, and hide them from then on.</summary>
    private async Task GoOnBehindSegments()
    {
        AlertLogHead head = new();
        await foreach (AlertLogSegment segment in _segments.InOrder())
        {
            (head.Epoch, head.SegmentedSeq, head.SegmentedHash) = (segment.Epoch, segment.Entries[^1].Seq, segment.Entries[^1].Hash);
            foreach (LogEntry entry in segment.Entries)
            {
                // What lay in the head was taken as well: that the accounts say themselves.
                head.HighWater[entry.AccountId] = head.HighWater.GetValueOrDefault(entry.AccountId) + 1;
                head.Fold = Mark(head.Fold, entry.AlertJson).Fold;
            }
        }

        if (head.SegmentedSeq == 0)
        {
            return;
        }

        _stale = true;
        _head.State = head;
        await _head.WriteStateAsync();
        _stale = false;
        _logger.LogError(
            "the head of the alert log of tenant {Tenant} is gone, though its segments are there: the log goes on behind alert {Seq}, and what had come after it is lost. To have it back, see \"Backup and restore\" in docs/operations.md",
            _tenantId, Head.LastSeq());
    }
}
