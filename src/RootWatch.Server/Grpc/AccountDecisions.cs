using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Grpc;

/// <summary>Asks an account's grain to do what a caller wants, and turns what it says into gRPC's words.</summary>
internal sealed partial class AccountDecisions(IGrainFactory grains, CurrentRoster roster, AccountQuestions questions, TimeProvider time, ILogger<AccountDecisions> logger)
{
    /// <summary>Longer than a question may take: the answer waits for the store.</summary>
    private static readonly TimeSpan DoneWithin = TimeSpan.FromSeconds(10);

    /// <summary>The account that a request names; an error for the caller if it is none, or not theirs.</summary>
    public AccountRegistration Named(string accountId, Caller caller) => questions.Named(accountId, caller);

    /// <summary>The account whose thing an id names, such as <c>A-111122223333-7</c>. Another tenant's is not there.</summary>
    public AccountRegistration AccountOf(Caller caller, string field, string kind, string id)
    {
        Match match = IdPattern().Match(id);
        if (!match.Success || match.Groups["kind"].Value != kind)
        {
            throw BadRequest.Field(field, $"not an id such as {kind}-111122223333-7");
        }

        return roster.Value.Accounts.TryGetValue(match.Groups["account"].Value, out AccountRegistration? account) && caller.MayRead(account.TenantId)
            ? account
            : throw new RpcException(new Status(StatusCode.NotFound, $"there is no {id}"));
    }

    /// <exception cref="RpcException">It was refused, or nobody knows.</exception>
    public async Task<T> Ask<T>(AccountRegistration account, Func<IAccountGrain, Task<Decision<T>>> ask)
        where T : class
    {
        Decision<T> decision;
        try
        {
            decision = await ask(grains.GetGrain<IAccountGrain>(account.AccountId)).WaitAsync(DoneWithin, time);
        }
        catch (Exception trouble)
        {
            logger.LogWarning("account {Account} does not say whether it did what was asked: {Trouble}", account.AccountId, trouble.Message);
            throw new RpcException(new Status(StatusCode.Unavailable, $"account {account.AccountId} did not say whether it was done: look at the list before you try again"));
        }

        return decision.Refusal is { } refusal ? throw new RpcException(new Status(CodeOf(refusal.Kind), refusal.Text)) : decision.Value!;
    }

    /// <summary>What each account tells, in their order; null for those that do not answer in time.</summary>
    public async Task<IReadOnlyList<(AccountRegistration Account, T? Told)>> Read<T>(IEnumerable<AccountRegistration> accounts, Func<IAccountGrain, Task<T?>> read)
        where T : class
    {
        List<(AccountRegistration, T?)> all = [];
        foreach (AccountRegistration[] asked in accounts.Chunk(AccountQuestions.AskedAtOnce))
        {
            all.AddRange(await Task.WhenAll(asked.Select(async account => (account, await questions.Ask(account, read)))));
        }

        return all;
    }

    /// <summary>Null if the field is absent.</summary>
    public static DateTimeOffset? Time(string field, Timestamp? given)
    {
        try
        {
            return given?.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw BadRequest.Field(field, "is no time");
        }
    }

    /// <summary>Null if the field is absent.</summary>
    public static TimeSpan? Length(string field, Duration? given)
    {
        try
        {
            return given?.ToTimeSpan();
        }
        catch (Exception trouble) when (trouble is InvalidOperationException or OverflowException)
        {
            throw BadRequest.Field(field, "is no length of time");
        }
    }

    /// <summary>What an account tells; null if it does not answer in time.</summary>
    public Task<T?> Read<T>(AccountRegistration account, Func<IAccountGrain, Task<T?>> read)
        where T : class =>
        questions.Ask(account, read);

    private static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotReady => StatusCode.Unavailable,
        RefusalKind.NotThere => StatusCode.NotFound,
        RefusalKind.NotYou => StatusCode.PermissionDenied,
        RefusalKind.Full => StatusCode.ResourceExhausted,
        RefusalKind.Invalid => StatusCode.InvalidArgument,
        _ => StatusCode.FailedPrecondition,
    };

    [GeneratedRegex(@"\A(?<kind>[ADW])-(?<account>[0-9]{12})-[0-9]{1,18}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
