using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Grpc;

/// <summary>Asks accounts' grains on behalf of callers.</summary>
internal sealed class AccountQuestions(IGrainFactory grains, CurrentRoster roster, TimeProvider time)
{
    public const int AskedAtOnce = 64;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

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

    /// <exception cref="TimeoutException">The grain does not answer in time.</exception>
    public Task<T> Ask<T>(AccountRegistration account, Func<IAccountGrain, Task<T>> question) =>
        question(grains.GetGrain<IAccountGrain>(account.AccountId)).WaitAsync(AnswerWithin, time);

    /// <summary>What is said if one did not.</summary>
    public static RpcException NoAnswer(AccountRegistration account) =>
        new(new Status(StatusCode.Unavailable, $"account {account.AccountId} did not answer within {AnswerWithin.TotalSeconds:0} s: try again"));
}
