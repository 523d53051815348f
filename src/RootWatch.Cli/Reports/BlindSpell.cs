using RootWatch.Cli.Terminal;
using RootWatch.Detection.Tenants;
using RootWatch.V1;

namespace RootWatch.Cli.Reports;

/// <summary>A stretch in which an account was not seen, whether what happened in it was read later or not.</summary>
/// <param name="Until">Null: it lasts.</param>
internal sealed record BlindSpell(DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>
    /// From the account's alerts, of whatever time: one opens each spell, and one closes it, with the times from which and up to
    /// which nothing was seen.
    /// </summary>
    /// <param name="isBlind">The account is not seen now.</param>
    public static IReadOnlyList<BlindSpell> Of(IEnumerable<Alert> alerts, bool isBlind)
    {
        // What tells of one region lies in the spell of the account.
        var told = alerts.Where(alert => alert.Region.Length == 0)
            .Select(alert => (Kind: TenantFact.KindOf(alert.RuleId, alert.EventId, alert.Closes), Time: Times.Of(alert.EventTime)))
            .Where(alert => alert.Kind is TenantFactKind.Blind or TenantFactKind.Seen && alert.Time is not null)
            .OrderBy(alert => alert.Time).ThenBy(alert => alert.Kind)
            .ToArray();
        var spells = new List<BlindSpell>();
        DateTimeOffset? since = null;
        foreach (var (kind, time) in told)
        {
            if (kind == TenantFactKind.Blind)
            {
                since ??= time;
            }
            else if (since is { } began)
            {
                spells.Add(new BlindSpell(began, time));
                since = null;
            }
        }

        if (since is { } open)
        {
            // A tenant may have turned RW-X06 off; then nothing says when it ended, only that it did.
            spells.Add(new BlindSpell(open, isBlind ? null : open));
        }

        return spells;
    }

    /// <summary>How much of it lies in that time.</summary>
    public TimeSpan Within(WatchedTime watched)
    {
        var from = Since > watched.Start ? Since : watched.Start;
        var to = Until is { } until && until < watched.End ? until : watched.End;
        return to > from ? to - from : TimeSpan.Zero;
    }
}
