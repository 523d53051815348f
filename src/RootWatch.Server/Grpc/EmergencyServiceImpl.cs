using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Accounts;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Fleet;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.EmergencyService; what it promises is written in emergency_service.proto.</summary>
internal sealed partial class EmergencyServiceImpl(AccountDecisions decisions, CurrentRoster roster) : EmergencyService.EmergencyServiceBase
{
    private const string Kind = "W";
    private const int PurposeCharsMax = 500;
    private const int TicketCharsMax = 200;
    private const int NoteCharsMax = 2000;
    private const int ActionsMax = 50;

    public override async Task<RequestWindowResponse> RequestWindow(RequestWindowRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountRegistration account = decisions.Named(request.AccountId, caller);
        WindowDraft draft = new()
        {
            Purpose = GivenText.Of("purpose", request.Purpose, 1, PurposeCharsMax),
            Ticket = GivenText.Of("ticket", request.Ticket, 1, TicketCharsMax),
            Allowed = Actions(request.AllowedActions),
            By = caller.Name,
            OpensAt = AccountDecisions.Time("opens_at", request.OpensAt),
            Length = Length(request.Length),
        };
        return new RequestWindowResponse { Window = WindowMessages.Of(account, await decisions.Ask(account, grain => grain.RequestWindow(account.TenantId, draft))) };
    }

    public override async Task<ApproveWindowResponse> ApproveWindow(ApproveWindowRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.WindowId, context);
        return new ApproveWindowResponse
        {
            Window = WindowMessages.Of(account, await decisions.Ask(account, grain => grain.ApproveWindow(account.TenantId, request.WindowId, caller.Name))),
        };
    }

    public override async Task<ExtendWindowResponse> ExtendWindow(ExtendWindowRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.WindowId, context);
        TimeSpan length = Length(request.Length);
        string reason = GivenText.Of("reason", request.Reason, 1, PurposeCharsMax);
        return new ExtendWindowResponse
        {
            Window = WindowMessages.Of(account, await decisions.Ask(account, grain => grain.ExtendWindow(account.TenantId, request.WindowId, length, reason, caller.Name))),
        };
    }

    public override async Task<CloseWindowResponse> CloseWindow(CloseWindowRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.WindowId, context);
        return new CloseWindowResponse
        {
            Window = WindowMessages.Of(account, await decisions.Ask(account, grain => grain.CloseWindow(account.TenantId, request.WindowId, caller.Name))),
        };
    }

    public override async Task<ReviewWindowResponse> ReviewWindow(ReviewWindowRequest request, ServerCallContext context)
    {
        var (caller, account) = Named(request.WindowId, context);
        ReviewDraft draft = new()
        {
            WindowId = request.WindowId,
            By = caller.Name,
            Note = GivenText.Of("note", request.Note, 1, NoteCharsMax),
            RotationConfirmed = request.RotationConfirmed,
            SignOutConfirmed = request.SignOutConfirmed,
            AcceptsIncomplete = request.AcceptIncomplete,
        };
        return new ReviewWindowResponse { Window = WindowMessages.Of(account, await decisions.Ask(account, grain => grain.ReviewWindow(account.TenantId, draft))) };
    }

    public override async Task<GetWindowResponse> GetWindow(GetWindowRequest request, ServerCallContext context)
    {
        var (_, account) = Named(request.WindowId, context);
        var told = await decisions.Read(account, grain => grain.GetWindows());
        if (told?.TenantId != account.TenantId)
        {
            throw AccountQuestions.NoAnswer(account);
        }

        return told.Lines.FirstOrDefault(line => line.Id == request.WindowId) is { } window
            ? new GetWindowResponse { Window = WindowMessages.WithActs(account, window) }
            : throw new RpcException(new Status(StatusCode.NotFound, $"there is no {request.WindowId}"));
    }

    public override async Task<ListWindowsResponse> ListWindows(ListWindowsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountPage page = request.AccountId.Length > 0
            ? AccountPage.Of(decisions.Named(request.AccountId, caller))
            : new AccountPaging("windows", roster).Page(caller, request.PageSize, request.PageToken);
        HashSet<V1.WindowStatus> wanted = BadRequest.Chosen("statuses", request.Statuses);
        ListWindowsResponse response = new();
        response.NextPageToken = await page.Fill(response.Windows, response.Unreachable, async account =>
            // The grain may still know the account as another tenant's, or not yet at all.
            await decisions.Read(account, grain => grain.GetWindows()) is { } told && told.TenantId == account.TenantId
                ? [.. told.Lines.Select(line => WindowMessages.Of(account, line)).Where(window => wanted.Count == 0 || wanted.Contains(window.Status))]
                : null);
        return response;
    }

    private (Caller, AccountRegistration) Named(string windowId, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        return (caller, decisions.AccountOf(caller, "window_id", Kind, windowId));
    }

    private static string[] Actions(IReadOnlyCollection<string> given)
    {
        string[] actions = [.. given.Select(action => action.Trim().Replace(':', '/')).Distinct(StringComparer.Ordinal)];
        return actions.Length is 0 or > ActionsMax ? throw BadRequest.Field("allowed_actions", $"name 1 to {ActionsMax} actions that root is needed for, such as iam/CreateUser")
            : Array.Find(actions, action => !ActionPattern().IsMatch(action)) is not null ? throw BadRequest.Field("allowed_actions", "an action is a call such as iam/CreateUser, a service such as iam/*, or * for everything")
            : actions;
    }

    private static TimeSpan Length(Duration? given) =>
        AccountDecisions.Length("length", given) ?? throw BadRequest.Field("length", "say how long, such as 3600s");

    [GeneratedRegex(@"\A(\*|[a-z0-9-]{1,40}/(\*|[A-Za-z0-9_]{1,64}))\z", RegexOptions.CultureInvariant)]
    private static partial Regex ActionPattern();
}
