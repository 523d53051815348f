using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Server.Accounts;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Push;

public sealed class PushEnvelopeTests
{
    [Theory]
    [InlineData("AWS Console Sign In via CloudTrail")]
    [InlineData("AWS Console Signin via CloudTrail")]
    [InlineData("AWS API Call via CloudTrail")]
    public void EventBridges_envelope_gives_the_account_and_the_record_in_it(string type)
    {
        JsonObject envelope = Envelope();
        envelope["detail-type"] = type;
        PushEnvelope read = PushEnvelope.Read(envelope.ToJsonString());
        Assert.Null(read.Refused);
        Assert.Equal(("111122223333", "6f1e-1"), (read.AccountId, read.Record!.EventId));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), read.Record.EventTime);
        Assert.True(JsonNode.DeepEquals(envelope["detail"], JsonNode.Parse(read.Record.Record)));
    }

    [Fact]
    public void A_record_without_a_recipient_belongs_to_the_account_that_acted()
    {
        JsonObject envelope = Envelope();
        Detail(envelope).Remove("recipientAccountId");
        Assert.Null(PushEnvelope.Read(envelope.ToJsonString()).Refused);
        Detail(envelope)["userIdentity"]!["accountId"] = "444455556666";
        Assert.Equal(PushOutcome.Forged, PushEnvelope.Read(envelope.ToJsonString()).Refused);
    }

    [Theory]
    [InlineData("account", "\"444455556666\"", PushOutcome.Forged)]
    [InlineData("account", "\"1111\"", PushOutcome.Forged)]
    [InlineData("account", "111122223333", PushOutcome.Malformed)]
    [InlineData("source", "\"my.app\"", PushOutcome.Forged)]
    [InlineData("source", "null", PushOutcome.Malformed)]
    [InlineData("detail-type", "\"Sign-in Anomaly Alert\"", PushOutcome.NotCloudTrail)]
    [InlineData("detail", "[]", PushOutcome.Malformed)]
    [InlineData("detail", "{}", PushOutcome.Forged)]
    public void An_envelope_that_does_not_fit_is_refused_with_the_reason(string member, string value, PushOutcome refused)
    {
        JsonObject envelope = Envelope();
        envelope[member] = JsonNode.Parse(value);
        Assert.Equal(refused, PushEnvelope.Read(envelope.ToJsonString()).Refused);
    }

    [Theory]
    [InlineData("recipientAccountId", "\"444455556666\"", PushOutcome.Forged)]
    [InlineData("recipientAccountId", "null", PushOutcome.Forged)]
    [InlineData("eventID", "\"\"", PushOutcome.Malformed)]
    [InlineData("eventID", "\"a b\"", PushOutcome.Malformed)]
    [InlineData("eventID", "7", PushOutcome.Malformed)]
    [InlineData("eventTime", "\"yesterday\"", PushOutcome.Malformed)]
    [InlineData("eventTime", "null", PushOutcome.Malformed)]
    public void A_record_that_does_not_fit_is_refused_with_the_reason(string member, string value, PushOutcome refused)
    {
        JsonObject envelope = Envelope();
        Detail(envelope)[member] = JsonNode.Parse(value);
        Assert.Equal(refused, PushEnvelope.Read(envelope.ToJsonString()).Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("validation message")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"source\":\"aws.signin\",\"source\":\"aws.signin\"}")]
    [InlineData("{\"source\":\"\\ud800\",\"detail-type\":\"x via CloudTrail\",\"account\":\"1\",\"detail\":{}}")]
    public void What_is_no_envelope_is_malformed(string body) => Assert.Equal(PushOutcome.Malformed, PushEnvelope.Read(body).Refused);

    [Fact]
    public void A_name_that_stands_there_twice_in_the_record_is_malformed()
    {
        string twice = Envelope().ToJsonString().Replace("\"recipientAccountId\":", "\"recipientAccountId\":\"444455556666\",\"recipientAccountId\":", StringComparison.Ordinal);
        Assert.Equal(PushOutcome.Malformed, PushEnvelope.Read(twice).Refused);
    }

    [Fact]
    public void What_is_longer_than_EventBridge_delivers_is_not_even_read() =>
        Assert.Equal(PushOutcome.Oversized, PushEnvelope.Read(new string('x', PushEnvelope.BodyLengthMax + 1)).Refused);

    [Fact]
    public void Whatever_a_message_says_it_is_read_or_refused()
    {
        string good = Envelope().ToJsonString();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 40], Gen.String[0, 12]).Sample((at, length, text) =>
        {
            PushEnvelope read = PushEnvelope.Read(good.Remove(at, Math.Min(length, good.Length - at)).Insert(at, text));
            return read.Refused is null ? read is { AccountId.Length: 12, Record.EventId.Length: > 0 } : read.Record is null;
        }, iter: 20_000);
    }

    internal static JsonObject Envelope() => new()
    {
        ["version"] = "0",
        ["id"] = "0b2f",
        ["detail-type"] = "AWS Console Sign In via CloudTrail",
        ["source"] = "aws.signin",
        ["account"] = "111122223333",
        ["time"] = "2026-03-01T12:00:00Z",
        ["region"] = "us-east-1",
        ["resources"] = new JsonArray(),
        ["detail"] = new JsonObject
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = new JsonObject { ["type"] = "Root", ["accountId"] = "111122223333", ["arn"] = "arn:aws:iam::111122223333:root" },
            ["eventTime"] = "2026-03-01T12:00:00Z",
            ["eventSource"] = "signin.amazonaws.com",
            ["eventName"] = "ConsoleLogin",
            ["awsRegion"] = "us-east-1",
            ["eventID"] = "6f1e-1",
            ["eventType"] = "AwsConsoleSignIn",
            ["recipientAccountId"] = "111122223333",
        },
    };

    private static JsonObject Detail(JsonObject envelope) => envelope["detail"]!.AsObject();
}
