using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Emergencies;

internal static class WindowCommand
{
    private static readonly ShownKind<EmergencyWindow> Shown = new("window", WindowView.WriteMembers, WindowView.WriteDetails);

    private const int PageSize = 1000;

    private static readonly Dictionary<string, WindowStatus> Statuses = System.Enum.GetValues<WindowStatus>()
        .Where(status => status != WindowStatus.Unspecified).ToDictionary(WindowView.Name);

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("window", "Emergency windows: root of an account may be used for a purpose and a time that two people have agreed on.")
        {
            CreateRequest(context, server),
            CreateApprove(context, server),
            CreateExtend(context, server),
            CreateClose(context, server),
            CreateList(context, server),
            CreateShow(context, server),
            CreateReview(context, server),
        };
        server.AddTo(command);
        return command;
    }

    private static Command CreateRequest(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        var purpose = new Option<string>("--purpose") { Description = "What root is needed for.", HelpName = "text", Required = true };
        var ticket = new Option<string>("--ticket") { Description = "Where the emergency is written down.", HelpName = "text", Required = true };
        var allow = new Option<string[]>("--allow")
        {
            Description = "A change that is agreed on: iam/CreateUser, iam/* or *; several times for several.",
            HelpName = "action",
            Required = true,
        };
        var length = ValueOptions.Length("--for", "How long it is open");
        var start = ValueOptions.Ahead("--start", "When it opens; without it when it is approved");
        var request = new Command("request", "Asks for a window. Somebody else has to approve it.") { accountId, purpose, ticket, allow, length, start };
        return request.Asks(context, server, Shown, (parsed, connection, options) => connection.Emergencies.RequestWindowAsync(
            new RequestWindowRequest
            {
                AccountId = parsed.GetRequiredValue(accountId),
                Purpose = parsed.GetRequiredValue(purpose),
                Ticket = parsed.GetRequiredValue(ticket),
                AllowedActions = { parsed.GetRequiredValue(allow) },
                Length = ValueOptions.Span(parsed, length).ToDuration(),
                OpensAt = ValueOptions.Moment(parsed, start, context.Clock)?.ToTimestamp(),
            },
            options), answer => answer.Window);
    }

    private static Command CreateApprove(CommandContext context, ServerOptions server)
    {
        var id = Window();
        return new Command("approve", "Approves a request: the window opens. Needs the role approver, and somebody else than who requested it.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Emergencies.ApproveWindowAsync(new ApproveWindowRequest { WindowId = parsed.GetRequiredValue(id) }, options), answer => answer.Window);
    }

    private static Command CreateExtend(CommandContext context, ServerOptions server)
    {
        var id = Window();
        var length = ValueOptions.Length("--for", "How long it stays open from now");
        var reason = new Option<string>("--reason") { Description = "Why.", HelpName = "text", Required = true };
        return new Command("extend", "Lets an open window close later. Needs the role approver, and somebody else than who requested it.") { id, length, reason }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Emergencies.ExtendWindowAsync(
                new ExtendWindowRequest { WindowId = parsed.GetRequiredValue(id), Length = ValueOptions.Span(parsed, length).ToDuration(), Reason = parsed.GetRequiredValue(reason) }, options),
            answer => answer.Window);
    }

    private static Command CreateClose(CommandContext context, ServerOptions server)
    {
        var id = Window();
        return new Command("close", "Closes a window once root is signed out, or takes back one that has not opened.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Emergencies.CloseWindowAsync(new CloseWindowRequest { WindowId = parsed.GetRequiredValue(id) }, options), answer => answer.Window);
    }

    private static Command CreateShow(CommandContext context, ServerOptions server)
    {
        var id = Window();
        return new Command("show", "Shows a window with everything that root did in it, what may not have been meant, and what is left to do.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Emergencies.GetWindowAsync(new GetWindowRequest { WindowId = parsed.GetRequiredValue(id) }, options), answer => answer.Window);
    }

    private static Command CreateReview(CommandContext context, ServerOptions server)
    {
        var id = Window();
        var note = new Option<string>("--note") { Description = "What you found.", HelpName = "text", Required = true };
        var rotated = new Option<bool>("--password-rotated") { Description = "You vouch for root's new password, which CloudTrail does not show." };
        var signedOut = new Option<bool>("--signed-out") { Description = "You vouch for root's being signed out, which CloudTrail never shows." };
        var incomplete = new Option<bool>("--accept-incomplete") { Description = "Review it though not all of it has been read." };
        return new Command("review", "Records that you looked back at what was done in a window. Not for whoever requested it.") { id, note, rotated, signedOut, incomplete }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Emergencies.ReviewWindowAsync(
                new ReviewWindowRequest
                {
                    WindowId = parsed.GetRequiredValue(id),
                    Note = parsed.GetRequiredValue(note),
                    RotationConfirmed = parsed.GetValue(rotated),
                    SignOutConfirmed = parsed.GetValue(signedOut),
                    AcceptIncomplete = parsed.GetValue(incomplete),
                },
                options),
            answer => answer.Window);
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string?>("ACCOUNT") { Description = "AWS account id, 12 digits; without it, all accounts.", Arity = ArgumentArity.ZeroOrOne };
        var status = new Option<string[]>("--status") { Description = $"Only these: {string.Join(", ", Statuses.Keys)}; may be given several times.", HelpName = "status" };
        status.AcceptOnlyFromAmong([.. Statuses.Keys]);
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the windows, requests and reviews included.") { accountId, status, output };
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new ListWindowsRequest { AccountId = parsed.GetValue(accountId) ?? "", PageSize = PageSize };
            request.Statuses.AddRange((parsed.GetValue(status) ?? []).Select(name => Statuses[name]));
            return await ListAsync(context, connection, request, parsed.GetValue(output) == "json", cancel);
        });
        return list;
    }

    private static async Task<int> ListAsync(CommandContext context, ServerConnection server, ListWindowsRequest request, bool asJson, CancellationToken cancel)
    {
        var (windows, unreachable) = await WindowPages.ReadAllAsync(context, server, request, cancel);
        return AccountLists.Show(
            context, asJson, windows, unreachable, WindowView.WriteMembers, "No windows.",
            () => WindowView.WriteTable(context.Out, context.OutPalette, windows, unreachable));
    }

    private static Argument<string> Window() => new("WINDOW") { Description = "Its id, such as W-111122223333-7." };
}
