using System.Collections.Concurrent;
using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Grpc;

/// <summary>Asks accounts' grains on behalf of callers.</summary>
internal sealed class AccountQuestions(IGrainFactory grains, CurrentRoster roster, TimeProvider time, ILogger<AccountQuestions> logger)
{
    public const int AskedAtOnce = 64;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);

    /// <summary>The account that a request names; an error for the caller if it is none, or not theirs to read.</summary>
    public AccountRegistration Named(string accountId, Caller caller)
    {
        BadRequest.AccountId("account_id", accountId);
        return roster.Value.Accounts.TryGetValue(accountId, out AccountRegistration? account) && caller.MayRead(account.TenantId)
            ? account
            : throw new RpcException(new Status(StatusCode.NotFound, PausedNamed(accountId, caller) is { } paused
                ? $"account {accountId} is not watched any more: {paused.Reason}"
                : $"account {accountId} is not watched: accounts are added in accounts.yaml"));
    }

    /// <summary>The same of an account that is not watched any more; null: it is none, or not theirs to read.</summary>
    public PausedAccount? PausedNamed(string accountId, Caller caller) =>
        roster.Value.Paused.TryGetValue(accountId, out PausedAccount? paused) && caller.MayRead(paused.Account.TenantId) ? paused : null;

    /// <summary>Null if the account's grain does not answer in time, or tells nothing.</summary>
    public Task<T?> Ask<T>(AccountRegistration account, Func<IAccountGrain, Task<T?>> question)
        where T : class =>
        Ask(account, question, told => told);

    /// <summary>Null if the account's grain does not answer in time. Of one that stays silent the log tells once.</summary>
    public async Task<TAnswer?> Ask<TTold, TAnswer>(AccountRegistration account, Func<IAccountGrain, Task<TTold>> question, Func<TTold, TAnswer?> answer)
        where TAnswer : class
    {
        TTold told;
        try
        {
            told = await question(grains.GetGrain<IAccountGrain>(account.AccountId)).WaitAsync(AnswerWithin, time);
        }
        catch (Exception trouble)
        {
            // A call to a silo that is gone may also end as cancelled, which nobody asked for.
            if (_silent.TryAdd(account.AccountId, true))
            {
                logger.LogWarning("account {Account} does not answer: {Trouble}", account.AccountId, trouble.Message);
            }

            return null;
        }

        _silent.TryRemove(account.AccountId, out _);
        return answer(told);
    }

    /// <summary>What is said if one did not.</summary>
    public static RpcException NoAnswer(AccountRegistration account) =>
        new(new Status(StatusCode.Unavailable, $"account {account.AccountId} does not answer now: try again"));
}
