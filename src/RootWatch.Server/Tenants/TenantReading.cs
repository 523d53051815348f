using System.Collections.Immutable;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Tenants;

/// <summary>What a page of the log makes of the tenant's document. Pure: nothing of it has happened before it is stored.</summary>
internal static class TenantReading
{
    /// <summary>Another life of the log, or one that was restored and knows less: all of it is read again, which changes nothing that was told.</summary>
    public static TenantDocument Following(TenantDocument document, LogPage page) =>
        page.Epoch == document.LogEpoch && page.LastSeq >= document.ReadSeq ? document : document with { LogEpoch = page.Epoch, ReadSeq = 0 };

    /// <param name="page">Of the log, behind what was read.</param>
    /// <param name="tenant">Its account id is empty.</param>
    /// <param name="accountCount">How many accounts of the tenant are watched.</param>
    public static (TenantDocument Document, IReadOnlyList<Alert> Alerts) Take(
        TenantDocument document, LogPage page, WatchSubject tenant, int accountCount, DateTimeOffset now)
    {
        if (page.Alerts.Count == 0)
        {
            return (document, []);
        }

        document = document with { ReadSeq = page.Alerts[^1].Seq };
        TenantFact[] facts = [.. page.Alerts.Select(logged => FactOf(AlertJson.Read(logged.AlertJson), tenant)).OfType<TenantFact>()];
        if (facts.Length == 0)
        {
            return (document, []);
        }

        TenantStep step = TenantWatch.Advance(document.Detection, tenant, accountCount, facts, now);
        return (Told(document, step.Alerts) with { Detection = step.State }, step.Alerts);
    }

    /// <param name="isWatched">Whether an account is one of the tenant's that are to be watched.</param>
    public static (TenantDocument Document, IReadOnlyList<Alert> Alerts) Attend(
        TenantDocument document, WatchSubject tenant, IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended, Func<string, bool> isWatched, DateTimeOffset now)
    {
        (ImmutableSortedDictionary<string, DateTimeOffset> open, IReadOnlyList<Alert> alerts) = AttendanceWatch.Take(
            document.Unattended, tenant, [.. unattended.Select(account => new Unattended(account.AccountId, account.Since, account.Cause))], attended, isWatched, now);
        return (Told(document, alerts) with { Unattended = open }, alerts);
    }

    private static TenantDocument Told(TenantDocument document, IReadOnlyList<Alert> alerts) => document with
    {
        Outbox = document.Outbox.AddRange(alerts.Select((alert, index) => new OutboxEntry(document.NextOutSeq + index, AlertJson.Write(alert)))),
        NextOutSeq = document.NextOutSeq + alerts.Count,
    };

    private static TenantFact? FactOf(Alert alert, WatchSubject tenant) =>
        TenantFact.Of(alert, SourceAddress.Parse(alert.SourceIpAddress) is { } address ? tenant.Origins.Find(address).Asn : null);
}
