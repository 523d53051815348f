using RootWatch.Server.Alerts;

namespace RootWatch.Server.Accounts;

/// <summary>Tells the tenant's log what was committed.</summary>
internal sealed class AccountOutbox(string accountId, AccountSurroundings around)
{
    /// <summary>Compares the numbering with the log's, which may know more than a document that was restored or is new. Never the other way round: a log that knows less may be an old activation of it.</summary>
    public async Task<AccountDocument> Align(AccountDocument document)
    {
        long highWater = await AlertOutbox.HighWater(around.LogOf(document.TenantId), accountId);
        return document with
        {
            Outbox = document.Outbox.RemoveAll(entry => entry.OutSeq <= highWater),
            NextOutSeq = Math.Max(document.NextOutSeq, highWater + 1),
        };
    }

    public async Task<AccountDocument> Deliver(AccountDocument document) =>
        document with { Outbox = await AlertOutbox.Deliver(around.LogOf(document.TenantId), document.TenantId, accountId, document.Outbox) };
}
