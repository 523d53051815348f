using System.Buffers.Text;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.AccountService; what it promises is written in account_service.proto.</summary>
internal sealed class AccountServiceImpl(IGrainFactory grains, CurrentRoster roster, TimeProvider time, ILogger<AccountServiceImpl> logger)
    : AccountService.AccountServiceBase
{
    private const int AskedAtOnce = 64;
    private const string TokenPrefix = "accounts|";
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    public override async Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        int size = BadRequest.PageSize(request.PageSize);
        (string tenantId, string accountId) = After(request.PageToken);
        List<AccountRegistration> rest = [.. roster.Value.Accounts.Values
            .Where(account => caller.MayRead(account.TenantId))
            .Where(account => Compare((account.TenantId, account.AccountId), (tenantId, accountId)) > 0)
            .OrderBy(account => account.TenantId, StringComparer.Ordinal).ThenBy(account => account.AccountId, StringComparer.Ordinal)
            .Take(size + 1)];
        ListAccountsResponse response = new();
        foreach (AccountRegistration[] asked in rest.Take(size).Chunk(AskedAtOnce))
        {
            (AccountRegistration Account, Account? Message)[] answers = await Task.WhenAll(asked.Select(async account => (account, await Ask(account))));
            foreach ((AccountRegistration account, Account? message) in answers)
            {
                if (message is null)
                {
                    response.Unreachable.Add(account.AccountId);
                }
                else
                {
                    if (!request.IncludeStreams)
                    {
                        message.Streams.Clear();
                    }

                    response.Accounts.Add(message);
                }
            }
        }

        if (rest.Count > size)
        {
            AccountRegistration last = rest[size - 1];
            response.NextPageToken = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{TokenPrefix}{last.TenantId}|{last.AccountId}"));
        }

        return response;
    }

    public override async Task<GetAccountResponse> GetAccount(GetAccountRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        BadRequest.AccountId("account_id", request.AccountId);
        if (!roster.Value.Accounts.TryGetValue(request.AccountId, out AccountRegistration? account) || !caller.MayRead(account.TenantId))
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"account {request.AccountId} is not watched: accounts are added in accounts.yaml"));
        }

        return new GetAccountResponse
        {
            Account = await Ask(account)
                ?? throw new RpcException(new Status(StatusCode.Unavailable, $"account {request.AccountId} did not answer within {AnswerWithin.TotalSeconds:0} s: try again")),
        };
    }

    private static (string TenantId, string AccountId) After(string token)
    {
        if (token.Length == 0)
        {
            return ("", "");
        }

        string text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : "";
        string[] parts = text.Split('|');
        return parts.Length == 3 && text.StartsWith(TokenPrefix, StringComparison.Ordinal)
            ? (parts[1], parts[2])
            : throw BadRequest.Field("page_token", "not a next_page_token of this list");
    }

    private static int Compare((string TenantId, string AccountId) one, (string TenantId, string AccountId) other)
    {
        int byTenant = string.CompareOrdinal(one.TenantId, other.TenantId);
        return byTenant != 0 ? byTenant : string.CompareOrdinal(one.AccountId, other.AccountId);
    }

    /// <summary>Null if the account's grain does not answer in time.</summary>
    private async Task<Account?> Ask(AccountRegistration account)
    {
        try
        {
            AccountSnapshot? snapshot = await grains.GetGrain<IAccountGrain>(account.AccountId).GetSnapshot().WaitAsync(AnswerWithin, time);
            // The grain may still know the account as another tenant's: that state is not this tenant's to read.
            return snapshot is not null && snapshot.TenantId == account.TenantId ? ToMessage(snapshot) : Starting(account);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            logger.LogWarning("account {Account} does not answer: {Trouble}", account.AccountId, trouble.Message);
            return null;
        }
    }

    private Account Starting(AccountRegistration account) => new()
    {
        AccountId = account.AccountId,
        TenantId = account.TenantId,
        Name = account.Name,
        Status = V1.WatchStatus.Starting,
        Reason = "no poll has ended yet",
        AsOf = time.GetUtcNow().ToTimestamp(),
    };

    private static Account ToMessage(AccountSnapshot snapshot)
    {
        Account message = new()
        {
            AccountId = snapshot.AccountId,
            TenantId = snapshot.TenantId,
            Name = snapshot.Name,
            Status = (V1.WatchStatus)(int)snapshot.Status,
            Reason = snapshot.Reason,
            Watermark = snapshot.Watermark?.ToTimestamp(),
            EventsRead = snapshot.EventsRead,
            AlertsRaised = snapshot.AlertsRaised,
            AsOf = snapshot.AsOf.ToTimestamp(),
        };
        message.Regions.AddRange(snapshot.Regions);
        foreach (StreamSnapshot stream in snapshot.Streams)
        {
            V1.Stream shown = new()
            {
                Region = stream.Region,
                Query = stream.Query,
                Status = (V1.WatchStatus)(int)stream.Status,
                Reason = stream.Reason,
                Watermark = stream.Watermark?.ToTimestamp(),
                LastSuccess = stream.LastSuccess?.ToTimestamp(),
            };
            shown.Gaps.AddRange(stream.Gaps.Select(gap => new Gap
            {
                Start = gap.Start.ToTimestamp(),
                End = gap.End?.ToTimestamp(),
                Reason = gap.Reason,
                Recoverable = gap.Recoverable,
            }));
            message.Streams.Add(shown);
        }

        return message;
    }
}
