using System.Globalization;
using System.Text;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Events.Prefilter;

public sealed class LineGlanceTests
{
    private const string Quiet =
        """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/eve"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeVpcs","requestParameters":null}""";

    /// <summary>A line that nobody looks at to its end, as the text ends with it.</summary>
    private static readonly string Last = $"{{\"eventVersion\":\"{new string('x', 100)}";

    [Fact]
    public void Lines_of_no_concern_are_passed_up_to_the_last_one_wherever_they_begin_in_a_block()
    {
        for (var n = 0; n < 200; n++)
        {
            var lines = Enumerable.Range(0, 12).Select(i => Grown(Quiet, n + (i * 7)) + '\n').ToList();
            Assert.Equal((string.Concat(lines).Length, 12), Pass(string.Concat(lines) + Last));
            Assert.Equal((0, 0), Pass(Last));
        }
    }

    [Fact]
    public void Lines_are_passed_whatever_the_order_of_their_members_and_whatever_their_texts_hold()
    {
        var line = """
            {"additionalEventData":{"x":["\"Root\"","{","\\","}"]},"eventID":"1","eventName":"GetObject","eventSource":"s3.amazonaws.com","note":"eventName","xeventName":"StopLogging","eventNames":["\"eventName\":\"StopLogging\""],"userIdentity":{"type":"Role"},"Route":"ä"}

            """;
        Assert.Equal((Encoding.UTF8.GetByteCount(line) * 2, 2), Pass(line + line + Last));
    }

