using RootWatch.Cli.Scan.Reading;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan;

/// <summary>
/// Keeps the events that matter until all input is read, for scores depend on what came before and files come in any
/// order: an archive's memory is that of its root events, not of its size.
/// </summary>
internal sealed class FindingCollector(ScanTotals totals)
{
    private readonly Dictionary<string, List<CloudTrailEvent>> byAccount = new(StringComparer.Ordinal);
    private readonly HashSet<Identity> seen = [];

    /// <summary>
    /// Several trails write one event several times, not always in the same text, and some files hold one id for different
    /// events. Only what agrees in all of this is the same event: had one of them another outcome, another second factor or
    /// another address, it would be another finding.
    /// </summary>
    private readonly record struct Identity(
        string AccountId, string EventKey, DateTimeOffset? EventTime, string EventName,
        string Outcome, string MfaUsed, string ErrorCode, string ErrorMessage, string Address)
    {
        public static Identity Of(CloudTrailEvent e) => new(
            e.AccountId, e.EventKey, e.EventTime, e.EventName, e.SignInOutcome, e.MfaUsed, e.ErrorCode, e.ErrorMessage, e.SourceIpAddress);
    }

    /// <param name="json">One record, or an envelope of one.</param>
    public void Take(ReadOnlyMemory<byte> json, string path, long line)
    {
        var (e, unreadable) = EventDecoder.Decode(RecordEnvelope.Open(json).Span);
        if (e is null)
        {
            totals.CountUnreadable(Detection.Events.UnreadableReasons.Label(unreadable!.Value), path, line);
            return;
        }

        totals.Records++;
        if (e.Identity.Type == RootPredicate.RootType)
        {
            totals.CountRootRecord(RootPredicate.Judge(e).Reason);
        }

        if (!EventRelevance.MayMatter(e))
        {
            return;
        }

        if (!seen.Add(Identity.Of(e)))
        {
            totals.Repeated++;
            return;
        }

        if (!byAccount.TryGetValue(e.AccountId, out var events))
        {
            byAccount.Add(e.AccountId, events = []);
        }

        events.Add(e);
    }

    /// <summary>
    /// In the order of event time (events without one last), then account, event and rule. The same input gives the same
    /// output.
    /// </summary>
    public IReadOnlyList<Alert> Finish()
    {
        var findings = new List<Alert>();
        foreach (var (accountId, events) in byAccount)
        {
            events.Sort(InTime);
            Advance(accountId, events, findings);
        }

        findings.Sort(InTime);
        foreach (var finding in findings)
        {
            totals.CountFinding(finding.RuleId);
        }

        return findings;
    }

    private static void Advance(string accountId, List<CloudTrailEvent> events, List<Alert> findings)
    {
        var subject = new WatchSubject(TenantId: "", accountId, WatchedSince: DateTimeOffset.MinValue);
        var now = events.Max(e => e.EventTime) ?? DateTimeOffset.UnixEpoch;
        var state = WatchState.Empty;
        var batch = new List<CloudTrailEvent>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            // Within one step Detection takes events of one id for one event.
            if (!keys.Add(e.EventKey))
            {
                Step();
                keys.Add(e.EventKey);
            }

            batch.Add(e);
        }

        Step();

        void Step()
        {
            var step = AccountWatch.Advance(state, subject, batch, now);
            findings.AddRange(step.Alerts);
            state = step.State;
            batch = [];
            keys.Clear();
        }
    }

    private static int InTime(CloudTrailEvent a, CloudTrailEvent b)
    {
        var order = Order(a.EventTime, b.EventTime);
        order = order != 0 ? order : string.CompareOrdinal(a.EventKey, b.EventKey);
        return order != 0 ? order : string.CompareOrdinal(a.EventName, b.EventName);
    }

    private static int InTime(Alert a, Alert b)
    {
        var order = Order(a.EventTime, b.EventTime);
        order = order != 0 ? order : string.CompareOrdinal(a.AccountId, b.AccountId);
        order = order != 0 ? order : string.CompareOrdinal(a.EventId, b.EventId);
        order = order != 0 ? order : string.CompareOrdinal(a.EventName, b.EventName);
        order = order != 0 ? order : string.CompareOrdinal(a.RuleId, b.RuleId);
        return order != 0 ? order : string.CompareOrdinal(a.AlertId, b.AlertId);
    }

    private static int Order(DateTimeOffset? a, DateTimeOffset? b) =>
        (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue);
}
