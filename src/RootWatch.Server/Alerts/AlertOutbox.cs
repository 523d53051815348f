using System.Collections.Immutable;

namespace RootWatch.Server.Alerts;

/// <summary>How committed alerts reach the tenant's log. Safe to repeat: the log keeps one high-water number per sender.</summary>
internal static class AlertOutbox
{
    private const int BatchMax = 256;

    /// <summary>Compares the numbering with the log's, which may know more than a document that was restored or is new. Never the other way round: a log that knows less may be an old activation of it.</summary>
    public static async Task<(ImmutableList<OutboxEntry> Outbox, long NextOutSeq)> Align(IAlertLogGrain log, string sender, ImmutableList<OutboxEntry> outbox, long nextOutSeq)
    {
        long highWater = await log.Append(sender, []);
        return (outbox.RemoveAll(entry => entry.OutSeq <= highWater), Math.Max(nextOutSeq, highWater + 1));
    }

    /// <summary>Returns what is left, which is nothing, or throws.</summary>
    public static async Task<ImmutableList<OutboxEntry>> Deliver(IAlertLogGrain log, string tenantId, string sender, ImmutableList<OutboxEntry> outbox)
    {
        while (outbox.Count > 0)
        {
            ImmutableList<OutboxEntry> batch = outbox.GetRange(0, Math.Min(BatchMax, outbox.Count));
            long highWater = await log.Append(sender, batch);
            if (highWater < batch[0].OutSeq)
            {
                throw new InvalidOperationException(
                    $"the alert log of tenant {tenantId} has alert {highWater} of {sender} and did not take {batch[0].OutSeq}: was the log restored from an older backup than the document?");
            }

            outbox = outbox.RemoveAll(entry => entry.OutSeq <= highWater);
        }

        return outbox;
    }
}
