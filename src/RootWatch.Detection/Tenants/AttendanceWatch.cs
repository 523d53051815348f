using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tenants;

/// <summary>An account whose watch stands still.</summary>
/// <param name="Since">When it was last known to go on.</param>
/// <param name="Cause">One of the words below.</param>
public sealed record Unattended(string AccountId, DateTimeOffset Since, string Cause)
{
    /// <summary>It does not answer.</summary>
    public const string Silent = "silent";

    /// <summary>It answers, and its turns have stopped.</summary>
    public const string Idle = "idle";

    /// <summary>Nothing of it was ever read.</summary>
    public const string Unread = "unread";

    /// <summary>It takes its turns, and something of it is not read any more.</summary>
    public const string Forgotten = "forgotten";

    /// <summary>Of one that goes on.</summary>
    public const string Over = "over";

    /// <summary>Whether this is said of a watch that stands still or stood still, and not of AWS's answers.</summary>
    public static bool IsCause(string cause) => cause is Silent or Idle or Unread or Forgotten or Over;
}

/// <summary>What is told of accounts whose watch stands still: that it began and that it is over, each once. Pure.</summary>
public static class AttendanceWatch
{
    private static readonly UnattendedRule Rule = RuleCatalogue.All.OfType<UnattendedRule>().Single();

    /// <param name="open">Since when the watch of the accounts that were told of stands still.</param>
    /// <param name="tenant">Its account id is empty.</param>
    /// <param name="attended">Accounts whose watch goes on.</param>
    /// <param name="isWatched">Whether an account is still to be watched; one that is not will never be attended.</param>
    public static (ImmutableSortedDictionary<string, DateTimeOffset> Open, IReadOnlyList<Alert> Alerts) Take(
        ImmutableSortedDictionary<string, DateTimeOffset> open, WatchSubject tenant, IReadOnlyList<Unattended> unattended, IReadOnlyList<string> attended,
        Func<string, bool> isWatched, DateTimeOffset now)
    {
        var alerts = new List<Alert>();
        foreach (var account in unattended.Where(account => !open.ContainsKey(account.AccountId) && isWatched(account.AccountId)))
        {
            open = open.Add(account.AccountId, account.Since);
            Tell(account.AccountId, Rule.Began(account.Since, account.Cause));
        }

        foreach (var (accountId, since) in open)
        {
            var how = !isWatched(accountId) ? "it is not to be watched any more" : attended.Contains(accountId) ? "it goes on" : null;
            if (how is not null)
            {
                open = open.Remove(accountId);
                Tell(accountId, Rule.Ended(since, now, how));
            }
        }

        return (open, alerts);

        void Tell(string accountId, Episode episode)
        {
            if (tenant.Settings.IsEnabled(Rule))
            {
                var finding = Finding.Of(Rule, episode);
                alerts.Add(AlertWriter.Write(tenant with { AccountId = accountId }, finding with { Severity = tenant.Settings.SeverityOf(finding) }, episode, now));
            }
        }
    }
}
