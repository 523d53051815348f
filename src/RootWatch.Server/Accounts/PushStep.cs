using System.Collections.Immutable;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Accounts;

/// <summary>What pushed records make of the document: as if a sweep had read them, but for the streams, which it leaves alone. Pure.</summary>
/// <param name="Step">Null if none of them was new.</param>
/// <param name="Outcomes">Of each record, in their order.</param>
internal sealed record PushStep(AccountStep? Step, IReadOnlyList<PushOutcome> Outcomes)
{
    /// <param name="judge">Says what records mean, and for the account's posture if they change that.</param>
    public static PushStep Take(
        AccountDocument document, IReadOnlyList<PushedRecord> records, DateTimeOffset now, PollOptions options,
        Func<IReadOnlyList<string>, (WatchStep Step, IReadOnlyList<PostureResult>? Posture)> judge)
    {
        ImmutableDictionary<string, PushedEvent> pushed = document.Pushed;
        List<PushOutcome> outcomes = [];
        List<PushedRecord> taken = [];
        foreach (PushedRecord record in records)
        {
            string key = CloudTrailTail.KeyOf(record.EventId, record.Record);
            PushOutcome outcome = pushed.ContainsKey(key) || document.Streams.Values.Any(stream => stream.Seen.ContainsKey(key)) ? PushOutcome.Known
                : record.EventTime < now - PushedEvents.AgeMax || record.EventTime > now + PushedEvents.AheadMax ? PushOutcome.OutOfTime
                : pushed.Count >= PushedEvents.CountMax ? PushOutcome.Full
                : PushOutcome.Taken;
            outcomes.Add(outcome);
            if (outcome is PushOutcome.Taken)
            {
                taken.Add(record);
                pushed = pushed.Add(key, new PushedEvent(record.EventTime.ToUnixTimeSeconds(), PushedEvents.DigestOf(record.Record), []));
            }
        }

        if (taken.Count == 0)
        {
            return new PushStep(null, outcomes);
        }

        (WatchStep judged, IReadOnlyList<PostureResult>? posture) = judge([.. taken.Select(record => record.Record)]);
        foreach (IGrouping<string, Alert> alerts in judged.Alerts.Where(alert => pushed.ContainsKey(alert.EventId)).GroupBy(alert => alert.EventId))
        {
            pushed = pushed.SetItem(alerts.Key, pushed[alerts.Key] with { AlertIds = [.. alerts.Select(alert => alert.AlertId)] });
        }

        DateTimeOffset hotUntil = taken.Max(record => record.EventTime) + options.HotFor;
        document = document with
        {
            Pushed = pushed,
            HotUntil = document.HotUntil > hotUntil ? document.HotUntil : hotUntil,
        };
        return new PushStep(
            AccountStep.Of(document, judged, judged.Alerts, taken.Count) with
            {
                Posture = posture,
                UnreadableRecords = UnreadableRecord.Of(judged.Tally, taken.Select(record => ("a push", record.EventId, record.Record))),
                ChangesPosture = taken.Exists(record => PostureTriggers.IsChange(record.Record, record.EventTime, now)),
            },
            outcomes);
    }
}
