using System.Text;
using RootWatch.Detection.Sigma;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>What cannot be used is refused, with file, line, column, key and reason.</summary>
public sealed class RuleProblemTests
{
    [Theory]
    [InlineData("eventName|foo: x", "detection.selection.eventName|foo: unknown modifier 'foo'; known: contains,")]
    [InlineData("eventName|windash: x", "detection.selection.eventName|windash: 'windash' is about the command lines of Windows")]
    [InlineData("eventName|expand: '%x%'", "detection.selection.eventName|expand: placeholders are filled in by the tool")]
    [InlineData("eventTime|hour: 3", "detection.selection.eventTime|hour: parts of a time are not supported")]
    [InlineData("eventName|contains|startswith: x", "only one of contains, startswith and endswith can be meant")]
    [InlineData("eventName|re|cidr: x", "only one of re, cidr, exists, fieldref, lt, lte, gt and gte can be meant")]
    [InlineData("eventName|re|contains: x", "go with no other kind of comparison")]
    [InlineData("eventName|re|cased: x", "'re' heeds case by itself")]
    [InlineData("eventName|i: x", "'i' belongs after 're'")]
    [InlineData("eventName|neq|all: [a, b]", "'neq' with 'all' can be read in two ways")]
    [InlineData("eventName|utf16le: x", "texts of a record are no UTF-16")]
    [InlineData("eventName|base64offset: xyz", "'base64offset' finds a text inside another and needs 'contains'")]
    [InlineData("eventName|base64: 'a*c'", "a value that is encoded cannot have wildcards")]
    [InlineData("eventName|base64: a", "too short")]
    public void A_modifier_that_cannot_be_used_is_refused(string selection, string reason)
    {
        var problem = Problem(WithSelection(selection));
        Assert.StartsWith("a.yml:8:", problem);
        Assert.Contains(reason, problem);
    }

    [Theory]
    [InlineData("eventName|re: '(a'", "'(a' is no regular expression: ")]
    [InlineData("eventName|re: '(?=a)b'", "looks around, refers back")]
    [InlineData(@"eventName|re: '(a)\1'", "looks around, refers back")]
    [InlineData("eventName|re: '(((a{99}){99}){99}){99}'", "with its repetitions written out")]
    [InlineData("eventName|re: '[a]{100000}'", "with its repetitions written out")]
    [InlineData("sourceIPAddress|cidr: 10.0.0.0/33", "'10.0.0.0/33' is no network")]
    [InlineData("sourceIPAddress|cidr: 10.0.0.1/8", "'10.0.0.1/8' has bits set beyond its first 8")]
    [InlineData("sourceIPAddress|cidr: everywhere", "'everywhere' is no network")]
    [InlineData("sourceIPAddress|cidr: 1/8", "'1/8' is no network")]
    [InlineData("additionalEventData.n|gt: many", "'many' is no number")]
    [InlineData("errorCode|exists: maybe", "'exists' is true or false, not 'maybe'")]
    [InlineData("errorCode|exists: [true]", "'exists' is true or false, not a list")]
    [InlineData("errorCode|contains: null", "null can only be asked of a field")]
    [InlineData("- null", "null can only be asked of a field")]
    [InlineData("eventName: []", "the list of values is empty")]
    [InlineData("eventName: [[a]]", "a value must be a plain text, number, boolean or null")]
    [InlineData("userIdentity: {type: Root}", "maps inside a field are not Sigma; write 'userIdentity.name'")]
    [InlineData("- [a]", "a list in a list means nothing")]
    [InlineData("[]", "the selection is empty")]
    [InlineData("{}", "the selection is empty")]
    [InlineData("", "the selection is empty")]
    [InlineData("'|cidr': 10.0.0.0/8", "without a field's name only texts and regular expressions")]
    [InlineData("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: x", "a field's name has at most 16 parts")]
    public void A_value_that_cannot_be_used_is_refused(string selection, string reason)
    {
        var problem = Problem(WithSelection(selection));
        Assert.Matches(@"^a\.yml:[789]:\d+: detection\.selection", problem);
        Assert.Contains(reason, problem);
    }

    [Fact]
    public void All_that_is_wrong_with_a_file_is_told_at_once_in_the_order_of_its_lines()
    {
        var reading = Read("""
            title: Made up
            id: not an id
            level: urgent
            logsource:
              product: aws
              service: cloudtrail
            detection:
              selection:
                eventName|foo: x
                sourceIPAddress|cidr: nowhere
              condition: selection and missing
            """);

        Assert.Empty(reading.Rules.All);
        Assert.Equal(
            [
                "a.yml:2:5: id: 'not an id' is no UUID, and no word of at most 100 letters, digits and '.', '_', '-'",
                "a.yml:3:8: level: 'urgent' is none of informational, low, medium, high and critical",
                "a.yml:9:5: detection.selection.eventName|foo: unknown modifier 'foo'",
                "a.yml:10:27: detection.selection.sourceIPAddress|cidr: 'nowhere' is no network",
                "a.yml:11:14: detection.condition: there is no selection 'missing'",
            ],
            reading.Problems.Select(problem => problem.ToString().Split(';')[0]));
    }

