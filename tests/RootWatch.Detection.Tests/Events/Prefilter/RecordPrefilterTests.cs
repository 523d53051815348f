using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Tests.Events.Prefilter;

public sealed class RecordPrefilterTests
{
    private const string Quiet =
        """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/eve"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeVpcs","requestParameters":null}""";

    [Fact]
    public void A_record_of_no_concern_is_dismissed_raw_and_in_a_page_at_any_length_of_its_texts()
    {
        // So that every sign comes to stand at every place of a block.
        for (var n = 0; n < 200; n++)
        {
            var record = Quiet.Replace("user/eve", "user/" + new string('e', n), StringComparison.Ordinal)
                .Replace(":null", $$""":{"a":[{"b":"{{new string('b', n % 67)}}"},1,[]],"c":{},"d":"\\\\{{new string('\\', 2 * (n % 5))}}\"","e":-1.5e3}""", StringComparison.Ordinal);
            using var parsed = JsonDocument.Parse(record);
            Assert.Equal((PrefilterVerdict.Dismissed, record.Length), Look(record));
            Assert.Equal((PrefilterVerdict.Dismissed, record.Length), Look(record + "\n{\"rest\":"));
            // One glance is enough, whatever comes next: a second look is three times as long.
            Assert.Equal(PrefilterVerdict.Whole, RecordGlance.Take(Encoding.UTF8.GetBytes(record + "\n" + Quiet), out var call));
            Assert.Equal(record.Length, call.Length);
            var entry = Entry(record);
            Assert.Equal((PrefilterVerdict.Dismissed, entry.Length), Look(entry));
            Assert.Equal((PrefilterVerdict.Dismissed, entry.Length), Look(entry + ",{"));
        }
    }

    [Theory]
    [InlineData("DescribeVpcs", "StopLogging", "ec2.amazonaws.com", "cloudtrail.amazonaws.com")]
    [InlineData("DescribeVpcs", "StopLogging", "ec2.amazonaws.com", "CloudTrail.AmazonAWS.com")]
    [InlineData("IAMUser", "Root", "", "")]
    [InlineData("\"DescribeVpcs\"", "\"\"", "", "")]
    [InlineData("\"DescribeVpcs\"", "7", "", "")]
    [InlineData("\"DescribeVpcs\"", "null", "", "")]
    public void What_may_concern_a_rule_or_is_no_plain_record_has_to_be_read(string old, string changed, string alsoOld, string alsoChanged)
    {
        var record = Quiet.Replace(old, changed, StringComparison.Ordinal);
        record = alsoOld.Length > 0 ? record.Replace(alsoOld, alsoChanged, StringComparison.Ordinal) : record;
        Assert.Equal((PrefilterVerdict.Whole, record.Length), Look(record));
        var entry = Entry(record);
        Assert.Equal((PrefilterVerdict.Whole, entry.Length), Look(entry));
    }

    [Theory]
    [InlineData("\"IAMUser\"", "null")]
    [InlineData("{\"type\":", "{ \"type\":")]
    public void A_glance_at_a_record_asks_for_less_than_the_scan_of_a_page(string old, string changed)
    {
        var record = Quiet.Replace(old, changed, StringComparison.Ordinal);
        Assert.Null(PrefilterOracle.Objection(Encoding.UTF8.GetBytes(record)));
        Assert.Equal((PrefilterVerdict.Dismissed, record.Length), Look(record));
        Assert.Equal(PrefilterVerdict.Whole, Look(Entry(record)).Verdict);
    }

    [Theory]
    [InlineData("[],\"x\":{")]
    [InlineData("\"{type=IAMUser}\",\"x\":{")]
    [InlineData("null,\"x\":{")]
    public void What_does_not_plainly_say_whose_it_is_has_to_be_read(string identity)
    {
        var record = Quiet.Replace("{\"type\":\"IAMUser\",", identity, StringComparison.Ordinal);
        Assert.NotEqual(PrefilterVerdict.Dismissed, Look(record).Verdict);
        Assert.NotEqual(PrefilterVerdict.Dismissed, Look(Entry(record)).Verdict);
    }

