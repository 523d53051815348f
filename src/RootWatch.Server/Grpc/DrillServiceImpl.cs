using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Drills;
using RootWatch.Server.Fleet;
using RootWatch.V1;
using DrillStatus = RootWatch.V1.DrillStatus;
using WatchStatus = RootWatch.Server.Accounts.WatchStatus;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.DrillService; what it promises is written in drill_service.proto.</summary>
internal sealed class DrillServiceImpl(AccountDecisions decisions, CurrentRoster roster) : DrillService.DrillServiceBase
{
    private const string Kind = "D";
    private const int PurposeCharsMax = 500;
    private const int NoteCharsMax = 2000;

    /// <summary>Of a tenant's accounts, so many are asked whether they are read.</summary>
    private const int CandidatesMax = 64;

    public override async Task<StartDrillResponse> StartDrill(StartDrillRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        DrillDraft draft = new()
        {
            Purpose = GivenText.Of("purpose", request.Purpose, 0, PurposeCharsMax),
            By = caller.Name,
            WithMfa = request.WithMfa,
            Within = AccountDecisions.Length("within", request.Within),
        };
        if (request.AccountId.Length > 0 == request.TenantId.Length > 0)
        {
            throw BadRequest.Field("account_id", "name an account or a tenant, and not both");
        }

        return new StartDrillResponse
        {
            Drill = request.AccountId.Length > 0
                ? await Start(decisions.Named(request.AccountId, caller), draft)
                : await StartSomewhere(Tenant(request.TenantId, caller), draft),
        };
    }

    public override async Task<MarkDrillSeenResponse> MarkDrillSeen(MarkDrillSeenRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.DrillId, context);
        return new MarkDrillSeenResponse { Drill = ToMessage(account, await decisions.Ask(account, grain => grain.SeeDrill(account.TenantId, request.DrillId, caller.Name))) };
    }

    public override async Task<AcknowledgeDrillResponse> AcknowledgeDrill(AcknowledgeDrillRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.DrillId, context);
        return new AcknowledgeDrillResponse
        {
            Drill = ToMessage(account, await decisions.Ask(account, grain => grain.AcknowledgeDrill(account.TenantId, request.DrillId, caller.Name))),
        };
    }

    public override async Task<CloseDrillResponse> CloseDrill(CloseDrillRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.DrillId, context);
        DrillEnd end = new()
        {
            DrillId = request.DrillId,
            By = caller.Name,
            Note = GivenText.Of("note", request.Note, 1, NoteCharsMax),
            GivesUp = request.GiveUp,
        };
        return new CloseDrillResponse { Drill = ToMessage(account, await decisions.Ask(account, grain => grain.CloseDrill(account.TenantId, end))) };
    }

    public override async Task<GetDrillResponse> GetDrill(GetDrillRequest request, ServerCallContext context)
    {
        var (_, account) = Named(request.DrillId, context);
        var told = await decisions.Read(account, grain => grain.GetDrills());
        if (told?.TenantId != account.TenantId)
        {
            throw AccountQuestions.NoAnswer(account);
        }

        return told.Lines.FirstOrDefault(line => line.Id == request.DrillId) is { } drill
            ? new GetDrillResponse { Drill = ToMessage(account, drill) }
            : throw new RpcException(new Status(StatusCode.NotFound, $"there is no {request.DrillId}"));
    }

    public override async Task<ListDrillsResponse> ListDrills(ListDrillsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountPage page = request.AccountId.Length > 0
            ? AccountPage.Of(decisions.Named(request.AccountId, caller))
            : new AccountPaging("drills", roster).Page(caller, request.PageSize, request.PageToken);
        ListDrillsResponse response = new();
        response.NextPageToken = await page.Fill(response.Drills, response.Unreachable, async account =>
            // The grain may still know the account as another tenant's, or not yet at all.
            await decisions.Read(account, grain => grain.GetDrills()) is { } told && told.TenantId == account.TenantId
                ? [.. told.Lines.Select(line => ToMessage(account, line))]
                : null);
        return response;
    }

    private async Task<Drill> Start(AccountRegistration account, DrillDraft draft) =>
        ToMessage(account, await decisions.Ask(account, grain => grain.StartDrill(account.TenantId, draft)));

    /// <summary>By chance, so that nobody knows beforehand where; in the first account that can have one.</summary>
    private async Task<Drill> StartSomewhere(string tenantId, DrillDraft draft)
    {
        AccountRegistration[] accounts = [.. roster.Value.Accounts.Values.Where(account => account.TenantId == tenantId)];
        Random.Shared.Shuffle(accounts);
        RpcException? refused = null;
        foreach (var (account, told) in await decisions.Read(accounts.Take(CandidatesMax), grain => grain.GetSnapshot()))
        {
            if (told?.Status is null or WatchStatus.Blind or WatchStatus.Starting)
            {
                continue;
            }

            try
            {
                return await Start(account, draft);
            }
            catch (RpcException no) when (no.StatusCode is StatusCode.FailedPrecondition or StatusCode.ResourceExhausted)
            {
                refused = no;
            }
        }

        throw refused ?? new RpcException(new Status(StatusCode.FailedPrecondition, $"none of the accounts of {tenantId} that were asked is read, and so is no sign-in of root: mend that first"));
    }

    private string Tenant(string tenantId, Caller caller) => caller.MayRead(tenantId) && roster.Value.CountOf(tenantId) > 0
        ? tenantId
        : throw new RpcException(new Status(StatusCode.NotFound, "no account of that tenant is watched"));

    private (Caller, AccountRegistration) Named(string drillId, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        return (caller, decisions.AccountOf(caller, "drill_id", Kind, drillId));
    }

    private static Drill ToMessage(AccountRegistration account, DrillLine line) => new()
    {
        DrillId = line.Id,
        AccountId = account.AccountId,
        TenantId = account.TenantId,
        Status = (DrillStatus)(int)line.Status,
        Purpose = line.Purpose,
        WithMfa = line.WithMfa,
        StartedBy = line.StartedBy,
        StartedAt = line.StartedAt.ToTimestamp(),
        AcknowledgeBy = line.AcknowledgeBy.ToTimestamp(),
        CloseBy = line.CloseBy.ToTimestamp(),
        RaisedAt = line.RaisedAt?.ToTimestamp(),
        AlertIds = { line.AlertIds },
        SeenBy = line.SeenBy,
        SeenAt = line.SeenAt?.ToTimestamp(),
        AcknowledgedBy = line.AcknowledgedBy,
        AcknowledgedAt = line.AcknowledgedAt?.ToTimestamp(),
        ClosedBy = line.ClosedBy,
        ClosedAt = line.ClosedAt?.ToTimestamp(),
        Note = line.Note,
        AttestationId = line.AttestationId,
    };
}
