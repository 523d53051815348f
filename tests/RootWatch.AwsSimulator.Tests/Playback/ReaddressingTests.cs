using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Playback;

namespace RootWatch.AwsSimulator.Tests.Playback;

public sealed class ReaddressingTests
{
    private static JsonObject Move(string record) =>
        Readdressing.Move((JsonObject)JsonNode.Parse(record)!, "999900001111", "eu-west-1", new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_account_moves_in_fields_ARNs_names_numbers_and_nested_texts()
    {
        var moved = Move("""
            {"recipientAccountId":"123456789012","awsRegion":"us-west-2","userIdentity":{"type":"IAMUser","accountId":"123456789012","arn":"arn:aws:iam::123456789012:user/a"},
             "requestParameters":{"bucket":"logs-123456789012-us-west-2","owner":123456789012,"policy":"{\"AWS\":\"arn:aws:iam::123456789012:root\"}","text":"x\n123456789012"},
             "responseElements":{"arn:aws:s3:::123456789012":1,"longer":"1234567890123","zone":"us-west-2b","other":"us-west-21"}}
            """).ToJsonString();
        Assert.DoesNotContain("123456789012\"", moved.Replace("1234567890123", "", StringComparison.Ordinal));
        Assert.Contains("logs-999900001111-eu-west-1", moved);
        Assert.Contains("\"owner\":999900001111", moved);
        Assert.Contains("arn:aws:s3:::999900001111", moved);
        Assert.Contains("x\\n999900001111", moved);
        Assert.Contains("\"longer\":\"1234567890123\"", moved);
        Assert.Contains("\"zone\":\"eu-west-1b\"", moved);
        Assert.Contains("us-west-21", moved);
    }

    [Fact]
    public void A_foreign_caller_stays_foreign_and_root_never_is()
    {
        var foreign = Move("""{"recipientAccountId":"123456789012","userIdentity":{"type":"AWSAccount","accountId":"210987654321"}}""");
        Assert.Equal("210987654321", (string?)foreign["userIdentity"]!["accountId"]);

        var root = Move("""{"recipientAccountId":"123456789012","userIdentity":{"type":"Root","accountId":"210987654321","arn":"arn:aws:iam::210987654321:root"}}""");
        Assert.Equal("999900001111", (string?)root["userIdentity"]!["accountId"]);
        Assert.Equal("arn:aws:iam::999900001111:root", (string?)root["userIdentity"]!["arn"]);
    }

    [Theory]
    [InlineData("2024-03-22T23:10:19Z", "2026-05-04T08:42:03Z")]
    [InlineData("2020-10-13T21:05:40Z", "2026-05-04T09:56:00Z")]
    [InlineData("redacted", "2026-05-04T09:56:00Z")]
    public void A_session_keeps_its_age_where_it_can_be_true(string began, string moved)
    {
        var record = Move("""
            {"eventTime":"2024-03-23T00:28:16Z","recipientAccountId":"123456789012","userIdentity":{"type":"Root","sessionContext":{"attributes":{"creationDate":"BEGAN"}}}}
            """.Replace("BEGAN", began, StringComparison.Ordinal));
        Assert.Equal(moved, (string?)record["userIdentity"]!["sessionContext"]!["attributes"]!["creationDate"]);
    }
}
