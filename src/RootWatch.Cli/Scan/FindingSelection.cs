using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan;

/// <summary>
/// Which findings a user wants to see. All that was read is thought about first: what happened before <c>--since</c> is the
/// past that rules and scores compare with.
/// </summary>
/// <param name="Accounts">Empty: all.</param>
/// <param name="Rules">Empty: all.</param>
internal sealed record FindingSelection(DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlySet<string> Accounts, IReadOnlySet<string> Rules)
{
    public bool Includes(AlertDraft finding) =>
        Includes(finding.EventTime, finding.AccountId) && (Rules.Count == 0 || Rules.Contains(finding.RuleId));

    public bool Includes(CloudTrailEvent e) => Includes(e.EventTime, e.AccountId);

    /// <summary>What carries no time is kept: it may have happened in any span.</summary>
    private bool Includes(DateTimeOffset? time, string accountId) =>
        (Since is not { } since || time is null || time >= since)
        && (Until is not { } until || time is null || time < until)
        && (Accounts.Count == 0 || Accounts.Contains(accountId));
}
