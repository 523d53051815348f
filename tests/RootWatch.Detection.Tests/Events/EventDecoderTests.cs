using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

public sealed class EventDecoderTests
{
    [Theory]
    [InlineData("ConsoleLogin", "AwsConsoleSignIn", true)]
    [InlineData("ConsoleLogin", "AwsConsoleSignin", true)]
    [InlineData("ConsoleLogin", null, true)]
    [InlineData("PasswordUpdated", null, true)]
    [InlineData("GetSigninToken", "AwsConsoleSignIn", true)]
    [InlineData("CreateOAuth2Token", "AwsApiCall", false)]
    [InlineData("PutConsoleAuthorizationConfiguration", "AwsApiCall", false)]
    public void Pages_of_the_sign_in_service_are_sign_ins_and_its_API_calls_are_none(string name, string? type, bool isSignIn) =>
        Assert.Equal(isSignIn, EventDecoder.Decode(Sample.Root("signin.amazonaws.com", name, e => e["eventType"] = type).ToJsonString()).Event?.IsSignIn);

    [Theory]
    [InlineData("", UnreadableReason.NotJson)]
    [InlineData("   ", UnreadableReason.NotJson)]
    [InlineData("{", UnreadableReason.NotJson)]
    [InlineData("{\"eventName\":\"ConsoleLogin\"", UnreadableReason.NotJson)]
    [InlineData("{\"eventName\":\"ConsoleLogin\",}", UnreadableReason.NotJson)]
    [InlineData("{\"eventName\":\"ConsoleLogin\"} {}", UnreadableReason.NotJson)]
    [InlineData("{\"eventName\":NaN}", UnreadableReason.NotJson)]
    [InlineData("{'eventName':'ConsoleLogin'}", UnreadableReason.NotJson)]
    [InlineData("<Error><Code>Throttling</Code></Error>", UnreadableReason.NotJson)]
    [InlineData("\u0000\u0001", UnreadableReason.NotJson)]
    [InlineData("[]", UnreadableReason.NotAnObject)]
    [InlineData("[{\"eventName\":\"ConsoleLogin\"}]", UnreadableReason.NotAnObject)]
    [InlineData("null", UnreadableReason.NotAnObject)]
    [InlineData("\"text\"", UnreadableReason.NotAnObject)]
    [InlineData("17", UnreadableReason.NotAnObject)]
    [InlineData("[1", UnreadableReason.NotJson)]
    [InlineData("{}", UnreadableReason.NotARecord)]
    [InlineData("{\"userIdentity\":null,\"eventName\":null}", UnreadableReason.NotARecord)]
    [InlineData("{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2026-03-01T10:00:00Z\"}", UnreadableReason.NotARecord)]
    [InlineData("{\"detail\":{\"detail\":{\"eventName\":\"ConsoleLogin\"}}}", UnreadableReason.NotARecord)]
    public void What_cannot_be_read_says_why(string text, UnreadableReason reason)
    {
        var outcome = EventDecoder.Decode(text);

        Assert.Null(outcome.Event);
        Assert.Equal(reason, outcome.Unreadable);
    }

    [Fact]
    public void A_record_that_is_too_large_is_not_looked_at() =>
        Assert.Equal(UnreadableReason.TooLarge, EventDecoder.Decode(Padded(EventDecoder.RecordBytesMax + 1)).Unreadable);

    [Fact]
    public void The_largest_record_is_read() =>
        Assert.Equal("X", EventDecoder.Decode(Padded(EventDecoder.RecordBytesMax)).Event?.EventName);

    [Theory]
    [InlineData(EventDecoder.DepthMax - 1, null)]
    [InlineData(EventDecoder.DepthMax + 10, UnreadableReason.TooDeep)]
    [InlineData(150_000, UnreadableReason.TooDeep)]
    public void Nesting_is_followed_to_its_bound(int depth, UnreadableReason? reason) =>
        Assert.Equal(reason, EventDecoder.Decode(
            "{\"eventName\":\"X\",\"requestParameters\":" + string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "1" + new string('}', depth)).Unreadable);

    [Fact]
    public void Nesting_inside_the_session_is_followed_without_a_stack_to_overflow() =>
        Assert.Null(EventDecoder.Decode("{\"eventName\":\"X\",\"userIdentity\":{\"sessionContext\":"
            + string.Concat(Enumerable.Repeat("{\"attributes\":", 400)) + "{}" + new string('}', 402)).Unreadable);