    [Theory]
    [InlineData("title: x\ndetection: {a: [x], condition: a}", "a.yml:1:1: logsource: the rule does not say what log it is about")]
    [InlineData("title: x\ndetection:", "a.yml:1:1: logsource: the rule does not say what log it is about")]
    [InlineData("title: x\nlogsource: {product: aws, service: cloudtrail}", "a.yml:1:1: detection: the rule has no detection")]
    [InlineData("title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: [a]", "a.yml:3:12: detection: the detection must be a map")]
    [InlineData("title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: x}}", "a.yml:3:12: detection: there is no condition")]
    [InlineData("title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: {}}", "a.yml:3:32: detection.condition: the condition must be a text")]
    [InlineData("title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], timeframe: 5m, condition: a}", "a.yml:3:32: detection.timeframe: a time frame needs many events")]
    [InlineData("title: [x]\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:1:8: title: this must be a single text")]
    [InlineData("logsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:1:1: title: the rule has no title")]
    [InlineData("title: x\ncorrelation: {type: event_count}", "a.yml:2:14: correlation: correlation rules need many events")]
    [InlineData("title: x\nlogsource: {product: aws}\nfilter: {rules: [a]}", "a.yml:3:9: filter: filters change rules of other files")]
    [InlineData("title: [\nd", "a.yml:1:8: this is not YAML, here or in one of the next lines")]
    [InlineData("title: 'x", "a.yml:1:8: this is not YAML: ")]
    [InlineData("title: x\n\ttitle: y", "a.yml:2:1: the line is indented with a tab; YAML wants spaces")]
    [InlineData("title: x\ntitle: y\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:2:1: title: the key stands already in line 1")]
    [InlineData("a: &a {b: c}\nd:\n  <<: *a\ntitle: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:3:3: <<: merge keys are not supported")]
    [InlineData("title: !!binary aGVsbG8=\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:1:8: the tag 'tag:yaml.org,2002:binary' is not supported")]
    [InlineData("title: *x", "a.yml:1:8: this is not YAML: the alias *x has no finished anchor &x above it")]
    [InlineData("a: &a [*a]", "a.yml:1:8: this is not YAML: the alias *a has no finished anchor &a above it")]
    [InlineData("? [a]\n: b\ntitle: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}", "a.yml:1:3: a key must be a plain word")]
    public void A_rule_that_is_not_whole_is_refused(string file, string expected) => Assert.StartsWith(expected, Problem(file));

    [Fact]
    public void A_file_that_is_no_text_or_too_large_is_refused()
    {
        var notText = SigmaLoader.Read([new SigmaSource("a.yml", new byte[] { 0x74, 0xff, 0xfe })]);
        Assert.Equal("a.yml: the file is not UTF-8 text; save it as UTF-8", Assert.Single(notText.Problems).ToString());

        var large = SigmaLoader.Read([new SigmaSource("a.yml", Encoding.UTF8.GetBytes(new string('#', 1024 * 1024 + 1)))]);
        Assert.StartsWith("a.yml: the file is larger than 1024 KiB", Assert.Single(large.Problems).ToString());
    }

    [Fact]
    public void Aliases_that_stand_for_more_and_more_are_stopped()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Problem(bomb.ToString());
        Assert.Contains("more than 50000 values, aliases written out", problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
        Assert.Contains("nested deeper than 32 levels", Problem(new string('[', 40)));
    }

    [Fact]
    public void An_alias_of_a_few_values_is_followed() =>
        Assert.True(Matches(
            WithDetection("a:\n  eventName: &names [CreateUser, DeleteUser]\nb:\n  requestParameters.x: *names\ncondition: a and b"),
            """{"eventName":"CreateUser","requestParameters":{"x":"DeleteUser"}}"""));

    [Theory]
    [InlineData("eventName|gt|lt: 1", SigmaProblemKind.Mistake)]
    [InlineData("eventName: X\neventName: Y", SigmaProblemKind.Mistake)]
    [InlineData("<<: {eventName: X}", SigmaProblemKind.Unsupported)]
    [InlineData("eventName: !own X", SigmaProblemKind.Unsupported)]
    [InlineData("eventName|base64: a", SigmaProblemKind.Unsupported)]
    [InlineData("eventName|neq|all: [a, b]", SigmaProblemKind.Unsupported)]
    [InlineData("eventName|wide: x", SigmaProblemKind.Unsupported)]
    [InlineData("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: x", SigmaProblemKind.Unsupported)]
    [InlineData("eventName: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", SigmaProblemKind.Unsupported)]
    public void What_is_wrong_is_a_mistake_and_what_is_only_more_than_is_done_here_is_not_supported(string selection, SigmaProblemKind expected)
    {
        var reading = Read(WithSelection(selection));
        Assert.Empty(reading.Rules.All);
        Assert.Equal(expected, reading.Problems[0].Kind);
    }

