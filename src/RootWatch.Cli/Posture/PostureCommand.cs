using System.CommandLine;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Posture;

internal static class PostureCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("posture", "Shows how the watched accounts are set up: root's MFA and keys, contacts, trails, and what else guards an account.")
        {
            CreateShow(context, server),
            CreateList(context, server),
            CreateChecklist(context, server),
        };
        server.AddTo(command);
        return command;
    }

    private static Command CreateShow(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        var output = ValueOptions.Output();
        var show = new Command("show", "Shows every check of one account: PASS, FAIL, UNKNOWN (and why) or EXEMPT (by whom, until when), and what to do.") { accountId, output };
        show.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new GetPostureRequest { AccountId = parsed.GetRequiredValue(accountId) };
            var posture = (await connection.AskAsync(options => connection.Posture.GetPostureAsync(request, options), context.Clock, cancel)).Posture
                ?? throw new ProblemException($"the server at {connection.Address} answered without the account {ShownText.Of(request.AccountId)}; its log says more.");
            if (parsed.GetValue(output) == "json")
            {
                using var line = new JsonLine(context.Out);
                line.Write(posture, PostureView.WriteMembers);
            }
            else
            {
                PostureView.WriteDetails(context.Out, context.OutPalette, posture, context.Clock.GetUtcNow());
            }

            return ExitCode.Ok;
        });
        return show;
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var failing = new Option<bool>("--failing") { Description = "Only what fails." };
        var unknown = new Option<bool>("--unknown") { Description = "Only what could not be told; with --failing, both." };
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the checks of all accounts, one to a line.") { failing, unknown, output };
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new ListPostureRequest { PageSize = PageSize };
            if (parsed.GetValue(failing))
            {
                request.Statuses.Add(PostureStatus.Fail);
            }

            if (parsed.GetValue(unknown))
            {
                request.Statuses.Add(PostureStatus.Unknown);
            }

            return await ListAsync(context, connection, request, parsed.GetValue(output) == "json", cancel);
        });
        return list;
    }

    private static Command CreateChecklist(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        var output = ValueOptions.Output();
        var checklist = new Command("checklist", "Answers the seven points of the checklist for root of one account, from checks, events, attestations and emergency windows.") { accountId, output };
        checklist.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new GetChecklistRequest { AccountId = parsed.GetRequiredValue(accountId) };
            var answer = (await connection.AskAsync(options => connection.Posture.GetChecklistAsync(request, options), context.Clock, cancel)).Checklist
                ?? throw new ProblemException($"the server at {connection.Address} answered without the account {ShownText.Of(request.AccountId)}; its log says more.");
            if (parsed.GetValue(output) == "json")
            {
                using var line = new JsonLine(context.Out);
                line.Write(answer, ChecklistView.WriteMembers);
            }
            else
            {
                ChecklistView.WriteDetails(context.Out, context.OutPalette, answer);
            }

            return ExitCode.Ok;
        });
        return checklist;
    }

    private static async Task<int> ListAsync(CommandContext context, ServerConnection server, ListPostureRequest request, bool asJson, CancellationToken cancel)
    {
        var (accounts, unreachable) = await AccountLists.ReadAllAsync(
            context, server,
            (token, options) =>
            {
                request.PageToken = token;
                return server.Posture.ListPostureAsync(request, options);
            },
            page => (page.Accounts.AsEnumerable(), page.Unreachable.AsEnumerable(), page.NextPageToken), cancel);
        return AccountLists.Show(
            context, asJson, accounts, unreachable, PostureView.WriteMembers, request.Statuses.Count > 0 ? "Nothing." : "No accounts.",
            () => PostureView.WriteTable(context.Out, context.OutPalette, accounts, unreachable));
    }
}
