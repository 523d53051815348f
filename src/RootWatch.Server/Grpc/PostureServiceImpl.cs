using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Posture;
using RootWatch.V1;
using PostureResult = RootWatch.V1.PostureResult;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.PostureService; what it promises is written in posture_service.proto.</summary>
internal sealed class PostureServiceImpl(CurrentRoster roster, AccountQuestions questions, TimeProvider time)
    : PostureService.PostureServiceBase
{
    public override async Task<GetPostureResponse> GetPosture(GetPostureRequest request, ServerCallContext context)
    {
        AccountRegistration account = questions.Named(request.AccountId, Caller.From(context));
        return new GetPostureResponse
        {
            Posture = await Ask(account) ?? throw AccountQuestions.NoAnswer(account),
        };
    }

    public override async Task<GetChecklistResponse> GetChecklist(GetChecklistRequest request, ServerCallContext context)
    {
        AccountRegistration account = questions.Named(request.AccountId, Caller.From(context));
        var told = await questions.Ask(account, grain => grain.GetChecklist());
        if (told?.TenantId != account.TenantId)
        {
            throw AccountQuestions.NoAnswer(account);
        }

        AccountChecklist checklist = new() { AccountId = account.AccountId, TenantId = account.TenantId, Name = account.Name, AsOf = told.AsOf.ToTimestamp() };
        foreach (ChecklistPointLine point in told.Points)
        {
            V1.ChecklistPoint message = new() { Number = point.Number, Title = point.Title, Status = (V1.PostureStatus)point.Status };
            message.Parts.AddRange(point.Parts.Select(part => new V1.ChecklistPart { Source = part.Source, Status = (V1.PostureStatus)part.Status, Text = part.Text }));
            checklist.Points.Add(message);
        }

        return new GetChecklistResponse { Checklist = checklist };
    }

    public override async Task<ListPostureResponse> ListPosture(ListPostureRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountPage page = new AccountPaging("posture", roster).Page(caller, request.PageSize, request.PageToken);
        ListPostureResponse response = new();
        HashSet<V1.PostureStatus> wanted = BadRequest.Chosen("statuses", request.Statuses);
        response.NextPageToken = await page.Fill<AccountPosture>(response.Accounts, response.Unreachable, async account =>
        {
            if (await Ask(account) is not { } posture)
            {
                return null;
            }

            PostureResult[] left = [.. posture.Results.Where(result => wanted.Count == 0 || wanted.Contains(result.Status))];
            posture.Results.Clear();
            posture.Results.AddRange(left);
            return left.Length > 0 ? [posture] : [];
        });
        return response;
    }

    /// <summary>Null if the account's grain does not answer in time.</summary>
    private Task<AccountPosture?> Ask(AccountRegistration account) => questions.Ask(
        account,
        grain => grain.GetPosture(),
        // The grain may still know the account as another tenant's, or not yet at all: then nothing was read for this one.
        snapshot => ToMessage(snapshot is not null && snapshot.TenantId == account.TenantId ? snapshot : Unread(account)));

    private PostureSnapshot Unread(AccountRegistration account) => PostureSnapshot.Of(
        account, PostureCatalogue.Check(new PostureFacts { AccountId = account.AccountId }, PostureSettings.Default, time.GetUtcNow()), time.GetUtcNow());

    private static AccountPosture ToMessage(PostureSnapshot snapshot)
    {
        AccountPosture message = new() { AccountId = snapshot.AccountId, TenantId = snapshot.TenantId, Name = snapshot.Name, AsOf = snapshot.AsOf.ToTimestamp() };
        // A newer silo may know checks that this one does not.
        message.Results.AddRange(snapshot.Lines.Select(line => (Line: line, Check: PostureCatalogue.Find(line.Check))).Where(pair => pair.Check is not null)
            .Select(pair => ToMessage(pair.Line, pair.Check!)));
        return message;
    }

    private static PostureResult ToMessage(PostureLine line, PostureCheck check)
    {
        PostureResult message = new()
        {
            Check = check.Id,
            Title = check.Title,
            Severity = (Severity)(int)check.Severity,
            Status = (V1.PostureStatus)line.Status,
            Text = line.Text,
            ObservedAt = line.ObservedAt?.ToTimestamp(),
            Remediation = check.Remediation,
            ExemptBy = line.ExemptBy ?? "",
            ExemptUntil = line.ExemptUntil?.ToTimestamp(),
        };
        message.References.AddRange(check.References.All);
        return message;
    }
}