    [Theory]
    [InlineData("17")]
    [InlineData("1.5e300")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"...\"")]
    [InlineData("[]")]
    [InlineData("[[{}]]")]
    [InlineData("{}")]
    [InlineData("{\"a\":{\"b\":[1,2,{}]}}")]
    [InlineData("\"\\ud800\"")]
    public void A_field_of_an_unexpected_kind_leaves_the_others_readable(string value)
    {
        foreach (var (name, _) in Sample.Root("iam.amazonaws.com", "CreateUser").Where(member => member.Key != "userIdentity"))
        {
            var record = Sample.Root("iam.amazonaws.com", "CreateUser");
            record[name] = null;
            var text = record.ToJsonString().Replace($"\"{name}\":null", $"\"{name}\":{value}", StringComparison.Ordinal);

            var e = EventDecoder.Decode(text).Event;

            Assert.NotNull(e);
            Assert.True(name == "eventName" || e.EventName == "CreateUser", name);
            Assert.Equal("Root", e.Identity.Type);
        }
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("{}", true)]
    [InlineData("17", false)]
    [InlineData("true", false)]
    [InlineData("[{\"type\":\"Root\"}]", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"{\\\"type\\\":\\\"Root\\\"}\"", false)]
    [InlineData("\"{type=Root, principalid=111122223333}\"", false)]
    [InlineData("\"{type=IAMUser, username=eve}\"", false)]
    [InlineData("null,\"userIdentity.type\":\"Root\"", false)]
    [InlineData("\"x\",\"userIdentity\":{\"type\":\"Root\"},\"userIdentity.type\":\"Root\"", true)]
    public void Of_a_record_whose_userIdentity_is_there_and_no_object_nobody_says_that_it_is_not_roots(string identity, bool isRead)
    {
        var record = $$"""{"eventVersion":"1.08","userIdentity":{{identity}},"eventSource":"ec2.amazonaws.com","eventName":"DescribeVpcs"}""";
        Assert.Equal(isRead ? null : UnreadableReason.IdentityUnreadable, EventDecoder.Decode(record).Unreadable);
        Assert.Null(PrefilterOracle.Objection(System.Text.Encoding.UTF8.GetBytes(record)));
        Assert.Null(PrefilterOracle.Objection(System.Text.Encoding.UTF8.GetBytes(Prefilter.RecordPrefilterTests.Entry(record))));
        // The columns alone, as CloudWatch Logs Insights hands them out.
        Assert.Equal(UnreadableReason.IdentityUnreadable, EventDecoder.Decode("""{"eventName":"DescribeVpcs","userIdentity.type":"Root"}""").Unreadable);
    }

    [Fact]
    public void Everything_a_rule_asks_for_is_read()
    {
        var e = Decode(Sample.Root("sts.amazonaws.com", "GetSessionToken", record =>
        {
            record["requestParameters"] = new JsonObject { ["durationSeconds"] = 3600, ["outer"] = new JsonObject { ["inner"] = true }, ["list"] = new JsonArray(1) };
            record["errorCode"] = "AccessDenied";
            record["sessionCredentialFromConsole"] = "true";
            record["userIdentity"]!["invokedBy"] = "signin.amazonaws.com";
        }));

        Assert.Equal("0a1b2c3d-0000-4000-8000-00000000abcd", e.EventId);
        Assert.Equal(Sample.Account, e.AccountId);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 30, TimeSpan.Zero), e.EventTime);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), e.Identity.SessionCreated);
        Assert.True(e.Identity.MfaAuthenticated);
        Assert.Equal(("3600", "true", ""), (e.Parameter("durationSeconds"), e.Parameter("outer.inner"), e.Parameter("list")));
        Assert.Equal(("AccessDenied", false, true, "signin.amazonaws.com"), (e.ErrorCode, e.Succeeded, e.SessionCredentialFromConsole, e.Identity.InvokedBy));
    }

    [Fact]
    public void Parameters_are_read_inside_objects_and_lists_and_no_list_pushes_out_what_stands_beside_it()
    {
        var e = Decode(Sample.User("guardduty.amazonaws.com", "UpdateDetector", record => record["requestParameters"] = new JsonObject
        {
            ["flood"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => JsonValue.Create(i))]),
            ["more"] = new JsonObject([.. Enumerable.Range(0, 200).Select(i => KeyValuePair.Create<string, JsonNode?>($"m{i}", i))]),
            ["features"] = new JsonArray(new JsonObject { ["name"] = "S3_DATA_EVENTS", ["status"] = "DISABLED" }),
            ["none"] = new JsonArray(),
            ["enable"] = true,
        }));

        Assert.Equal(("0", "15", ""), (e.Parameter("flood.0"), e.Parameter("flood.15"), e.Parameter("flood.16")));
        Assert.Equal(("true", "[]"), (e.Parameter("enable"), e.Parameter("none")));
        Assert.InRange(e.RequestParameters.Count, 2, 128);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4000)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public void Parameters_are_the_same_whether_they_are_read_with_the_record_or_when_they_are_asked_for(int padding)
    {
        var bytes = Encoding.UTF8.GetBytes(Sample.Root("iam.amazonaws.com", "CreateUser", record => record["requestParameters"] = new JsonObject
        {
            ["padding"] = new string('x', padding),
            ["userName"] = "eve",
            ["tags"] = new JsonArray(new JsonObject { ["key"] = "a" }),
        }).ToString());
        var e = EventDecoder.Decode(bytes).Event!;
        bytes.AsSpan().Clear();

        Assert.Equal(("eve", "a", ""), (e.Parameter("userName"), e.Parameter("tags.0.key"), e.Parameter("tags")));
        Assert.Equal(Math.Min(padding, 2048), e.Parameter("padding").Length);
        Assert.Equal(["padding", "tags.0.key", "userName"], e.RequestParameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(e.RequestParameters, e.RequestParameters.Keys.Select(key => KeyValuePair.Create(key, e.RequestParameters[key])));
        Assert.Equal((3, true, false), (e.RequestParameters.Count, e.RequestParameters.ContainsKey("userName"), e.RequestParameters.ContainsKey("username")));
    }

    [Fact]
    public void The_parameters_of_taking_a_root_session_are_read_though_AWS_calls_it_a_read()
    {
        var e = Decode(Sample.User("sts.amazonaws.com", "AssumeRoot", record =>
        {
            record["readOnly"] = true;
            record["requestParameters"] = JsonNode.Parse("""{"targetPrincipal":"111122223333","taskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}}""");
        }));

        Assert.Equal("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials", e.Parameter("taskPolicyArn.arn"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Members_that_are_JSON_in_a_string_are_read_as_the_objects_that_they_are(int padding)
    {
        var e = Decode(Sample.SignIn("Success", "Yes", record =>
        {
            record["requestParameters"] = new JsonObject { ["userName"] = "b\u00e9\"b", ["outer"] = new JsonObject { ["inner"] = true }, ["padding"] = new string('x', padding) }.ToJsonString();
            record["responseElements"] = record["responseElements"]!.ToJsonString();
            record["additionalEventData"] = $"\n {record["additionalEventData"]!.ToJsonString()} ";
        }));

        Assert.Equal(("b\u00e9\"b", "true"), (e.Parameter("userName"), e.Parameter("outer.inner")));
        Assert.Equal(("Success", "Yes"), (e.SignInOutcome, e.MfaUsed));
    }

    [Theory]
    [InlineData("{\"MFAUsed\":\"Yes\"")]
    [InlineData("{\"MFAUsed\":\"Yes\"}}")]
    [InlineData("{\"MFAUsed\":\"Yes\"} {}")]
    [InlineData("[{\"MFAUsed\":\"Yes\"}]")]
    [InlineData("\"{\\\"MFAUsed\\\":\\\"Yes\\\"}\"")]
    [InlineData("{MFAUsed=Yes}")]
    [InlineData("{}")]
    [InlineData("MFAUsed")]
    public void A_string_that_holds_no_object_holds_nothing(string text) =>
        Assert.Empty(Decode(Sample.SignIn("Success", "Yes", record => record["additionalEventData"] = text)).AdditionalEventData);

    [Fact]
    public void What_PutEventSelectors_leaves_is_read_out_of_a_string_too() => Assert.False(Decode(Sample.User("cloudtrail.amazonaws.com", "PutEventSelectors", record =>
    {
        record["readOnly"] = true;
        record["requestParameters"] = """{"eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":true}]}""";
    })).KeepsManagementWrites);

    [Fact]
    public void The_last_of_two_members_of_one_name_counts() =>
        Assert.Equal("B", EventDecoder.Decode("""{"eventName":"A","eventName":"B","readOnly":true,"readOnly":false}""").Event?.EventName);

    [Fact]
    public void A_name_written_with_escapes_is_the_same_name() =>
        Assert.Equal("ConsoleLogin", EventDecoder.Decode("""{"\u0065ventName":"Console\u004cogin"}""").Event?.EventName);

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        byte[] bytes = [.. "{\"eventName\":\"X\",\"userAgent\":\"a"u8, 0xFF, 0xC3, .. "b\"}"u8];

        Assert.Equal("a\uFFFD\uFFFDb", EventDecoder.Decode(bytes).Event?.UserAgent);
    }

    [Theory]
    [InlineData("a\\ud800b", "a\uFFFDb")]
    [InlineData("\\udc00\\ud83d\\ude00", "\uFFFD\U0001F600")]
    [InlineData("\\n\\t\\b\\f\\r\\/\\\\\\\"", "\n\t\b\f\r/\\\"")]
    public void Escapes_become_what_they_mean_and_half_a_character_a_replacement(string written, string meant) =>
        Assert.Equal(meant, EventDecoder.Decode($$"""{"eventName":"X","userAgent":"{{written}}"}""").Event?.UserAgent);

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal("X", EventDecoder.Decode([.. Encoding.UTF8.Preamble, .. "{\"eventName\":\"X\"}"u8]).Event?.EventName);

    [Fact]
    public void Utf16_is_no_json() =>
        Assert.Equal(UnreadableReason.NotJson, EventDecoder.Decode(Encoding.Unicode.GetBytes("{\"eventName\":\"X\"}")).Unreadable);

    [Fact]
    public void Long_texts_are_cut_and_many_parameters_are_bounded()
    {
        var e = Decode(Sample.Root("iam.amazonaws.com", "CreateUser", record =>
        {
            record["userAgent"] = new string('a', 100_000);
            record["requestParameters"] = new JsonObject(Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create<string, JsonNode?>($"p{i}", i)));
        }));

        Assert.InRange(e.UserAgent.Length, 1000, 2000);
        Assert.InRange(e.RequestParameters.Count, 50, 100);
    }

    [Theory]
    [InlineData("""{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"X"}}""")]
    [InlineData("""{"rule":"r","test":"t","expected":true,"event":{"eventName":"X"}}""")]
    [InlineData("""{"EventId":"e","EventName":"X","CloudTrailEvent":"{\"eventName\":\"X\"}"}""")]
    public void An_envelope_is_opened(string text) => Assert.Equal("X", EventDecoder.Decode(text).Event?.EventName);

    [Fact]
    public void A_json_element_is_read_like_its_text()
    {
        using var document = JsonDocument.Parse("""{"Records":[{"eventName":"X","eventID":"0a1b2c3d-0000-4000-8000-00000000abcd"}]}""");

        Assert.Equal("0a1b2c3d-0000-4000-8000-00000000abcd", EventDecoder.Decode(document.RootElement.GetProperty("Records")[0]).Event?.EventKey);
        Assert.Equal(UnreadableReason.NotJson, EventDecoder.Decode(default(JsonElement)).Unreadable);
    }

    [Theory]
    [InlineData("999999999999", "111122223333", "999999999999")]
    [InlineData(null, "111122223333", "111122223333")]
    [InlineData("redacted", "111122223333", "111122223333")]
    [InlineData(null, null, "444455556666")]
    public void The_account_is_the_recipient_or_what_comes_next(string? recipient, string? account, string expected)
    {
        var e = Decode(Sample.Root("iam.amazonaws.com", "CreateUser", record =>
        {
            record["recipientAccountId"] = recipient;
            record["userIdentity"]!["accountId"] = account;
            record["userIdentity"]!["arn"] = "arn:aws:iam::444455556666:root";
        }));

        Assert.Equal(expected, e.AccountId);
    }

    [Theory]
    [InlineData("0a1b2c3d-0000-4000-8000-00000000abcd", true)]
    [InlineData("evt-0001", true)]
    [InlineData("1", false)]
    [InlineData("1111", false)]
    [InlineData("...", false)]
    [InlineData("redacted", false)]
    [InlineData("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", false)]
    [InlineData("<event id 1>", false)]
    public void A_placeholder_identifies_nothing(string id, bool isIdentity)
    {
        var one = Decode(Sample.Root("iam.amazonaws.com", "CreateUser", record => record["eventID"] = id));
        var other = Decode(Sample.Root("iam.amazonaws.com", "DeleteUser", record => record["eventID"] = id));

        Assert.Equal((id, id), (one.EventId, other.EventId));
        Assert.Equal(isIdentity, one.EventKey == other.EventKey);
    }

    [Fact]
    public void Without_an_id_the_same_text_has_the_same_one()
    {
        var one = EventDecoder.Decode("""{"eventName":"X"}""").Event!;

        Assert.StartsWith("sha256-", one.EventId, StringComparison.Ordinal);
        Assert.Equal(one.EventId, EventDecoder.Decode(""" {"eventName":"X"} """).Event!.EventKey);
        Assert.NotEqual(one.EventKey, EventDecoder.Decode("""{"eventName":"Y"}""").Event!.EventKey);
    }

    [Fact]
    public void Every_reason_has_a_label()
    {
        var labels = Enum.GetValues<UnreadableReason>().Select(UnreadableReasons.Label).ToArray();

        Assert.Equal(["not_json", "not_an_object", "too_large", "too_deep", "not_a_record", "identity_unreadable"], labels);
    }

    private static CloudTrailEvent Decode(JsonObject record) => EventDecoder.Decode(record.ToJsonString()).Event!;

    private static string Padded(int length)
    {
        const string Start = "{\"eventName\":\"X\",\"pad\":\"";
        return Start + new string('a', length - Start.Length - 2) + "\"}";
    }
}