    [Fact]
    public void What_is_no_rule_for_us_may_be_any_YAML()
    {
        var reading = Read("a: !own x\nb: {c: d}\n<<: *b".Replace("{c", "&b {c"), "a: 1\na: 2", WithSelection("<<: {x: y}").Replace("aws", "windows"));
        Assert.Empty(reading.Problems);
        Assert.Equal((2, 1), (reading.NoRules, reading.OtherLogSources));
    }

    [Fact]
    public void A_flaw_of_a_shared_part_spoils_all_that_stand_on_it_and_is_told_once()
    {
        var reading = Read("action: global\n<<: {a: b}\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: [x], condition: a}\n---\ntitle: x\n---\ntitle: y");
        Assert.Empty(reading.Rules.All);
        Assert.StartsWith("a.yml:2:1: <<: merge keys", Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public void More_values_than_anybody_writes_are_refused()
    {
        Refused("more than 2000 values", WithSelection($"eventName: [{string.Join(", ", Enumerable.Range(0, 2100))}]"));
        Refused("longer than 4096 characters", WithSelection($"eventName: {new string('x', 5000)}"));
        Refused("longer than 1024 characters", WithSelection($"eventName|re: {new string('x', 2000)}"));
        Refused("longer than 4096 characters", WithDetection($"a: [x]\ncondition: a {string.Concat(Enumerable.Repeat("and a ", 1000))}"));
        Refused("nested deeper than 64 levels", WithDetection($"a: [x]\ncondition: {string.Concat(Enumerable.Repeat("not ", 100))} a"));

        static void Refused(string reason, string file)
        {
            var problem = Assert.Single(Read(file).Problems);
            Assert.Equal(SigmaProblemKind.Unsupported, problem.Kind);
            Assert.Contains(reason, problem.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>An engine that always ends keeps tables of an expression's letters: of a thousand letters 670 MB.</summary>
    [Fact]
    public void Regular_expressions_that_would_fill_the_memory_are_refused()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var letters = string.Concat(Enumerable.Range(0, 1000).Select(i => (char)(0x100 + (i * 40))));
        Assert.Contains("more than 128 different characters", Problem(WithSelection($"eventName|re: '{letters}'")));
        Assert.Contains("more than 128 different characters", Problem(WithSelection($"eventName|re: '{string.Concat(Enumerable.Range(0, 150).Select(i => $"\\x{i:x2}"))}'")));

        var many = Read(WithSelection($"eventName|re: [{string.Join(", ", Enumerable.Range(0, 1500).Select(i => $"'user{i} came with (curl|wget)'"))}]"));
        Assert.Empty(many.Rules.All);
        Assert.Contains("regular expressions of all rules take too much memory; write several as one", many.Problems[0].Text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L * 1024 * 1024);
    }

    [Fact]
    public void Equal_regular_expressions_are_one()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Single(Read(WithSelection($"eventName|re: [{string.Join(", ", Enumerable.Repeat("'(curl|wget)[/ ][0-9.]+$'", 1500))}]")).Rules.All);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16L * 1024 * 1024);
    }

    [Theory]
    [InlineData(@"^[A-Za-z0-9!""#$%&()*+,./:;<=>?@\\^_`{|}~ -]+$")]
    [InlineData(@"\p{Lu}\u0041\x42\cA\.")]
    public void A_regular_expression_of_all_signs_that_a_keyboard_has_is_read(string expression) =>
        Assert.Single(Read(WithSelection($"eventName|re: '{expression}'")).Rules.All);

    [Fact]
    public void What_the_rule_may_not_have_meant_is_noted_and_the_rule_loaded()
    {
        var reading = Read(WithDetection("""
            selection:
              useragent|contains: curl
              status: success
            unused:
              eventName: X
            condition: selection
            """));

        Assert.Single(reading.Rules.All);
        Assert.Equal(
            [
                "a.yml:10:3: detection.unused: the condition does not speak of this selection",
                "a.yml:8:5: detection: no record of CloudTrail has the field 'useragent'; it is spelt userAgent",
                "a.yml:9:5: detection: no record of CloudTrail has the field 'status'",
            ],
            reading.Problems.Select(problem => problem.ToString()));
        Assert.All(reading.Problems, problem => Assert.Equal(SigmaProblemKind.Note, problem.Kind));
    }

    [Fact]
    public void What_a_file_says_reaches_a_person_escaped_and_bounded()
    {
        var problem = Problem(WithSelection($"\"eventName|\\u001b[31m{new string('y', 3000)}\": x"));
        Assert.DoesNotContain('\u001b', problem);
        Assert.InRange(problem.Length, 1, 2600);
    }
}
