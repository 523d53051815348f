using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Accounts;

/// <summary>The accounts of an organization of accounts.yaml: found now, told, and verified.</summary>
internal static class ImportCommand
{
    private const int TextCharsMax = 2000;

    /// <summary>The tags of a thousand accounts are asked one by one.</summary>
    private static readonly TimeSpan ImportTimeMax = TimeSpan.FromMinutes(20);

    public static Command Create(CommandContext context, ServerOptions server)
    {
        var organization = new Option<string>("--organization") { Description = "Id (o-...) or name of an organization in the server's accounts.yaml.", Required = true, HelpName = "id|name" };
        var accept = new Option<int>("--accept-removals") { Description = "Let this many accounts be paused at once, if as many or fewer are gone.", HelpName = "n" };
        accept.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--accept-removals: give 0 or more.");
            }
        });
        var skip = new Option<bool>("--no-verify") { Description = "Do not verify the accounts." };
        var output = ValueOptions.Output();
        var import = new Command("import", "Finds the accounts of an organization now, and verifies each that is watched.") { organization, accept, skip, output };
        import.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new ImportOrganizationRequest { Organization = parsed.GetRequiredValue(organization), AcceptRemovals = parsed.GetValue(accept) };
            return await ImportAsync(context, connection, request, parsed.GetValue(skip), parsed.GetValue(output) == "json", cancel);
        });
        return import.WithNotes(
            """

            A token of the role admin is needed. The server asks by itself, too, every few minutes: an account that joins is
            watched soon, one that is gone is paused and an alert tells it (RW-X09). Where many are gone at once, none is
            paused until --accept-removals says so.

            Exit codes: 0 all were found and pass, 1 AWS could not be asked, removals are held back, or an account does not
            pass; 2 the command line is wrong.
            """);
    }

    private static async Task<int> ImportAsync(
        CommandContext context, ServerConnection server, ImportOrganizationRequest request, bool skipVerify, bool asJson, CancellationToken cancel)
    {
        context.Error.WriteLine($"Asking for the accounts of {ShownText.Of(request.Organization)} ...");
        var found = await server.AskAsync(options => server.Onboarding.ImportOrganizationAsync(request, options), context.Clock, cancel, ImportTimeMax);
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write(found, WriteMembers);
        }
        else
        {
            WriteText(context, found);
        }

        context.Out.Flush();
        string[] watched = [.. found.Accounts.Where(IsWatched).Select(account => account.AccountId)];
        var verified = skipVerify || watched.Length == 0 ? ExitCode.Ok : await VerifyAsync(context, server, watched, asJson, cancel);
        return found.Trouble.Length > 0 || found.Held.Length > 0 ? ExitCode.Failed : verified;
    }

    private static Task<int> VerifyAsync(CommandContext context, ServerConnection server, string[] accountIds, bool asJson, CancellationToken cancel)
    {
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Verifying {accountIds.Length} accounts ..."));
        return VerifyCommand.VerifyManyAsync(context, server, accountIds, asJson, cancel);
    }

    private static void WriteText(CommandContext context, ImportOrganizationResponse found)
    {
        var palette = context.OutPalette;
        var table = new Columns("ACCOUNT", "NAME", "TENANT", "STATE", "REASON");
        foreach (var account in found.Accounts.Where(account => account.Changed || account.State is not FoundState.Watched))
        {
            table.Add(account.AccountId, account.Name, account.TenantId, new Cell(StateName(account), Painted(palette, account.State)), ShownText.Of(account.Reason, TextCharsMax));
        }

        table.Write(context.Out, palette);
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ShownText.Of(found.OrganizationId)} {ShownText.Of(found.Name)}: {found.Accounts.Count(IsWatched)} accounts watched, {Count(found, FoundState.Listed)} more in accounts.yaml itself, {Count(found, FoundState.Excluded)} left out, {Count(found, FoundState.Paused)} paused."));
        if (found.Held.Length > 0)
        {
            context.Out.WriteLine(palette.Bad(ShownText.Of(found.Held, TextCharsMax)));
        }

        if (found.Trouble.Length > 0)
        {
            context.Out.WriteLine(palette.Bad($"AWS could not be asked, and nothing is changed: {ShownText.Of(found.Trouble, TextCharsMax)}"));
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, ImportOrganizationResponse found)
    {
        json.WriteString("organizationId", found.OrganizationId);
        json.WriteString("name", found.Name);
        json.WriteString("trouble", found.Trouble);
        json.WriteString("held", found.Held);
        json.WriteObjects("accounts", found.Accounts, static (json, account) =>
        {
            json.WriteString("accountId", account.AccountId);
            json.WriteString("name", account.Name);
            json.WriteString("tenantId", account.TenantId);
            json.WriteString("state", JsonName(account.State));
            json.WriteString("reason", account.Reason);
            json.WriteBoolean("changed", account.Changed);
        });
    }

    private static bool IsWatched(FoundAccount account) => account.State is FoundState.Watched or FoundState.Held;

    private static int Count(ImportOrganizationResponse found, FoundState state) => found.Accounts.Count(account => account.State == state);

    private static string StateName(FoundAccount account) => account is { Changed: true, State: FoundState.Watched } ? "added" : StateName(account.State);

    private static string StateName(FoundState state) => state switch
    {
        FoundState.Watched => "watched",
        FoundState.Excluded => "left out",
        FoundState.Paused => "paused",
        FoundState.Held => "held",
        FoundState.Listed => "in accounts.yaml",
        _ => "unknown",
    };

    private static string JsonName(FoundState state) => state switch
    {
        FoundState.Excluded => "excluded",
        FoundState.Listed => "listed",
        _ => StateName(state),
    };

    private static Func<string, string>? Painted(Palette palette, FoundState state) => state switch
    {
        FoundState.Watched => palette.Good,
        FoundState.Paused or FoundState.Held => palette.Bad,
        _ => null,
    };
}
