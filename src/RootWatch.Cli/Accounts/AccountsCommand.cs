using System.CommandLine;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Accounts;

internal static class AccountsCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("accounts", "Shows the watched accounts of a server and how far each was read; adds, imports and verifies accounts.")
        {
            CreateList(context, server),
            CreateShow(context, server),
            AddCommand.Create(context),
            ImportCommand.Create(context, server),
            VerifyCommand.Create(context, server),
        };
        command.Aliases.Add("account");
        server.AddTo(command);
        return command;
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the accounts with their status and watermark: up to there everything visible was read.") { output };
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            return await ListAsync(context, connection, parsed.GetValue(output) == "json", cancel);
        });
        return list;
    }

    private static Command CreateShow(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        var output = ValueOptions.Output();
        var show = new Command("show", "Shows one account with each of its streams: status, watermark, and gaps that were not read.") { accountId, output };
        show.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            return await ShowAsync(context, connection, parsed.GetRequiredValue(accountId), parsed.GetValue(output) == "json", cancel);
        });
        return show;
    }

    private static async Task<int> ListAsync(CommandContext context, ServerConnection server, bool asJson, CancellationToken cancel)
    {
        var (accounts, unreachable) = await AccountPages.ReadAllAsync(context, server, new ListAccountsRequest { PageSize = PageSize }, cancel);
        return AccountLists.Show(
            context, asJson, accounts, unreachable, AccountView.WriteMembers, "No accounts.",
            () => AccountView.WriteTable(context.Out, context.OutPalette, accounts, unreachable, context.Clock.GetUtcNow()));
    }

    private static async Task<int> ShowAsync(CommandContext context, ServerConnection server, string accountId, bool asJson, CancellationToken cancel)
    {
        var account = await AccountPages.ReadAsync(context, server, accountId, cancel);
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write(account, AccountView.WriteMembersAndStreams);
        }
        else
        {
            AccountView.WriteDetails(context.Out, context.OutPalette, account, context.Clock.GetUtcNow());
        }

        return ExitCode.Ok;
    }
}
