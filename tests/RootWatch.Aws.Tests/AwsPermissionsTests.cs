using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Tests;

public sealed class AwsPermissionsTests
{
    [Fact]
    public void Every_operation_of_every_client_is_in_the_list_once_and_no_other()
    {
        string[] callable =
        [
            .. typeof(AwsClients).Assembly.GetTypes()
                .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
                .Where(field => field.FieldType == typeof(AwsOperation))
                .Select(field => ((AwsOperation)field.GetValue(null)!).Permission),
        ];

        Assert.Equal(callable.Order(StringComparer.Ordinal), AwsPermissions.All.Order(StringComparer.Ordinal));
        Assert.Equal(callable.Length, callable.Distinct().Count());
    }

    /// <summary>What the code can call and the role does not allow fails at a customer; what the role allows beyond that is trust for nothing.</summary>
    [Fact]
    public void The_role_of_the_template_allows_just_these_calls() =>
        Assert.Equal(AwsPermissions.All.Order(StringComparer.Ordinal), TemplateActions().Order(StringComparer.Ordinal));

    [Fact]
    public void The_session_policy_allows_just_these_calls_and_AWS_takes_its_length()
    {
        var statement = JsonElement.Parse(AwsPermissions.Policy).GetProperty("Statement")[0];

        Assert.Equal(AwsPermissions.All, statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()!));
        Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
        Assert.True(AwsPermissions.Policy.Length <= 2048, $"{AwsPermissions.Policy.Length} characters");
    }

    [Fact]
    public void Nothing_is_asked_that_changes_an_account() =>
        Assert.All(AwsPermissions.All, action => Assert.Matches("^[a-z0-9]+:(Get|List|Describe|Lookup|GenerateCredentialReport)", action));

    private static IEnumerable<string> TemplateActions()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "aws", "rootwatch-role.yaml"));
        return Regex.Matches(text[text.IndexOf("PolicyName: RootWatchRead", StringComparison.Ordinal)..], "^ +- ([a-z0-9]+:[A-Za-z*]+)$", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);
    }
}
