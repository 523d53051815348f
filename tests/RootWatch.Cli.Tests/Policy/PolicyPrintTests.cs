using System.Text.Json;
using System.Text.RegularExpressions;
using RootWatch.Aws;
using YamlDotNet.RepresentationModel;

namespace RootWatch.Cli.Tests.Policy;

public sealed partial class PolicyPrintTests
{
    public static TheoryData<string, string> Shipped => new()
    {
        { "json", "rootwatch-policy.json" },
        { "cloudformation", "rootwatch-role.yaml" },
        { "stackset", "rootwatch-stackset.yaml" },
        { "terraform", "terraform/rootwatch-role/main.tf" },
    };

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task What_is_shipped_is_what_the_program_prints(string format, string file)
    {
        var run = await Rootwatch.RunAsync("policy", "print", "--format", format);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/aws", file), TestContext.Current.CancellationToken), run.Out);
    }

    [Fact]
    public async Task Without_a_format_it_is_the_policy_that_sessions_are_narrowed_to()
    {
        var run = await Rootwatch.RunAsync("policy", "print");

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(AwsPermissions.Policy), JsonElement.Parse(run.Out)));
    }

    [Fact]
    public async Task Another_format_is_refused_with_the_known_ones()
    {
        var run = await Rootwatch.RunAsync("policy", "print", "--format", "pulumi");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("cloudformation", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_role_trusts_one_principal_with_the_external_id_and_reads_only()
    {
        var template = await Template("cloudformation");

        CheckRole(At(template, "Resources", "RootWatchRole"), "!Ref ExternalId");
        Assert.Equal(["ExternalId", "WatcherArn"], Keys(At(template, "Parameters")));
    }

    [Fact]
    public async Task The_stack_set_makes_the_role_in_members_and_the_stack_itself_makes_it_in_the_management_account()
    {
        const string ExternalId = "!Sub ${ExternalIdPrefix}-${AWS::AccountId}";
        var template = await Template("stackset");
        var set = At(template, "Resources", "MemberRoles", "Properties");
        var member = Parse(Text(set, "TemplateBody"));

        CheckRole(At(member, "Resources", "RootWatchRole"), ExternalId);
        CheckRole(At(template, "Resources", "RootWatchRole"), ExternalId);
        Assert.Equal("InManagementAccount", Text(template, "Resources", "RootWatchRole", "Condition"));
        Assert.Equal(("SERVICE_MANAGED", "true"), (Text(set, "PermissionModel"), Text(set, "AutoDeployment", "Enabled")));
        Assert.Equal("CAPABILITY_NAMED_IAM", Text(set, "Capabilities", "0"));
        Assert.Equal(
            Keys(At(member, "Parameters")),
            ((YamlSequenceNode)At(set, "Parameters")).Select(parameter => Text(parameter, "ParameterKey")).Order(StringComparer.Ordinal));
        // Whoever holds them is a target; an account that is never a target must be told of.
        Assert.Contains("# one whose root matters most: take the separate step and deploy rootwatch-role.yaml in it", (await Rootwatch.RunAsync("policy", "print", "--format", "stackset")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_module_has_the_same_role()
    {
        var module = (await Rootwatch.RunAsync("policy", "print", "--format", "terraform")).Out;
        var blocks = ActionLists().Matches(module).Select(list => Quoted().Matches(list.Value).Select(action => action.Groups[1].Value).ToArray()).ToArray();

        Assert.Equal([["sts:AssumeRole"], [.. AwsPermissions.All]], blocks);
        Assert.Equal(module.Count(sign => sign == '{'), module.Count(sign => sign == '}'));
        Assert.Matches("variable = \"sts:ExternalId\"\\s+values   = \\[var.external_id\\]", module);
        Assert.Matches("identifiers = \\[var.watcher_arn\\]", module);
        Assert.Matches("name +\\S* *= \"RootWatch\"", module);
    }

    private static void CheckRole(YamlNode role, string externalId)
    {
        Assert.Equal("AWS::IAM::Role", Text(role, "Type"));
        var trust = At(role, "Properties", "AssumeRolePolicyDocument", "Statement");
        Assert.Single(((YamlSequenceNode)trust).Children);
        Assert.Equal("!Ref WatcherArn", Tagged(At(trust, "0", "Principal", "AWS")));
        Assert.Equal("sts:AssumeRole", Text(trust, "0", "Action"));
        Assert.Equal(externalId, Tagged(At(trust, "0", "Condition", "StringEquals", "sts:ExternalId")));
        var granted = At(role, "Properties", "Policies", "0", "PolicyDocument", "Statement");
        Assert.Single(((YamlSequenceNode)granted).Children);
        Assert.Equal(AwsPermissions.All, ((YamlSequenceNode)At(granted, "0", "Action")).Select(action => ((YamlScalarNode)action).Value!));
        Assert.Equal("Allow", Text(granted, "0", "Effect"));
        Assert.False(((YamlMappingNode)At(role, "Properties")).Children.ContainsKey("ManagedPolicyArns"));
    }

    private static async Task<YamlNode> Template(string format) => Parse((await Rootwatch.RunAsync("policy", "print", "--format", format)).Out);

    private static YamlNode Parse(string text)
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(text));
        return yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<string> Keys(YamlNode node) =>
        ((YamlMappingNode)node).Children.Keys.Select(key => ((YamlScalarNode)key).Value!).Order(StringComparer.Ordinal);

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)At(node, path)).Value!;

    /// <summary>With CloudFormation's function before it.</summary>
    private static string Tagged(YamlNode node) => $"{node.Tag.Value} {((YamlScalarNode)node).Value}";

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (at, part) =>
        at is YamlSequenceNode list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : at[part]);

    [GeneratedRegex(@"actions\s+= \[[^\]]*\]")]
    private static partial Regex ActionLists();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
