using System.Globalization;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Attestations;

/// <summary>The attestations in an account's document. Pure.</summary>
internal static class AttestationBook
{
    /// <summary>Of an account, those included that are over; the oldest of these go first.</summary>
    public const int CountMax = 100;

    /// <summary>Nobody vouches for longer.</summary>
    public static readonly TimeSpan ValidMax = TimeSpan.FromDays(366);

    /// <summary>A word that is over before anybody reads it says nothing.</summary>
    public static readonly TimeSpan ValidMin = TimeSpan.FromMinutes(1);

    public static (AccountDocument, Decision<AttestationLine>) Add(AccountDocument document, string accountId, AttestationDraft draft, DateTimeOffset now)
    {
        DateTimeOffset until = draft.ValidUntil ?? now + ValidMax;
        if (until < now + ValidMin || until > now + ValidMax)
        {
            return Decision.Refused<AttestationLine>(document, RefusalKind.Invalid, $"valid_until: {Shown(until)} must lie ahead, and at most {ValidMax.TotalDays:0} days; now is {Shown(now)}");
        }

        List<Attestation> kept = [.. document.Attestations];
        while (kept.Count >= CountMax && kept.Find(old => old.WithdrawnAt is not null || old.ValidUntil <= now) is { } over)
        {
            kept.Remove(over);
        }

        if (kept.Count >= CountMax)
        {
            return Decision.Refused<AttestationLine>(document, RefusalKind.Full, $"the account has {CountMax} attestations that hold: withdraw those that newer ones replace");
        }

        long number = document.LastAttestation + 1;
        Attestation added = new(draft.Subject, draft.By, now, until)
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"A-{accountId}-{number}"),
            Statement = draft.Statement,
            Evidence = draft.Evidence,
        };
        return Decision.Done(document with { Attestations = [.. kept, added], LastAttestation = number }, AttestationLine.Of(added));
    }

    public static (AccountDocument, Decision<AttestationLine>) Withdraw(AccountDocument document, string id, string by, DateTimeOffset now)
    {
        if (document.Attestations.Find(attestation => attestation.Id == id) is not { } found)
        {
            return Decision.Refused<AttestationLine>(document, RefusalKind.NotThere, $"there is no attestation {id}");
        }

        if (found.WithdrawnAt is { } at)
        {
            return Decision.Refused<AttestationLine>(document, RefusalKind.NotNow, $"{id} was withdrawn by {found.WithdrawnBy} at {Shown(at)}");
        }

        Attestation withdrawn = found with { WithdrawnBy = by, WithdrawnAt = now };
        return Decision.Done(document with { Attestations = document.Attestations.Replace(found, withdrawn) }, AttestationLine.Of(withdrawn));
    }

    public static AttestationList List(AccountDocument document, string tenantId, DateTimeOffset now) =>
        new(tenantId, [.. document.Attestations.Select(AttestationLine.Of).Reverse()], now);
}
