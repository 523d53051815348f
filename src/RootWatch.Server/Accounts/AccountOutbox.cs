using RootWatch.Server.Alerts;

namespace RootWatch.Server.Accounts;

/// <summary>Tells the tenant's log what was committed.</summary>
internal sealed class AccountOutbox(string accountId, AccountSurroundings around)
{
    public async Task<AccountDocument> Align(AccountDocument document)
    {
        var (outbox, nextOutSeq) = await AlertOutbox.Align(around.LogOf(document.TenantId), accountId, document.Outbox, document.NextOutSeq);
        return document with { Outbox = outbox, NextOutSeq = nextOutSeq };
    }

    public async Task<AccountDocument> Deliver(AccountDocument document) =>
        document with { Outbox = await AlertOutbox.Deliver(around.LogOf(document.TenantId), document.TenantId, accountId, document.Outbox) };
}
