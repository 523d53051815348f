using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.AccountService; what it promises is written in account_service.proto.</summary>
internal sealed class AccountServiceImpl(CurrentRoster roster, AccountQuestions questions, TimeProvider time)
    : AccountService.AccountServiceBase
{
    private const int ReasonLengthMax = 1000;

    public override async Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountPage page = new AccountPaging("accounts", roster, withPaused: true).Page(caller, request.PageSize, request.PageToken);
        ListAccountsResponse response = new();
        response.NextPageToken = await page.Fill(response.Accounts, response.Unreachable, async account =>
        {
            Account? message = await Ask(account);
            if (!request.IncludeStreams)
            {
                message?.Streams.Clear();
            }

            return message is null ? null : [message];
        });
        return response;
    }

    public override async Task<GetAccountResponse> GetAccount(GetAccountRequest request, ServerCallContext context)
    {
        BadRequest.AccountId("account_id", request.AccountId);
        Caller caller = Caller.From(context);
        AccountRegistration account = questions.PausedNamed(request.AccountId, caller)?.Account ?? questions.Named(request.AccountId, caller);
        return new GetAccountResponse
        {
            Account = await Ask(account) ?? throw AccountQuestions.NoAnswer(account),
        };
    }

    /// <summary>Null if the account's grain does not answer in time.</summary>
    private Task<Account?> Ask(AccountRegistration account)
    {
        Roster current = roster.Value;
        string? pausedSince = current.Paused.TryGetValue(account.AccountId, out PausedAccount? paused)
            ? ShownText.Of($"since {paused.Since.UtcDateTime:u}: {paused.Reason}", ReasonLengthMax)
            : null;
        return questions.Ask(
            account,
            grain => pausedSince is null ? grain.GetSnapshot() : grain.GetPaused(account, pausedSince),
            // The grain may still know the account as another tenant's: that state is not this tenant's to read.
            snapshot => WithSource(
                snapshot is not null && snapshot.TenantId == account.TenantId ? ToMessage(snapshot)
                : pausedSince is null ? Unread(account, V1.WatchStatus.Starting, "no poll has ended yet")
                : Unread(account, V1.WatchStatus.Paused, pausedSince),
                current));
    }

    private static Account WithSource(Account message, Roster current)
    {
        message.OrganizationId = current.FoundThrough.GetValueOrDefault(message.AccountId, "");
        return message;
    }

    private Account Unread(AccountRegistration account, V1.WatchStatus status, string reason) => new()
    {
        AccountId = account.AccountId,
        TenantId = account.TenantId,
        Name = account.Name,
        Status = status,
        Reason = reason,
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
            WatchedSince = snapshot.WatchedSince?.ToTimestamp(),
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