    [Theory]
    [InlineData("StopLogging", "ec2.amazonaws.com")]
    [InlineData("StopLoggin", "cloudtrail.amazonaws.com")]
    [InlineData("Root", "root.amazonaws.com")]
    public void A_call_that_only_resembles_one_of_a_rule_is_dismissed(string name, string source)
    {
        var record = Quiet.Replace("DescribeVpcs", name, StringComparison.Ordinal).Replace("ec2.amazonaws.com", source, StringComparison.Ordinal);
        Assert.Equal(AtAGlance(record, PrefilterVerdict.Dismissed), Look(record).Verdict);
        Assert.Equal(PrefilterVerdict.Dismissed, Look(Entry(record)).Verdict);
    }

    [Theory]
    [InlineData("null", """{"userIdentity":{"type":"Root"}}""")]
    [InlineData("null", """{"type":"Root","eventName":"StopLogging"}""")]
    [InlineData("null", """ "{\"userIdentity\":{\"type\":\"Root\"}}" """)]
    [InlineData("null", """["eventName","type","Root"]""")]
    [InlineData("\"arn\"", "\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Root\"}},\"arn\"")]
    [InlineData("\"arn\"", "\"xtype\":\"Root\",\"arn\"")]
    [InlineData("\"eventName\"", "\"xeventName\":\"StopLogging\",\"eventName\"")]
    [InlineData("\"type\"", "\"kind\"")]
    public void What_only_looks_like_root_or_a_call_is_no_reason_to_read_a_record(string old, string decoy)
    {
        var record = Quiet.Replace(old, decoy.Trim(), StringComparison.Ordinal);
        Assert.Equal(AtAGlance(record, PrefilterVerdict.Dismissed), Look(record).Verdict);
        Assert.Equal(PrefilterVerdict.Dismissed, Look(Entry(record)).Verdict);
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("\n")]
    [InlineData("\\x")]
    [InlineData("\\u0041")]
    public void Deep_inside_of_a_long_text_a_wrong_sign_is_still_seen(string wrong)
    {
        // Long enough that some blocks are nothing but text, raw and escaped; at every place of a block.
        var text = new string('t', 300);
        for (var at = 64; at < 200; at++)
        {
            var record = Quiet.Replace("null", $"\"{text.Insert(at, wrong)}\"", StringComparison.Ordinal);
            Assert.Equal(wrong == "\\x" ? PrefilterVerdict.Dismissed : PrefilterVerdict.StandsAside, Look(record).Verdict);
            Assert.NotEqual(PrefilterVerdict.Dismissed, Look(Entry(record)).Verdict);
            Assert.Equal(PrefilterVerdict.StandsAside, Look($$"""{"x":"{{text.Insert(at, wrong)}}","CloudTrailEvent":"{}"}""").Verdict);
        }
    }

    [Fact]
    public void A_long_text_that_breaks_off_is_incomplete_wherever_it_does()
    {
        var record = Quiet.Replace("null", $"\"{new string('t', 300)}", StringComparison.Ordinal)[..^1];
        for (var length = 64; length <= record.Length; length++)
        {
            Assert.Equal(PrefilterVerdict.Incomplete, Look(record[..length]).Verdict);
        }
    }

