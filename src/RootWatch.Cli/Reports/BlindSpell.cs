using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Reports;

/// <summary>A stretch in which an account was not seen, whether what happened in it was read later or not.</summary>
/// <param name="Until">Null: it lasts.</param>
internal sealed record BlindSpell(DateTimeOffset Since, DateTimeOffset? Until)
{
    private const string Opens = "RW-X04";
    private const string Closes = "RW-X06";

    /// <summary>
    /// From the account's alerts, of whatever time: one opens each spell, and one closes it, with the times from which and up to
    /// which nothing was seen. RW-X06 also tells of late events; those alerts name a call.
    /// </summary>
    /// <param name="isBlind">The account is not seen now.</param>
    public static IReadOnlyList<BlindSpell> Of(IEnumerable<Alert> alerts, bool isBlind)
    {
        var told = alerts.Where(alert => alert.RuleId is Opens or Closes && alert.EventName.Length == 0)
            .Select(alert => (alert.RuleId, Time: Times.Of(alert.EventTime)))
            .Where(alert => alert.Time is not null)
            .OrderBy(alert => alert.Time).ThenBy(alert => alert.RuleId, StringComparer.Ordinal)
            .ToArray();
        var spells = new List<BlindSpell>();
        DateTimeOffset? since = null;
        foreach (var (rule, time) in told)
        {
            if (rule == Opens)
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

    /// <summary>How much of it lies in the period and before now.</summary>
    public TimeSpan Within(ReportPeriod period, DateTimeOffset now)
    {
        var from = Since > period.Start ? Since : period.Start;
        var end = Until is { } until && until < period.End ? until : period.End;
        var to = end < now ? end : now;
        return to > from ? to - from : TimeSpan.Zero;
    }
}
