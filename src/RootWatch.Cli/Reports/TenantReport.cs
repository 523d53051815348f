using RootWatch.Cli.Gaps;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Rules;
using RootWatch.V1;

namespace RootWatch.Cli.Reports;

/// <summary>An account of the report.</summary>
/// <param name="Checklist">As of when the report was made.</param>
/// <param name="Watched">Null: not in the period.</param>
/// <param name="Blind">The spells that reach into the period.</param>
/// <param name="Gaps">What was not read, or not yet, of the period.</param>
internal sealed record AccountReport(Account Account, AccountChecklist Checklist, WatchedTime? Watched, IReadOnlyList<BlindSpell> Blind, IReadOnlyList<AccountGap> Gaps)
{
    /// <summary>How long the account was watched and nobody saw it.</summary>
    public TimeSpan BlindTime => Blind.Aggregate(TimeSpan.Zero, (sum, spell) => sum + BlindTimeOf(spell));

    /// <summary>A spell may have begun before the period, or before the account was watched.</summary>
    public TimeSpan BlindTimeOf(BlindSpell spell) => Watched is { } watched ? spell.Within(watched) : TimeSpan.Zero;
}

/// <summary>What a tenant is told about a period.</summary>
/// <param name="MadeAt">The checklist is as of then, and of a period that goes on nothing later is known.</param>
/// <param name="Alerts">About events of the period, in order of time; those of drills are not among them.</param>
/// <param name="Windows">That were requested or open in the period, with what root did in them.</param>
/// <param name="Drills">That were started in the period.</param>
/// <param name="Paused">Accounts that were watched and are gone from their organization; they have no checklist.</param>
/// <param name="Unreachable">Accounts that could not be asked in time, or not for all: the report lacks what they would have told.</param>
internal sealed record TenantReport(
    string TenantId,
    ReportPeriod Period,
    DateTimeOffset MadeAt,
    string Server,
    IReadOnlyList<AccountReport> Accounts,
    IReadOnlyList<Alert> Alerts,
    IReadOnlyList<EmergencyWindow> Windows,
    IReadOnlyList<Drill> Drills,
    IReadOnlyList<Account> Paused,
    IReadOnlyList<string> Unreachable)
{
    private static readonly HashSet<string> RulesOfChange =
        [.. RuleCatalogue.All.Where(rule => rule.Touch != RuleTouch.Nothing).Select(rule => rule.Id), "RW-X07", "RW-X08"];

    /// <summary>The period goes on.</summary>
    public bool IsSoFar => MadeAt < Period.End;

    /// <summary>Whatever changed root's credentials, its recovery or what guards the account, and checks that no longer pass.</summary>
    public IEnumerable<Alert> Changes => Alerts.Where(alert => RulesOfChange.Contains(alert.RuleId) && alert.ErrorCode.Length == 0);

    public static TenantReport Of(
        string tenantId, ReportPeriod period, DateTimeOffset madeAt, string server,
        IEnumerable<(Account Account, AccountChecklist Checklist)> accounts,
        IReadOnlyCollection<Alert> alerts, IEnumerable<EmergencyWindow> windows, IEnumerable<Drill> drills, IReadOnlyList<Account> paused, IReadOnlyList<string> unreachable)
    {
        var ofAccount = alerts.ToLookup(alert => alert.AccountId, StringComparer.Ordinal);
        return new TenantReport(
            tenantId, period, madeAt, server,
            [.. accounts.OrderBy(account => account.Account.AccountId, StringComparer.Ordinal).Select(account => new AccountReport(
                account.Account,
                account.Checklist,
                WatchedTime.Of(period, Times.Of(account.Account.WatchedSince), madeAt),
                [.. BlindSpell.Of(ofAccount[account.Account.AccountId], account.Account.Status is WatchStatus.Blind or WatchStatus.Degraded)
                    .Where(spell => spell.Since < period.End && !(spell.Until < period.Start))],
                [.. AccountGap.Of(account.Account).Where(gap => !(gap.Start >= period.End) && !(gap.End <= period.Start))]))],
            [.. alerts.Where(alert => alert.DrillId.Length == 0 && TimeOf(alert) is { } time && period.Holds(time)).OrderBy(TimeOf).ThenBy(alert => alert.Sequence)],
            [.. windows.Where(window => Touches(window, period)).OrderBy(window => Times.Of(window.RequestedAt))],
            [.. drills.Where(drill => Times.Of(drill.StartedAt) is { } started && period.Holds(started)).OrderBy(drill => Times.Of(drill.StartedAt))],
            paused,
            unreachable);
    }

    /// <summary>Of the event; of what has none, of its detection.</summary>
    public static DateTimeOffset? TimeOf(Alert alert) => Times.Of(alert.EventTime) ?? Times.Of(alert.DetectedAt);

    /// <summary>The part of the period before the account was watched; null if there is none.</summary>
    public (DateTimeOffset Since, DateTimeOffset Until)? Unwatched(AccountReport account)
    {
        var until = account.Watched?.Start ?? (IsSoFar ? MadeAt : Period.End);
        return until > Period.Start ? (Period.Start, until) : null;
    }

    private static bool Touches(EmergencyWindow window, ReportPeriod period) =>
        (Times.Of(window.RequestedAt) is { } requested && period.Holds(requested))
        || (Times.Of(window.OpensAt) is { } opens && opens < period.End && !((Times.Of(window.ClosedAt) ?? Times.Of(window.ClosesAt)) < period.Start));
}
