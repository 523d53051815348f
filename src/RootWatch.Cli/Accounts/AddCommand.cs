using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Files;
using RootWatch.Detection.Tenants;

namespace RootWatch.Cli.Accounts;

/// <summary>A new account in accounts.yaml, with an external id of its own.</summary>
internal static class AddCommand
{
    private const int ExternalIdBits = 128;
    private const int NameCharsMax = 128;

    public static Command Create(CommandContext context)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        accountId.Validators.Add(result => Check(result, "ACCOUNT", AccountIds.IsAccountId, "is no account id; it has 12 digits."));
        var tenant = new Option<string>("--tenant") { Description = "The tenant that the account belongs to; made if it is not there.", Required = true };
        tenant.Validators.Add(result => Check(result, "--tenant", TenantId.IsValid, $"is no tenant id; {TenantId.Rule}."));
        var name = new Option<string?>("--name") { Description = "Name of the account for people. Default: its id." };
        name.Validators.Add(result => Check(result, "--name", IsName, $"cannot be a name: at most {NameCharsMax} characters on one line, none of them invisible."));
        var roleArn = new Option<string?>("--role-arn") { Description = "The role in it. Default: arn:aws:iam::ACCOUNT:role/RootWatch.", HelpName = "arn" };
        var file = new Option<string>("--file") { Description = "The accounts file; made if it is not there.", HelpName = "path", DefaultValueFactory = _ => "accounts.yaml" };
        var output = ValueOptions.Output();
        var add = new Command("add", "Adds an account to an accounts file, with an external id that is made for it.") { accountId, tenant, name, roleArn, file, output };
        add.Validators.Add(result =>
        {
            if (result.GetValue(roleArn) is { } arn && result.GetValue(accountId) is { } id && !IsRoleOf(arn, id))
            {
                result.AddError($"--role-arn: '{ShownText.Of(arn)}' is no role of account {ShownText.Of(id)}; it looks like arn:aws:iam::{ShownText.Of(id)}:role/RootWatch.");
            }
        });
        add.SetAction(parsed =>
        {
            var id = parsed.GetRequiredValue(accountId);
            var entry = new AccountEntry(
                id, parsed.GetValue(name), parsed.GetValue(roleArn) ?? $"arn:aws:iam::{id}:role/RootWatch",
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ExternalIdBits / 8)));
            var path = parsed.GetRequiredValue(file);
            var owner = parsed.GetRequiredValue(tenant);
            EditedFile.Change(path, text => AccountsDocument.Add(text, owner, entry));
            Show(context, entry, owner, path, parsed.GetValue(output) == "json");
            return ExitCode.Ok;
        });
        return add.WithNotes(
            """

            The external id is 128 random bits, made here and for this account alone: the customer never chooses it. A server
            that runs with the file sees the account at once, and cannot read it until its role is there.
            """);
    }

    private static void Show(CommandContext context, AccountEntry entry, string tenant, string path, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write((entry, tenant, path), static (json, shown) =>
            {
                json.WriteString("accountId", shown.entry.Id);
                json.WriteString("tenant", shown.tenant);
                json.WriteString("roleArn", shown.entry.RoleArn);
                json.WriteString("externalId", shown.entry.ExternalId);
                json.WriteString("file", shown.path);
            });
            return;
        }

        context.Out.WriteLine(entry.ExternalId);
        context.Error.WriteLine($"Account {entry.Id} of tenant {tenant} is in {ShownText.Of(path, CommandContext.PathCharsMax)}. The text above is its external id.");
        context.Error.WriteLine(!entry.RoleArn.EndsWith(":role/RootWatch", StringComparison.Ordinal)
            ? $"""
            The role {ShownText.Of(entry.RoleArn)} needs the permissions that 'rootwatch policy print' shows, and lets the server assume it with this external id.
            Then see that all is right: rootwatch account verify {entry.Id}
            """
            : $"""
            Make the role in the account with it:
              rootwatch policy print --format cloudformation > rootwatch-role.yaml
              aws cloudformation deploy --stack-name RootWatch --template-file rootwatch-role.yaml --capabilities CAPABILITY_NAMED_IAM \
                --parameter-overrides WatcherArn=ARN-OF-THE-SERVER ExternalId={entry.ExternalId}
            Then see that all is right: rootwatch account verify {entry.Id}
            """);
    }

    private static void Check(SymbolResult result, string name, Func<string, bool> isRight, string complaint)
    {
        foreach (var token in result.Tokens.Where(token => !isRight(token.Value)))
        {
            result.AddError($"{name}: '{ShownText.Of(token.Value)}' {complaint}");
        }
    }

    private static bool IsName(string text) => text.Length is > 0 and <= NameCharsMax && Mistakes.IsPlain(text);

    private static bool IsRoleOf(string arn, string accountId) =>
        arn.Split(':') is ["arn", { Length: > 0 }, "iam", "", var account, var role] && account == accountId && role.StartsWith("role/", StringComparison.Ordinal) && role.Length > 5;
}