    [Theory]
    [InlineData("DescribeVpcs", "Stop\\u004cogging")]
    [InlineData("eventName", "event\\u004eame")]
    [InlineData("IAMUser", "R\\u006fot")]
    [InlineData("\"arn\"", "\"\\u0074ype\":\"Root\",\"arn\"")]
    [InlineData("\"arn\"", "\"type\":\"Root\",\"arn\"")]
    [InlineData("\"requestParameters\"", "\"eventName\":\"StopLogging\",\"requestParameters\"")]
    [InlineData("\"requestParameters\"", "\"userIdentity\":{\"type\":\"Root\"},\"requestParameters\"")]
    [InlineData("\"eventName\":", "\"eventName\" :")]
    [InlineData("DescribeVpcs", "Describe\\/Vpcs")]
    public void Before_a_spelling_that_could_hide_something_it_stands_aside(string old, string changed)
    {
        var record = Quiet.Replace(old, changed, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(record);
        Assert.Equal(AtAGlance(record, PrefilterVerdict.StandsAside), Look(record).Verdict);
        Assert.Equal(PrefilterVerdict.Whole, Look(Entry(record)).Verdict);
    }

    [Theory]
    [InlineData("null", "nul")]
    [InlineData("null", "01")]
    [InlineData("null", "1.")]
    [InlineData("null", "-")]
    [InlineData("null", "1e+")]
    [InlineData("null", "")]
    [InlineData("null", "'x'")]
    [InlineData("null", "{\"a\"}")]
    [InlineData("null", "{\"a\":}")]
    [InlineData("null", "{\"a\":1,}")]
    [InlineData("null", "{\"a\":1,2}")]
    [InlineData("null", "{,}")]
    [InlineData("null", "{1:2}")]
    [InlineData("null", "{{}}")]
    [InlineData("null", "{\"a\":\"b\":\"c\"}")]
    [InlineData("null", "{\"a\":{}\"b\":1}")]
    [InlineData("null", "{\"a\":{}:1}")]
    [InlineData("null", "[1,]")]
    [InlineData("null", "[,1]")]
    [InlineData("null", "[1,,2]")]
    [InlineData("null", "[\"a\":1]")]
    [InlineData("null", "[1,\"a\":1]")]
    [InlineData("null", "[1}")]
    [InlineData("null", "{\"a\":[1}]")]
    [InlineData("null", "[{\"a\":1]}")]
    [InlineData("null", "[]]")]
    [InlineData("null", "[[]{}]")]
    [InlineData("null", "\"a\"\"b\"")]
    [InlineData("null", "\"a\"1")]
    [InlineData("null", "1\"a\"")]
    [InlineData("null", "\"\\x\"")]
    [InlineData("null", "\"a\nb\"")]
    [InlineData("null", "\\null")]
    [InlineData("null", "null\\")]
    [InlineData("null", "\u00e4")]
    [InlineData("null", "null,\"a\"")]
    public void What_is_no_JSON_is_never_called_whole(string old, string changed)
    {
        // At many places of a block, each time with enough behind it.
        for (var n = 0; n < 70; n++)
        {
            var record = Quiet.Replace("user/eve", "user/" + new string('e', n), StringComparison.Ordinal)
                .Replace(old, changed, StringComparison.Ordinal);
            Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(record));
            Assert.NotEqual(PrefilterVerdict.Whole, Look(record + new string(' ', 64)).Verdict);
            Assert.NotEqual(PrefilterVerdict.Dismissed, Look(Entry(record)).Verdict);
        }
    }

    [Theory]
    [InlineData("[1")]
    [InlineData("{\"a\":\"b")]
    [InlineData("{\"a\":{}")]
    [InlineData("\"a\nb\"")]
    [InlineData("[]]")]
    [InlineData("\"\\u0041\"")]
    public void A_text_whose_end_is_not_where_it_should_be_is_never_dismissed(string changed)
    {
        for (var n = 0; n < 70; n++)
        {
            var record = Quiet.Replace("user/eve", "user/" + new string('e', n), StringComparison.Ordinal).Replace("null", changed, StringComparison.Ordinal);
            Assert.NotEqual(PrefilterVerdict.Dismissed, Look(record + '\n' + Quiet).Verdict);
            Assert.NotEqual(PrefilterVerdict.Dismissed, Look(record).Verdict);
        }
    }

    [Fact]
    public void A_record_that_is_cut_anywhere_is_incomplete()
    {
        var bytes = Encoding.UTF8.GetBytes(Quiet);
        var filter = RecordPrefilter.OfCatalogue;
        for (var length = 1; length < bytes.Length; length++)
        {
            var verdict = filter.Look(bytes.AsSpan(0, length), out _);
            // Cut in the middle of null it may be taken for a wrong word: standing aside is never wrong.
            Assert.True(verdict == PrefilterVerdict.Incomplete || (verdict == PrefilterVerdict.StandsAside && length > bytes.Length - 6), $"{verdict} at {length}");
        }
    }

