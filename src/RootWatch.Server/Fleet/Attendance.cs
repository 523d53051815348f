using RootWatch.Detection.Tenants;
using RootWatch.Server.Accounts;
using RootWatch.Server.Tenants;

namespace RootWatch.Server.Fleet;

/// <summary>
/// Which accounts of a patrol's share nobody reads, and since when. An account that AWS keeps from being read says so itself
/// and is none of them. What was told of is forgotten with the patrol: its tenant remembers, and is told anew who goes on.
/// </summary>
internal sealed class Attendance
{
    /// <summary>So long an account may stand still: after a restart it takes a while until all were read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>A turn comes after half a minute at the latest, and a patrol's round takes a while, too.</summary>
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(2);

    /// <summary>
    /// No more of the time between two answers counts. A machine that was halted has halted the patrol, too, and what stood
    /// still with it is no account's; a round that is only slow still comes to the end of its patience.
    /// </summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Missed> _missed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private DateTimeOffset? _notedAt;
    private DateTimeOffset _countedFrom = DateTimeOffset.MinValue;

    /// <summary>Takes what the account answered; null if it did not.</summary>
    public void Note(string accountId, AccountSnapshot? snapshot, DateTimeOffset now)
    {
        if (now - _notedAt is { } silence && silence > SilenceMax)
        {
            CountAnew(now - SilenceMax, before => before + silence - SilenceMax);
        }

        _notedAt = now;
        (DateTimeOffset Since, string Cause)? missed = snapshot is null ? (now, Unattended.Silent)
            : snapshot.IdleFor > IdleMax ? (now - snapshot.IdleFor, Unattended.Idle)
            : snapshot.Status == WatchStatus.Starting && snapshot.Streams.All(stream => stream.LastSuccess is null) ? (now, Unattended.Unread)
            : snapshot is { IsForgotten: true, Status: not WatchStatus.Blind } ? (now, Unattended.Forgotten)
            : null;
        if (missed is not { } found)
        {
            if (_missed.Remove(accountId))
            {
                _settled.Remove(accountId);
            }
        }
        else if (_missed.TryAdd(accountId, new Missed(new UnattendedAccount(accountId, found.Since, found.Cause), Times.Later(found.Since, _countedFrom))))
        {
            _settled.Remove(accountId);
        }
        else
        {
            // Never read so far, and now it does not answer at all: what holds when it is told counts.
            Missed before = _missed[accountId];
            _missed[accountId] = before with { Account = before.Account with { Cause = found.Cause } };
        }
    }

    /// <summary>Somebody is missed now, told of or not.</summary>
    public bool MissesAny => _missed.Count > 0;

    /// <summary>Nobody could go on until now, for a reason that is no account's: patience with those that are missed begins anew.</summary>
    public void Excuse(DateTimeOffset now) => CountAnew(now, _ => now);

    public void Forget(string accountId)
    {
        _missed.Remove(accountId);
        _settled.Remove(accountId);
    }

    /// <summary>What is to be told of these accounts now; empty if it was.</summary>
    public (IReadOnlyList<UnattendedAccount> Unattended, IReadOnlyList<string> Attended) News(IEnumerable<string> accountIds, DateTimeOffset now)
    {
        ILookup<bool, string> open = accountIds.Where(accountId => !_settled.Contains(accountId)).ToLookup(_missed.ContainsKey);
        return ([.. open[true].Select(accountId => _missed[accountId]).Where(missed => now - missed.CountedFrom >= Patience).Select(missed => missed.Account)], [.. open[false]]);
    }

    /// <summary>It is stored with the tenant.</summary>
    public void Settle(IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended)
    {
        _settled.UnionWith(attended);
        _settled.UnionWith(unattended.Select(account => account.AccountId));
    }

    /// <param name="from">For whoever is missed from now on, at the earliest.</param>
    /// <param name="moved">For whoever is missed already: from when on it is counted then.</param>
    private void CountAnew(DateTimeOffset from, Func<DateTimeOffset, DateTimeOffset> moved)
    {
        _countedFrom = from;
        foreach ((string accountId, Missed missed) in _missed.ToArray())
        {
            _missed[accountId] = missed with { CountedFrom = moved(missed.CountedFrom) };
        }
    }

    /// <param name="CountedFrom">From when on its patience is counted, which is later than it is missed if the patrol itself stood still.</param>
    private sealed record Missed(UnattendedAccount Account, DateTimeOffset CountedFrom);
}
