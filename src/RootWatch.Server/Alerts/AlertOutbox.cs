using System.Collections.Immutable;
using Orleans.Storage;

namespace RootWatch.Server.Alerts;

/// <summary>How committed alerts reach the tenant's log. Safe to repeat: the log keeps one high-water number per sender.</summary>
internal static class AlertOutbox
{
    private const int BatchMax = 256;

    /// <summary>Compares the numbering with the log's, of which either may know more than the other after a restore from a backup.</summary>
    public static async Task<(ImmutableList<OutboxEntry> Outbox, long NextOutSeq)> Align(IAlertLogGrain log, string sender, ImmutableList<OutboxEntry> outbox, long nextOutSeq)
    {
        long taken = (outbox.Count > 0 ? outbox[0].OutSeq : nextOutSeq) - 1;
        long highWater = await Append(log, sender, [], taken);
        return (outbox.RemoveAll(entry => entry.OutSeq <= highWater), Math.Max(nextOutSeq, highWater + 1));
    }

    /// <summary>Returns what is left, which is nothing, or throws.</summary>
    public static async Task<ImmutableList<OutboxEntry>> Deliver(IAlertLogGrain log, string tenantId, string sender, ImmutableList<OutboxEntry> outbox)
    {
        while (outbox.Count > 0)
        {
            ImmutableList<OutboxEntry> batch = outbox.GetRange(0, Math.Min(BatchMax, outbox.Count));
            long highWater = await Append(log, sender, batch, batch[0].OutSeq - 1);
            if (highWater < batch[0].OutSeq)
            {
                throw new InvalidOperationException($"the alert log of tenant {tenantId} has alert {highWater} of {sender} and did not take {batch[0].OutSeq}");
            }

            outbox = outbox.RemoveAll(entry => entry.OutSeq <= highWater);
        }

        return outbox;
    }

    /// <param name="taken">The log has confirmed everything up to here.</param>
    private static async Task<long> Append(IAlertLogGrain log, string sender, IReadOnlyList<OutboxEntry> entries, long taken)
    {
        try
        {
            long highWater = await log.Append(sender, entries);
            if (highWater < taken)
            {
                // An activation that lags, or a restored log: it finds out itself. The numbers stay as they are: under a second one an alert would be told twice.
                await log.GoOnAfter(sender, taken);
                highWater = await log.Append(sender, entries);
            }

            return highWater;
        }
        catch (InconsistentStateException raced)
        {
            // To the sender this type says that its own document was written by somebody else.
            throw new InvalidOperationException("the alert log was written by another activation of it", raced);
        }
    }
}
