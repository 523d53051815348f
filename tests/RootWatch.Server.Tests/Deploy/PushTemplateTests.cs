using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RootWatch.Server.Tests.Push;
using YamlDotNet.RepresentationModel;

namespace RootWatch.Server.Tests.Deploy;

/// <summary>What an operator rolls out so that events are pushed, as CloudFormation and as Terraform.</summary>
public sealed partial class PushTemplateTests
{
    private static string Folder => Path.Combine(Repository.Root, "deploy/aws");

    [Theory]
    [InlineData("push-queue")]
    [InlineData("push-rule")]
    public void Both_kinds_of_template_match_the_same_events_and_grant_the_same(string name)
    {
        string terraform = Terraform(name);
        JsonNode pattern = Pattern(Stack(name));
        Assert.True(JsonNode.DeepEquals(pattern, JsonNode.Parse(Heredoc().Match(terraform).Groups["json"].Value)));
        IEnumerable<string> granted = Actions(Stack(name).Children.Values).Order(StringComparer.Ordinal);
        Assert.Equal(granted, TerraformActions().Matches(terraform).SelectMany(list => Quoted().Matches(list.Value)).Select(action => action.Groups[1].Value).Order(StringComparer.Ordinal));
        // Names that an operator meets in both.
        Assert.Contains("\"rootwatch-push\"", terraform, StringComparison.Ordinal);
        Assert.Equal("rootwatch-push", Text(Stack(name), "Rule", "Properties", "Name"));
        Assert.Equal(Text(Stack(name), "Rule", "Properties", "State"), Regex.Match(terraform, "state\\s+= \"(?<state>[A-Z_]+)\"").Groups["state"].Value);
    }

    [Theory]
    [InlineData("push-queue")]
    [InlineData("push-rule")]
    public void The_rule_matches_what_root_does_whatever_the_event_is_called_and_nothing_that_others_make_up(string name)
    {
        JsonNode pattern = Pattern(Stack(name));
        JsonObject envelope = PushEnvelopeTests.Envelope();
        Assert.True(Matches(pattern, envelope));
        envelope["detail-type"] = "AWS Console Signin via CloudTrail";
        Assert.True(Matches(pattern, envelope));
        envelope["source"] = "my.app";
        Assert.False(Matches(pattern, envelope));
        envelope["source"] = "aws.iam";
        envelope["detail"]!["userIdentity"]!["type"] = "IAMUser";
        Assert.False(Matches(pattern, envelope));
    }

    [Theory]
    [InlineData("push-queue")]
    [InlineData("push-rule")]
    public void What_root_only_reads_passes_each_rule_on_its_way(string name) =>
        // EventBridge keeps read-only calls from a rule that is simply enabled, on the default bus and on any other but a partner's.
        Assert.Equal("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", Text(Stack(name), "Rule", "Properties", "State"));

    [Fact]
    public void Only_the_rule_sends_to_the_queue_and_the_server_may_only_receive_and_delete()
    {
        YamlMappingNode stack = Stack("push-queue");
        YamlMappingNode send = Statements(stack, "QueuePolicy").Single(statement => Text(statement, "Effect") == "Allow");
        Assert.Equal(("sqs:SendMessage", "events.amazonaws.com", "Rule.Arn"), (Text(send, "Action"), Text(send, "Principal", "Service"), Text(send, "Condition", "ArnEquals", "aws:SourceArn")));
        Assert.Equal(["sqs:ReceiveMessage", "sqs:DeleteMessage"], Actions(Statements(stack, "ReceivePolicy")));
        Assert.Equal("aws.", Text(stack, "Rule", "Properties", "EventPattern", "source", "0", "prefix"));
        Assert.Equal("OrganizationId", Text(stack, "BusPolicyOfOrganization", "Properties", "Statement", "Condition", "StringEquals", "aws:PrincipalOrgID"));
    }

    private static YamlMappingNode Stack(string name)
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, name + ".yaml"))));
        return (YamlMappingNode)yaml.Documents.Single().RootNode["Resources"];
    }

    private static string Terraform(string name) => File.ReadAllText(Path.Combine(Folder, "terraform", name, "main.tf"));

    private static JsonNode Pattern(YamlNode stack) => ToJson(At(stack, "Rule", "Properties", "EventPattern"));

    private static IEnumerable<YamlMappingNode> Statements(YamlNode stack, string policy) =>
        ((YamlSequenceNode)At(stack, policy, "Properties", "PolicyDocument", "Statement")).Children.Cast<YamlMappingNode>();

    /// <summary>Each statement's actions once; a condition of CloudFormation's may choose between two of the same.</summary>
    private static IEnumerable<string> Actions(IEnumerable<YamlNode> nodes) => nodes.SelectMany(node => node.AllNodes).OfType<YamlMappingNode>()
        .Where(statement => statement.Children.ContainsKey("Action"))
        .SelectMany(statement => statement["Action"] is YamlSequenceNode list ? list.Children.Select(action => ((YamlScalarNode)action).Value!) : [((YamlScalarNode)statement["Action"]).Value!])
        .Distinct();

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)At(node, path)).Value!;

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (at, part) => at is YamlSequenceNode list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : at[part]);

    private static JsonNode ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(member => KeyValuePair.Create(((YamlScalarNode)member.Key).Value!, (JsonNode?)ToJson(member.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        _ => JsonValue.Create(((YamlScalarNode)node).Value)!,
    };

    /// <summary>EventBridge's patterns, as far as ours use them: each leaf is a list of texts and prefixes, one of which must fit.</summary>
    private static bool Matches(JsonNode pattern, JsonNode? value) => pattern switch
    {
        JsonObject members => value is JsonObject there && members.All(member => Matches(member.Value!, there[member.Key])),
        JsonArray choices => value is JsonValue && value.GetValue<string>() is var text && choices.Any(choice =>
            choice is JsonObject prefix ? text.StartsWith(prefix["prefix"]!.GetValue<string>(), StringComparison.Ordinal) : choice!.GetValue<string>() == text),
        _ => false,
    };

    [GeneratedRegex(@"event_pattern = <<-JSON\n(?<json>.*?)\n\s+JSON\n", RegexOptions.Singleline)]
    private static partial Regex Heredoc();

    [GeneratedRegex(@"actions\s+= \[[^\]]*\]")]
    private static partial Regex TerraformActions();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
