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

    private readonly Dictionary<string, UnattendedAccount> _missed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);

    /// <summary>Takes what the account answered; null if it did not.</summary>
    public void Note(string accountId, AccountSnapshot? snapshot, DateTimeOffset now)
    {
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
        else if (_missed.TryAdd(accountId, new UnattendedAccount(accountId, found.Since, found.Cause)))
        {
            _settled.Remove(accountId);
        }
        else
        {
            // Never read so far, and now it does not answer at all: what holds when it is told counts.
            _missed[accountId] = _missed[accountId] with { Cause = found.Cause };
        }
    }

    public void Forget(string accountId)
    {
        _missed.Remove(accountId);
        _settled.Remove(accountId);
    }

    /// <summary>What is to be told of these accounts now; empty if it was.</summary>
    public (IReadOnlyList<UnattendedAccount> Unattended, IReadOnlyList<string> Attended) News(IEnumerable<string> accountIds, DateTimeOffset now)
    {
        ILookup<bool, string> open = accountIds.Where(accountId => !_settled.Contains(accountId)).ToLookup(_missed.ContainsKey);
        return ([.. open[true].Select(accountId => _missed[accountId]).Where(account => now - account.Since >= Patience)], [.. open[false]]);
    }

    /// <summary>It is stored with the tenant.</summary>
    public void Settle(IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended)
    {
        _settled.UnionWith(attended);
        _settled.UnionWith(unattended.Select(account => account.AccountId));
    }
}
