using System.Collections.Immutable;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Accounts;

/// <summary>Tells the tenant's log what was committed. Safe to repeat: the log keeps one high-water number per account.</summary>
internal sealed class AccountOutbox(string accountId, AccountSurroundings around)
{
    private const int BatchMax = 256;

    /// <summary>Compares the numbering with the log's, which may know more than a document that was restored or is new. Never the other way round: a log that knows less may be an old activation of it.</summary>
    public async Task<AccountDocument> Align(AccountDocument document)
    {
        long highWater = await around.LogOf(document.TenantId).Append(accountId, []);
        return Confirmed(document, highWater) with { NextOutSeq = Math.Max(document.NextOutSeq, highWater + 1) };
    }

    public async Task<AccountDocument> Deliver(AccountDocument document)
    {
        IAlertLogGrain log = around.LogOf(document.TenantId);
        while (document.Outbox.Count > 0)
        {
            ImmutableList<OutboxEntry> batch = document.Outbox.GetRange(0, Math.Min(BatchMax, document.Outbox.Count));
            long highWater = await log.Append(accountId, batch);
            if (highWater < batch[0].OutSeq)
            {
                throw new InvalidOperationException(
                    $"the alert log of tenant {document.TenantId} has alert {highWater} of account {accountId} and did not take {batch[0].OutSeq}: was the log restored from an older backup than the account?");
            }

            document = Confirmed(document, highWater);
        }

        return document;
    }

    private static AccountDocument Confirmed(AccountDocument document, long highWater) =>
        document with { Outbox = document.Outbox.RemoveAll(entry => entry.OutSeq <= highWater) };
}
