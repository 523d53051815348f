using System.Runtime.InteropServices;
using RootWatch.Cli.Scan.Output;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;

namespace RootWatch.Cli.Scan;

/// <summary>
/// Keeps the events that matter until all input is read, for scores depend on what came before and files come in any
/// order: an archive's memory is that of its root events, not of its size.
/// </summary>
internal sealed class FindingCollector(ScanTotals totals, IOriginTable origins, ProgressBar progress)
{
    /// <summary>Events of an account that are judged in one step, after which progress is told and a stop heeded: a tenth of a second of them.</summary>
    private const int BatchMax = 1_000;

    private readonly Dictionary<string, List<CloudTrailEvent>> _byAccount = new(StringComparer.Ordinal);
    private readonly HashSet<CloudTrailEvent> _seen = new(SameEvent.Comparer);

    /// <summary>Of all accounts: one's trail may write to another's bucket.</summary>
    private readonly Dictionary<string, DateTimeOffset> _trailBuckets = new(StringComparer.Ordinal);

    /// <summary>False for one that was taken before.</summary>
    public bool Take(CloudTrailEvent e)
    {
        if (!_seen.Add(e))
        {
            totals.Repeated++;
            return false;
        }

        ref var events = ref CollectionsMarshal.GetValueRefOrAddDefault(_byAccount, e.AccountId, out _);
        (events ??= []).Add(e);
        if (TrailBucketTamperedRule.NamedBucket(e) is { } bucket && !(_trailBuckets.TryGetValue(bucket, out var since) && since <= e.EventTime))
        {
            _trailBuckets[bucket] = e.EventTime!.Value;
        }

        return true;
    }

    /// <summary>What root did itself, in the order of time; that without a time last.</summary>
    public IEnumerable<CloudTrailEvent> RootEvents => _byAccount.Values.SelectMany(events => events)
        .Where(e => RootPredicate.Judge(e).IsRoot)
        .OrderBy(e => e.EventTime ?? DateTimeOffset.MaxValue).ThenBy(e => e.EventKey, StringComparer.Ordinal);

    /// <summary>The findings that the user wants to see, in no order, and counts them.</summary>
    /// <param name="jobs">Accounts are looked at by so many workers.</param>
    public IReadOnlyList<AlertDraft> Finish(FindingSelection selection, DetectionSettings settings, int jobs, CancellationToken cancel)
    {
        var found = Find(selection, settings, jobs, cancel);
        totals.FindingsLeftOut = found.LeftOut;
        foreach (var (ruleId, count) in found.ByRule)
        {
            totals.CountFindings(ruleId, count);
        }

        return found.Wanted;
    }

    /// <summary>The same, which the totals know nothing of.</summary>
    public FoundFindings Find(FindingSelection selection, DetectionSettings settings, int jobs, CancellationToken cancel)
    {
        progress.BeginJudging(_seen.Count);
        var accounts = _byAccount.ToArray();
        var all = new FoundFindings(selection);
        // This thread is one of the workers: a pool of two would otherwise have one of them wait.
        Parallel.For(
            0,
            accounts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel },
            () => new FoundFindings(selection),
            (i, _, ofWorker) =>
            {
                Look(SubjectOf(accounts[i].Key, settings), accounts[i].Value, ofWorker, cancel);
                return ofWorker;
            },
            ofWorker =>
            {
                lock (all)
                {
                    all.Add(ofWorker);
                }
            });
        progress.End();
        return all;
    }

    /// <summary>
    /// In the order of event time (events without one last), then account, event and rule. The same input gives the same
    /// output.
    /// </summary>
    public static IReadOnlyList<Alert> InOrder(IReadOnlyList<AlertDraft> findings, int jobs)
    {
        // By the time as a number first, which settles most of it.
        var written = new (long Ticks, Alert Alert)[findings.Count];
        Parallel.For(0, written.Length, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i =>
            written[i] = (findings[i].EventTime?.UtcTicks ?? long.MaxValue, findings[i].Alert));
        Array.Sort(written, (a, b) => a.Ticks != b.Ticks ? a.Ticks.CompareTo(b.Ticks) : InTime(a.Alert, b.Alert));
        return Array.ConvertAll(written, timed => timed.Alert);
    }

    public WatchSubject SubjectOf(string accountId, DetectionSettings settings) =>
        new(TenantId: "", accountId, WatchedSince: DateTimeOffset.MinValue)
        {
            Origins = origins,
            Settings = settings,
            Situation = Situation.Unknown with { TrailBuckets = _trailBuckets },
        };

    private void Look(WatchSubject subject, List<CloudTrailEvent> events, FoundFindings found, CancellationToken cancel)
    {
        if (events.Count > 1)
        {
            events.Sort(InTime);
        }

        var now = events.Max(e => e.EventTime) ?? DateTimeOffset.UnixEpoch;
        var state = WatchState.Empty;
        foreach (var batch in Batches(events))
        {
            var step = AccountWatch.Advance(state, subject, batch, now);
            found.Add(step.Drafts);
            state = step.State;
            progress.Advance(batch.Count);
            cancel.ThrowIfCancellationRequested();
        }

        found.Add(AccountWatch.Tick(state, subject, now + subject.Lateness).Drafts);
    }

    /// <summary>Within one step Detection takes events of one id for one event.</summary>
    private static IEnumerable<IReadOnlyList<CloudTrailEvent>> Batches(List<CloudTrailEvent> events)
    {
        if (events.Count == 1)
        {
            yield return events;
            yield break;
        }

        var batch = new List<CloudTrailEvent>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            if (batch.Count == BatchMax || !keys.Add(e.EventKey))
            {
                yield return batch;
                batch = [];
                keys = new HashSet<string>([e.EventKey], StringComparer.Ordinal);
            }

            batch.Add(e);
        }

        yield return batch;
    }

    private static int InTime(CloudTrailEvent a, CloudTrailEvent b)
    {
        var order = Order(a.EventTime, b.EventTime);
        order = order != 0 ? order : string.CompareOrdinal(a.EventKey, b.EventKey);
        order = order != 0 ? order : string.CompareOrdinal(a.EventName, b.EventName);
        // What some files hold under one id still needs an order, for the score of one depends on the other.
        return order != 0 ? order : SameEvent.Compare(a, b);
    }

    public static int InTime(Alert a, Alert b)
    {
        var order = Order(a.EventTime, b.EventTime);
        order = order != 0 ? order : string.CompareOrdinal(a.AccountId, b.AccountId);
        order = order != 0 ? order : string.CompareOrdinal(a.EventId, b.EventId);
        order = order != 0 ? order : string.CompareOrdinal(a.EventName, b.EventName);
        order = order != 0 ? order : string.CompareOrdinal(a.RuleId, b.RuleId);
        order = order != 0 ? order : string.CompareOrdinal(a.AlertId, b.AlertId);
        order = order != 0 ? order : a.Score.CompareTo(b.Score);
        return order != 0 ? order : string.CompareOrdinal(a.Summary, b.Summary);
    }

    private static int Order(DateTimeOffset? a, DateTimeOffset? b) =>
        (a?.UtcTicks ?? long.MaxValue).CompareTo(b?.UtcTicks ?? long.MaxValue);
}
