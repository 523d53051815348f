using System.CommandLine;
using RootWatch.Aws;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Policy;

/// <summary>What customers grant: printed from the list of the calls that the server makes, so that the two cannot differ.</summary>
internal static class PolicyCommand
{
    private static readonly Dictionary<string, Func<string>> Formats = new(StringComparer.Ordinal)
    {
        ["json"] = () => PolicyDocument.Of(AwsPermissions.All),
        ["cloudformation"] = () => RoleTemplate.Of(AwsPermissions.All),
        ["stackset"] = () => StackSetTemplate.Of(AwsPermissions.All),
        ["terraform"] = () => TerraformModule.Of(AwsPermissions.All),
    };

    public static Command Create(CommandContext context) => new("policy", "Prints what a watched account grants to RootWatch.") { CreatePrint(context) };

    private static Command CreatePrint(CommandContext context)
    {
        var format = new Option<string>("--format")
        {
            Description = $"{string.Join(", ", Formats.Keys)}.",
            HelpName = "format",
            DefaultValueFactory = _ => "json",
        };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var print = new Command("print", "Prints the permissions as a policy, or the role that has them as a template.") { format };
        print.SetAction(parsed =>
        {
            context.Out.Write(Formats[parsed.GetRequiredValue(format)]());
            return ExitCode.Ok;
        });
        return print.WithNotes(
            """

            json            the permissions alone, for a role that you make in your own way
            cloudformation  the role in one account, with its trust: deploy/aws/rootwatch-role.yaml
            stackset        the role in all accounts of an organization, new ones included: deploy/aws/rootwatch-stackset.yaml.
                            AWS never rolls a stack set out to the management account: see the first lines of the template
            terraform       the role in one account, as a module: deploy/aws/terraform/rootwatch-role
            """);
    }
}