    [Theory]
    [InlineData("\"IAMUser\"", "\"Root\"")]
    [InlineData("{\"type\":\"IAMUser\",", "\"{type=IAMUser}\",\"x\":{")]
    [InlineData("DescribeVpcs", "CreateRole\",\"x\":\"Root")]
    [InlineData("\"ec2.amazonaws.com\",\"eventName\":\"DescribeVpcs\"", "\"cloudtrail.amazonaws.com\",\"eventName\":\"StopLogging\"")]
    [InlineData("ec2.amazonaws.com", "billingconsole.amazonaws.com")]
    [InlineData("\"eventName\":\"DescribeVpcs\",", "")]
    [InlineData("\"eventName\":\"DescribeVpcs\"", "\"eventName\":\"\"")]
    [InlineData("\"eventName\":\"DescribeVpcs\"", "\"eventName\":7")]
    [InlineData("\"eventName\":\"DescribeVpcs\"", "\"eventName\" :\"DescribeVpcs\"")]
    [InlineData("\"eventName\":\"DescribeVpcs\"", "\"eventName\":\"DescribeVpcs\",\"eventName\":\"StopLogging\"")]
    [InlineData("\"eventSource\":\"ec2.amazonaws.com\"", "\"eventSource\":\"ec2.amazonaws.com\",\"eventSource\":\"billing.amazonaws.com\"")]
    [InlineData("\"eventName\":\"DescribeVpcs\"", "\"detail\":{\"eventName\":\"DescribeVpcs\"}")]
    [InlineData("null", "{\"eventName\":\"StopLogging\"}")]
    [InlineData("null", "{\"eventName\":\"DescribeVpcs\"}")]
    [InlineData("DescribeVpcs", "Stop\\u004cogging")]
    [InlineData("null", "\"\\u0022\"")]
    [InlineData("DescribeVpcs", "Describe\\/Vpcs")]
    [InlineData("null", "\"\u0001\"")]
    [InlineData("null", "\"\t\"")]
    [InlineData("null", "{")]
    [InlineData("null", "{{}")]
    [InlineData("null", "{}}")]
    [InlineData("\"requestParameters\":null}", "\"requestParameters\":[{}")]
    [InlineData("null}", "null")]
    [InlineData("null}", "null}\r")]
    [InlineData("null}", "null} ")]
    [InlineData("{\"eventVersion\"", " {\"eventVersion\"")]
    [InlineData("{\"eventVersion\"", "{\"Records\":[],\"eventVersion\"")]
    [InlineData("{\"eventVersion\"", "{\"eventVersion\":\"1.08\",\"eventName\":\"ListUsers\",\"x\":{\"y{\"eventVersion\"")]
    public void A_line_that_has_to_be_looked_at_by_itself_ends_the_pass_before_it(string old, string changed)
    {
        for (var n = 0; n < 70; n++)
        {
            var quiet = Grown(Quiet, n) + '\n';
            var line = quiet.Replace(old, changed, StringComparison.Ordinal);
            Assert.NotEqual(quiet, line);
            // What a line that follows begins with tells that this one has ended: of a broken one or a blank that is not sure.
            var passed = char.IsAsciiLetter(line[0]) || line[0] == '{' ? 2 : 1;
            Assert.Equal((passed * quiet.Length, passed), Pass(quiet + quiet + line + quiet + quiet + Last));
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData(",")]
    [InlineData("]")]
    [InlineData("\n{")]
    [InlineData("\"eventName\":\"StopLogging\"}")]
    public void What_follows_a_line_may_still_belong_to_its_record(string next)
    {
        Assert.Equal((Quiet.Length + 1, 1), Pass(Quiet + '\n' + Quiet + '\n' + next + Last));
    }

    [Fact]
    public void Of_several_values_on_a_line_one_may_have_a_name_and_they_count_as_one_record()
    {
        var line = "{\"note\":{}}" + Quiet + ",{\"userIdentity\":{\"type\":\"IAMUser\"}}\n";
        Assert.Equal((line.Length, 1), Pass(line + Last));
        Assert.Equal((0, 0), Pass(Quiet + Quiet + '\n' + Last));
        Assert.Equal((0, 0), Pass(line.Replace("\"IAMUser\"}}\n", "\"Root\"}}\n", StringComparison.Ordinal) + Last));
    }

    [Theory]
    [InlineData("{0}{1}")]
    [InlineData("{0} {1}")]
    [InlineData("{0},{1}")]
    [InlineData("{2}{0}")]
    [InlineData("{2},{0}")]
    public void A_record_as_text_beside_one_that_is_of_no_concern_is_not_passed_with_it(string line)
    {
        string[] heldTexts =
        [
            """{"userIdentity":{"type":"Root"},"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin"}""",
            """{"userIdentity":{"type":"IAMUser"},"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging"}""",
        ];
        foreach (var held in heldTexts)
        {
            var text = $"\"{held.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            for (var n = 0; n < 70; n++)
            {
                var quiet = Grown(Quiet, n);
                var both = string.Format(CultureInfo.InvariantCulture, line, quiet, $"{{\"EventId\":\"1\",\"CloudTrailEvent\":{text}}}", $"{{\"message\":{text}}}");
                Assert.Equal((quiet.Length + 1, 1), Pass($"{quiet}\n{both}\n{Last}"));
            }
        }
    }

    [Fact]
    public void Lines_behind_the_limit_are_left()
    {
        var line = Quiet + '\n';
        var text = string.Concat(Enumerable.Repeat(line, 10)) + Last;
        for (var limit = 1; limit < 4 * line.Length; limit++)
        {
            var expected = (limit + line.Length - 1) / line.Length;
            Assert.Equal((expected * line.Length, expected), Pass(text, limit));
        }
    }

    [Fact]
    public void A_line_longer_than_the_counts_of_a_byte_is_passed_and_one_longer_than_any_record_is_not()
    {
        var braces = string.Concat(Enumerable.Repeat("{\"a\":[", 100_000)) + string.Concat(Enumerable.Repeat("]}", 100_000));
        var deep = Quiet.Replace("null", braces.Replace("[]", "[1]", StringComparison.Ordinal), StringComparison.Ordinal) + '\n';
        Assert.Equal((deep.Length + Quiet.Length + 1, 2), Pass(deep + Quiet + '\n' + Last));
        var unbalanced = Quiet.Replace("null", braces[6..], StringComparison.Ordinal) + '\n';
        Assert.Equal((0, 0), Pass(unbalanced + Quiet + '\n' + Last));
        var large = Quiet.Replace("null", $"\"{new string('x', 1 << 20)}\"", StringComparison.Ordinal) + '\n';
        Assert.Equal((0, 0), Pass(large + Quiet + '\n' + Last));
    }

    [Fact]
    public void Passing_costs_no_memory()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Quiet + '\n', 100)) + Last);
        var filter = RecordPrefilter.OfCatalogue;
        var passed = 0;

        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                filter.PassLines(text, int.MaxValue, out var lines);
                passed += lines;
            }
        }));
        Assert.Equal(Allocated.Times * 100 * 100, passed);
    }

    [Fact]
    public void A_users_rule_is_asked_too()
    {
        var text = Encoding.UTF8.GetBytes($"{Quiet}\n{Last}");
        Assert.Equal(Quiet.Length + 1, RecordPrefilter.Of([RuleReach.AnyServices(["describevpc"])]).PassLines(text, int.MaxValue, out _));
        Assert.Equal(0, RecordPrefilter.Of([RuleReach.AnyServices(["describevpcs"])]).PassLines(text, int.MaxValue, out _));
        Assert.Equal(0, RecordPrefilter.Of([RuleReach.AnyCallOf("EC2.amazonaws.com")]).PassLines(text, int.MaxValue, out _));
    }

    private static string Grown(string record, int by) => record.Replace("user/eve", "user/" + new string('e', by), StringComparison.Ordinal);

    private static (int Length, int Lines) Pass(string text, int limit = int.MaxValue)
    {
        var length = RecordPrefilter.OfCatalogue.PassLines(Encoding.UTF8.GetBytes(text), limit, out var lines);
        return (length, lines);
    }
}