    [Fact]
    public void A_list_of_records_is_not_taken_for_a_record()
    {
        Assert.Equal(PrefilterVerdict.StandsAside, Look($$"""{"Records":[{{Quiet}}]}""").Verdict);
        Assert.Equal(PrefilterVerdict.StandsAside, Look($$"""{"NextToken":"t","Events":[{{Entry(Quiet)}}]}""").Verdict);
        Assert.Equal(PrefilterVerdict.StandsAside, Look($$"""{"owner":"1","logEvents":[{"message":{{JsonSerializer.Serialize(Quiet, AsAwsEscapes)}}}]}""").Verdict);
    }

    [Fact]
    public void Only_the_record_that_an_entry_certainly_holds_is_dismissed_with_it()
    {
        var held = JsonSerializer.Serialize(Quiet, AsAwsEscapes);
        var other = JsonSerializer.Serialize(Quiet.Replace("IAMUser", "Root", StringComparison.Ordinal), AsAwsEscapes);
        Assert.Equal(PrefilterVerdict.Whole, Look($$"""{"CloudTrailEvent":{{held}},"message":{{other}}}""").Verdict);
        Assert.Equal(PrefilterVerdict.Whole, Look($$"""{"CloudTrailEvent":{{held}},"eventVersion":"1"}""").Verdict);
        Assert.Equal(PrefilterVerdict.StandsAside, Look($$"""{"CloudTrailEvent":{{held}},"CloudTrailEvent":{{other}}}""").Verdict);
        Assert.Equal(PrefilterVerdict.Whole, Look(Entry(Quiet + "x")).Verdict);
        Assert.Equal(PrefilterVerdict.Whole, Look(Entry(Quiet + Quiet)).Verdict);
    }

    [Fact]
    public void A_name_is_known_by_all_its_letters_and_a_source_by_any_case()
    {
        var filter = RecordPrefilter.Of(Enumerable.Range(0, 3000).Select(n => RuleReach.Anyone("a.amazonaws.com", $"Call{n}", $"C{n}")));
        foreach (var name in (string[])["Call0", "Call2999", "C7", "C1234"])
        {
            Assert.Equal(PrefilterVerdict.Whole, Of("A.amazonaws.COM", name));
            Assert.Equal(PrefilterVerdict.Whole, Of("\u00e4.amazonaws.com", name));
            Assert.Equal(PrefilterVerdict.Dismissed, Of("b.amazonaws.com", name));
            Assert.Equal(PrefilterVerdict.Dismissed, Of("a.amazonaws.com", name + "x"));
        }

        filter = RecordPrefilter.Of([RuleReach.Anyone("b.amazonaws.com", "Call"), RuleReach.AnyCallOf("a.amazonaws.com")]);
        Assert.Equal(PrefilterVerdict.Whole, Of("A.amazonaws.com", "Whatever"));
        Assert.Equal(PrefilterVerdict.Whole, Of("a.amazonaws.com", "Call"));
        Assert.Equal(PrefilterVerdict.Whole, Of("\u00e4.amazonaws.com", "Whatever"));
        Assert.Equal(PrefilterVerdict.Dismissed, Of("b.amazonaws.com", "Whatever"));

        PrefilterVerdict Of(string source, string name) => filter.Look(
            Encoding.UTF8.GetBytes(Quiet.Replace("ec2.amazonaws.com", source, StringComparison.Ordinal).Replace("DescribeVpcs", name, StringComparison.Ordinal)), out _);
    }

