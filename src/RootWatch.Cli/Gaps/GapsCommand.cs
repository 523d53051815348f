using System.CommandLine;
using System.Text.Json;
using RootWatch.Cli.Accounts;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Gaps;

/// <summary>What was not seen, in one list over all accounts.</summary>
internal static class GapsCommand
{
    // An account has a score of streams: a page must stay well below what one message may hold.
    private const int PageSize = 100;

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var accountId = new Option<string?>("--account") { Description = "Only this AWS account, by its id of 12 digits.", HelpName = "id" };
        var output = ValueOptions.Output();
        var command = new Command("gaps", "Lists what was not read, of all accounts: since when, until when, why, and whether it still can be.") { accountId, output };
        server.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            return await ListAsync(context, connection, parsed.GetValue(accountId), parsed.GetValue(output) == "json", cancel);
        });
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, ServerConnection server, string? accountId, bool asJson, CancellationToken cancel)
    {
        var (accounts, unreachable) = accountId is null
            ? await AccountPages.ReadAllAsync(context, server, new ListAccountsRequest { PageSize = PageSize, IncludeStreams = true }, cancel)
            : ([await AccountPages.ReadAsync(context, server, accountId, cancel)], []);
        AccountGap[] gaps = [.. accounts.SelectMany(AccountGap.Of), .. unreachable.Select(AccountGap.OfUnreachable)];
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            Array.ForEach(gaps, gap => line.Write(gap, WriteMembers));
        }
        else if (gaps.Length == 0)
        {
            context.Error.WriteLine("No gaps.");
        }
        else
        {
            WriteTable(context, gaps);
        }

        return ExitCode.Ok;
    }

    private static void WriteTable(CommandContext context, IEnumerable<AccountGap> gaps)
    {
        var palette = context.OutPalette;
        var table = new Columns("ACCOUNT", "NAME", "REGION", "QUERY", "SINCE", "UNTIL", "CAN STILL BE READ", "REASON");
        foreach (var gap in gaps)
        {
            table.Add(
                gap.AccountId, gap.Name, gap.Region ?? "all", gap.Query ?? "all", Time(gap.Start, "unknown"), Time(gap.End, "now"),
                new Cell(gap.Recoverable ? "yes" : "no, lost", gap.Recoverable ? palette.Warning : palette.Bad), gap.Reason);
        }

        table.Write(context.Out, palette);
    }

    public static void WriteMembers(Utf8JsonWriter json, AccountGap gap)
    {
        json.WriteString("accountId", gap.AccountId);
        json.WriteString("tenantId", gap.TenantId);
        json.WriteString("name", gap.Name);
        json.WriteString("region", gap.Region);
        json.WriteString("query", gap.Query);
        json.WriteTime("start", gap.Start);
        json.WriteTime("end", gap.End);
        json.WriteBoolean("recoverable", gap.Recoverable);
        json.WriteString("reason", gap.Reason);
    }

    private static string Time(DateTimeOffset? time, string absent) => time is { } known ? JsonTimes.Format(known) : absent;
}
