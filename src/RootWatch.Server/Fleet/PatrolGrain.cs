using RootWatch.Server.Accounts;
using RootWatch.Server.Hosting;
using RootWatch.Server.Storage;
using RootWatch.Server.Tenants;

namespace RootWatch.Server.Fleet;

/// <summary>
/// Activations die with their silo and nobody calls an account that is not watched: the patrol does, for each account of
/// the roster, and for each tenant, and keeps what the accounts say for the metrics. It asks the roster, never the accounts, who should be there.
/// </summary>
internal sealed class PatrolGrain(IGrainFactory grains, CurrentRoster roster, FleetBoard board, DocumentStorageProbe store, SteadyTime time, ILogger<PatrolGrain> logger)
    : Grain, IPatrolGrain
{
    private const int AtOnceMax = 32;
    private static readonly TimeSpan RoundFresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, AccountRegistration> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset?> _seenUntil = new(StringComparer.Ordinal);
    private readonly UnansweredQuestions _unanswered = new(logger);
    private readonly Attendance _attendance = new();
    private Roster? _walked;
    private long _walkedAt;

    private int Shard => (int)this.GetPrimaryKeyLong();

    public async Task Patrol(bool urgent)
    {
        Roster current = roster.Value;
        if (!urgent && ReferenceEquals(current, _walked) && time.GetElapsedTime(_walkedAt) < RoundFresh)
        {
            return;
        }

        AccountRegistration[] share = [.. current.Accounts.Values.Where(account => PatrolShards.Of(account.AccountId) == Shard)];
        if (_walked is null)
        {
            // Whoever patrolled before may have died before it paused them.
            foreach (PausedAccount paused in current.Paused.Values.Where(paused => PatrolShards.Of(paused.Account.AccountId) == Shard))
            {
                _watched[paused.Account.AccountId] = paused.Account;
            }
        }

        await PauseOthers([.. share.Select(account => account.AccountId)], current);
        await Parallel(share, async account =>
        {
            if (_watched.GetValueOrDefault(account.AccountId) is { } before && before.TenantId != account.TenantId)
            {
                // What its former owner was told, this one was not.
                _attendance.Forget(account.AccountId);
            }

            AccountSnapshot? snapshot = await Ask("account " + account.AccountId, () => grains.GetGrain<IAccountGrain>(account.AccountId).Watch(account));
            board.Report(Shard, account, snapshot);
            _attendance.Note(account.AccountId, snapshot, time.GetUtcNow());
            if (snapshot is not null)
            {
                _seenUntil[account.AccountId] = time.GetUtcNow() + snapshot.SeenFor;
            }

            _watched[account.AccountId] = account;
        });
        await TellOfAttendance(share);
        await Parallel(current.Tenants.Where(tenant => PatrolShards.OfTenant(tenant.TenantId) == Shard), tenant => Ask("tenant " + tenant.TenantId, async () =>
        {
            await grains.GetGrain<ITenantGrain>(tenant.TenantId).Look();
            return true;
        }));
        _walked = current;
        _walkedAt = time.GetTimestamp();
    }

    public Task<ShareSight> Sight()
    {
        DateTimeOffset now = time.GetUtcNow();
        string[] share = [.. roster.Value.Accounts.Keys.Where(accountId => PatrolShards.Of(accountId) == Shard)];
        int seen = share.Count(accountId => _seenUntil.GetValueOrDefault(accountId) > now);
        return Task.FromResult(new ShareSight(share.Length, seen, _walked is null ? null : time.GetElapsedTime(_walkedAt)));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Another silo's patrol reports these from now on.
        board.Forget(Shard);
        return Task.CompletedTask;
    }

    private async Task PauseOthers(HashSet<string> share, Roster current)
    {
        string[] left = [.. _watched.Keys.Where(accountId => !share.Contains(accountId))];
        await Parallel(left, async accountId =>
        {
            // Whether or not it hears of it: an account that cannot answer must not stay in the metrics for being taken out.
            board.Forget(Shard, accountId);
            bool? paused = await Ask<bool?>("account " + accountId, async () =>
            {
                await grains.GetGrain<IAccountGrain>(accountId).Pause(current.Paused.GetValueOrDefault(accountId)?.Reason ?? "it is no longer in accounts.yaml");
                return true;
            });
            if (paused is true)
            {
                _watched.Remove(accountId);
                _seenUntil.Remove(accountId);
                _attendance.Forget(accountId);
            }
        });
    }

    private async Task TellOfAttendance(AccountRegistration[] share)
    {
        if (_attendance.MissesAny && !(await store.Check(CancellationToken.None)).Ready)
        {
            // No account goes on without its document; that the store is down is told otherwise.
            _attendance.Excuse(time.GetUtcNow());
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach (IGrouping<string, AccountRegistration> tenant in share.GroupBy(account => account.TenantId, StringComparer.Ordinal))
        {
            (IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended) = _attendance.News(tenant.Select(account => account.AccountId), now);
            if (unattended.Count + attended.Count > 0 && await Ask<bool?>($"tenant {tenant.Key}, told of its accounts,", async () =>
                {
                    await grains.GetGrain<ITenantGrain>(tenant.Key).Attend(unattended, attended);
                    return true;
                }) is true)
            {
                _attendance.Settle(unattended, attended);
            }
        }
    }

    /// <summary>One account that does not answer must not cost the others their round.</summary>
    private async Task<T?> Ask<T>(string whom, Func<Task<T>> question)
    {
        try
        {
            T answer = await question().WaitAsync(AnswerWithin, time);
            _unanswered.Answered(whom);
            return answer;
        }
        catch (Exception trouble)
        {
            _unanswered.Failed(whom, trouble);
            return default;
        }
    }

    /// <summary>So many questions at once and no more; on the grain's own scheduler, one step at a time.</summary>
    private static async Task Parallel<T>(IEnumerable<T> items, Func<T, Task> step)
    {
        foreach (T[] some in items.Chunk(AtOnceMax))
        {
            await Task.WhenAll(some.Select(step));
        }
    }
}