    [Theory]
    [InlineData("{\"roleName\":\"deploy\"}", true)]
    [InlineData("{\"roleName\":\"RootWatch\"}", false)]
    [InlineData("{\"roleName\":\"ROOTwatch\"}", false)]
    [InlineData("{\"roleName\":\"RootWatcher\"}", false)]
    [InlineData("{\"roleName\":\"RootW\u0430tch\"}", false)]
    [InlineData("{\"roleName\":\"deploy\",\"tag\":\"h\"}", true)]
    [InlineData("{\"omitted\":true}", false)]
    [InlineData("\"{\\\"roleName\\\":\\\"deploy\\\"}\"", true)]
    [InlineData("\"{\\\"roleName\\\":\\\"RootWatch\\\"}\"", false)]
    [InlineData("\"{\\\"roleName\\\":\\\"\\\\u0052ootWatch\\\"}\"", false)]
    [InlineData("\"{\\\"\\\\u006fmitted\\\":true}\"", false)]
    public void A_call_about_a_role_is_dismissed_where_neither_ours_is_named_nor_anything_left_out(string parameters, bool isDismissed)
    {
        var record = Quiet.Replace("ec2.amazonaws.com", "iam.amazonaws.com", StringComparison.Ordinal)
            .Replace("DescribeVpcs", "DeleteRole", StringComparison.Ordinal).Replace("null", parameters, StringComparison.Ordinal);
        var ofOurs = RecordPrefilter.With(SigmaRules.None, "RootWatch")!;
        var ofAny = RecordPrefilter.With(SigmaRules.None)!;
        Assert.False(isDismissed && EventRelevance.MayMatter(EventDecoder.Decode(record).Event!, "RootWatch"));
        foreach (var text in (string[])[record, Entry(record)])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(isDismissed ? PrefilterVerdict.Dismissed : PrefilterVerdict.Whole, ofOurs.Look(bytes, out _));
            Assert.Equal(PrefilterVerdict.Whole, ofAny.Look(bytes, out _));
        }

        var lines = Encoding.UTF8.GetBytes($"{record}\n{Quiet}");
        Assert.Equal(isDismissed ? 1 : 0, Lines(ofOurs));
        Assert.Equal(0, Lines(ofAny));
        Assert.Equal(0, Lines(RecordPrefilter.Of([RuleReach.Anyone("iam.amazonaws.com", "DeleteRole"), .. RuleCatalogue.All.Select(rule => rule.Reach)], "RootWatch")));

        int Lines(RecordPrefilter filter)
        {
            filter.PassLines(lines, int.MaxValue, out var passed);
            return passed;
        }
    }

    [Fact]
    public void A_dismissed_record_costs_no_memory()
    {
        var record = Encoding.UTF8.GetBytes(Quiet);
        var entry = Encoding.UTF8.GetBytes(Entry(Quiet));
        var filter = RecordPrefilter.OfCatalogue;
        Assert.Equal(PrefilterVerdict.Dismissed, filter.Look(record, out _));
        Assert.Equal(PrefilterVerdict.Dismissed, filter.Look(entry, out _));
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                filter.Look(record, out _);
                filter.Look(entry, out _);
            }
        }));
    }

    /// <summary>An entry of a LookupEvents page, as the AWS CLI writes it but without blanks.</summary>
    internal static string Entry(string record) => new JsonObject
    {
        ["EventId"] = "0a1b2c3d-0000-4000-8000-00000000abcd",
        ["EventName"] = "ConsoleLogin",
        ["Username"] = "root",
        ["EventTime"] = 1767225600.0,
        ["Resources"] = new JsonArray(new JsonObject { ["ResourceType"] = "AWS::IAM::User" }),
        ["CloudTrailEvent"] = record,
    }.ToJsonString(AsAwsEscapes);

    private static readonly JsonSerializerOptions AsAwsEscapes = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whose text Root is, a glance does not tell: then the record is read.</summary>
    private static PrefilterVerdict AtAGlance(string record, PrefilterVerdict otherwise) =>
        record.Contains("\"Root\"", StringComparison.Ordinal) && !record.Contains("\\u", StringComparison.Ordinal) ? PrefilterVerdict.Whole : otherwise;

    private static (PrefilterVerdict Verdict, int Length) Look(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var verdict = RecordPrefilter.OfCatalogue.Look(bytes, out var length);
        return (verdict, length);
    }
}
