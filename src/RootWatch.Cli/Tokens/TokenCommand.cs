using System.CommandLine;
using System.CommandLine.Parsing;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;

namespace RootWatch.Cli.Tokens;

internal static class TokenCommand
{
    private const int IdCharsMax = 64;
    private static readonly string[] Roles = ["viewer", "operator", "approver", "admin"];

    public static Command Create(CommandContext context) =>
        new("token", "Makes access tokens for a server.") { CreateCreate(context) };

    private static Command CreateCreate(CommandContext context)
    {
        const string HelpNotes = """
            The server reads the file named by --tokens. Remove an entry there to revoke its token.
            """;
        var id = new Option<string>("--id") { Description = "Names the token in the file and in logs: a-z, 0-9 and '-'.", Required = true };
        id.Validators.Add(result => Check(result, "--id", IsId, $"is no id; use up to {IdCharsMax} signs of a-z, 0-9 and '-'."));
        var tenant = new Option<string>("--tenant") { Description = "The tenant whose data the token opens; '*' for all tenants.", Required = true };
        tenant.Validators.Add(result => Check(result, "--tenant", IsTenant, $"is no tenant id; {TenantId.Rule}, or '{TenantId.All}' for all tenants."));
        var role = new Option<string>("--role") { Description = "viewer, operator, approver or admin.", Required = true };
        role.AcceptOnlyFromAmong(Roles);
        var expires = new Option<string>("--expires") { Description = "When it ends: in 12h, 90d, or at 2027-01-31T00:00:00Z.", HelpName = "time", DefaultValueFactory = _ => "90d" };
        var note = new Option<string?>("--note") { Description = "A remark for people, such as who holds the token." };
        var file = new Option<string>("--file") { Description = "The tokens file; made if it is not there.", HelpName = "path", DefaultValueFactory = _ => "tokens.yaml" };
        var output = ValueOptions.Output();
        var command = new Command("create", "Makes an access token, adds its hash to a tokens file, and prints the token to stdout, this once.") { id, tenant, role, expires, note, file, output };
        command.SetAction(parsed =>
        {
            var now = context.Clock.GetUtcNow();
            var end = parsed.GetRequiredValue(expires);
            if (!ValueOptions.TryParseMoment(end, now, 1, out var moment))
            {
                context.Error.WriteLine($"rootwatch: --expires: '{ShownText.Of(end)}' is no time; write 12h, 90d, or a time with its zone such as 2027-01-31T00:00:00Z.");
                return ExitCode.Usage;
            }

            if (moment <= now)
            {
                context.Error.WriteLine($"rootwatch: --expires: {JsonTimes.Format(moment)} is past; give a time to come.");
                return ExitCode.Usage;
            }

            var token = TokenText.Create(parsed.GetRequiredValue(id));
            var entry = new TokenEntry(
                parsed.GetRequiredValue(id), TokenText.Hash(token), parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(role),
                JsonTimes.Format(WholeSeconds(moment)), parsed.GetValue(note));
            var path = parsed.GetRequiredValue(file);

            // Written first: a token that was shown but is in no file would only puzzle.
            EditedFile.Change(path, text => TokenDocument.Add(text, entry));
            try
            {
                Show(context, entry, token, path, parsed.GetValue(output) == "json");
                context.Out.Flush();
            }
            catch (ProblemException problem)
            {
                throw new ProblemException($"{problem.Message}. The token '{entry.Id}' is in {ShownText.Of(path, CommandContext.PathCharsMax)} and nobody has its text: remove the entry, then make another.");
            }

            return ExitCode.Ok;
        });
        return command.WithNotes(HelpNotes);
    }

    private static void Show(CommandContext context, TokenEntry entry, string token, string path, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write((entry, token, path), static (json, shown) =>
            {
                json.WriteString("id", shown.entry.Id);
                json.WriteString("tenant", shown.entry.Tenant);
                json.WriteString("role", shown.entry.Role);
                json.WriteString("expires", shown.entry.Expires);
                json.WriteString("file", shown.path);
                json.WriteString("token", shown.token);
            });
            return;
        }

        context.Out.WriteLine(token);
        context.Out.Flush();
        var whose = entry.Tenant == TenantId.All ? "all tenants" : $"tenant {entry.Tenant}";
        context.Error.WriteLine($"Token '{entry.Id}' ({entry.Role} of {whose}, until {entry.Expires}) is in {ShownText.Of(path, CommandContext.PathCharsMax)}. The text above is not kept anywhere; store it now.");
    }

    private static void Check(OptionResult result, string name, Func<string, bool> isRight, string complaint)
    {
        if (result.Tokens.Count > 0 && !isRight(result.Tokens[0].Value))
        {
            result.AddError($"{name}: '{ShownText.Of(result.Tokens[0].Value)}' {complaint}");
        }
    }

    private static bool IsId(string text) =>
        text.Length is > 0 and <= IdCharsMax && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsTenant(string text) => text == TenantId.All || TenantId.IsValid(text);

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
