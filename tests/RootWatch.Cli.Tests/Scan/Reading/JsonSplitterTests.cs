using System.Text;
using System.Text.Json;
using CsCheck;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Cli.Tests.Scan.Reading;

public sealed class JsonSplitterTests
{
    private const string A = """{"eventVersion":"1.08","eventName":"A"}""";
    private const string B = """{"eventVersion":"1.08","eventName":"B","deep":{"x":[1,{"y":"}]"}]}}""";
    private const string C = """{"eventVersion":"1.08","eventName":"C","text":"Records\":[ é 日本 \u0000"}""";

    private const string Quiet =
        """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser"},"eventSource":"ec2.amazonaws.com","eventName":"DescribeVpcs"}""";

    private const string Version = """{"eventVersion":"1.08",""";

    private const string Unversioned = """{"eventName":"C"}""";

    public static TheoryData<string, string> Shapes => new()
    {
        { "one per line", $"{A}\n{B}\n{C}\n" },
        { "no newline at the end", $"{A}\n{B}\n{C}" },
        { "CRLF and blank lines", $"{A}\r\n\r\n{B}\r\n{C}\r\n\r\n" },
        { "one after the other", A + B + C },
        { "separated by commas", $"{A},\n{B},\n{C}," },
        { "array", $"[{A},{B} , {C}]" },
        { "array with a comma too many", $"[{A},{B},{C},]" },
        { "arrays one after the other", $"[{A}]\n[{B},{C}]\n[]" },
        { "log file", $$"""{"Records":[{{A}},{{B}},{{C}}]}""" },
        { "log files one after the other", "{\"Records\":[" + A + "]}{\"Records\":[]}{\"Records\":[" + B + "," + C + "]}" },
        { "log file with more around the records", $$$"""{"a":{"Records":[1]},"b":[2],"Records":[{{{A}}},{{{B}}},{{{C}}}],"c":{"d":[{}]},"e":null}""" },
        { "LookupEvents page", $$"""{"NextToken":"x","Events":[{{A}},{{B}},{{C}}],"ResponseMetadata":{ } }""" },
        { "two lists in one object", $$"""{"Events":[{{A}}],"Records":[{{B}},{{C}}]}""" },
        { "byte order mark", $"\uFEFF{A}\n{B}\n{C}" },
        { "byte order marks between files", $"\uFEFF{A}\n\uFEFF{B}\n\uFEFF{C}" },
        { "JSON text sequence", $"\u001e{A}\n\u001e{B}\n\u001e{C}\n" },
        { "behind times", $"2017-05-18T23:12:34.000Z {A}\n2017-05-18T23:12:34.001Z {B}\r\n2017-05-18T23:12:34+00:00\t {C}\n" },
        { "records with lists of their own", $$"""{{A}}{"eventVersion":"1.08","Records":[{{C}}],"eventName":"B","Events":[1]}{"eventName":"C","Records":[]}""" },
        { "texts in an array", $"[{Text(A)},{Text(B)} , {Text(C)}]" },
        { "texts in a pretty-printed array", $"[\n    {Text(A)},\n    {Text(B)},\n    {Text(C)}\n]\n" },
        { "array of log files", "[{\"Records\":[" + A + "]},{\"Records\":[]},\n{\"Records\":[" + B + "," + C + "]}]" },
        { "array of LookupEvents pages", Pretty("[{\"Events\":[" + A + "],\"NextToken\":\"x\"},{\"NextToken\":\"y\",\"Events\":[" + B + "," + C + "]}]") },
        { "array of arrays", $"[[{A}],[],[[{B}]],{C}]" },
        { "array of pages and what else there is", "[{\"Events\":[" + A + "]}," + B + ",[{\"Events\":[" + Text(C) + "]}]]" },
        { "texts on lines", $"{Text(A)}\n{Text(B)}\r\n{Text(C)}" },
        { "pretty-printed", string.Join('\n', new[] { A, B, C }.Select(Pretty)) },
        { "pretty-printed log file", Pretty($$"""{"Records":[{{A}},{{B}},{{C}}]}""") },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_gives_its_objects_whatever_the_reads_bring(string shape, string text)
    {
        Assert.NotEmpty(shape);
        foreach (var readBytes in (ReadOnlySpan<int>)[1, 2, 3, 7, 64, 100_000])
        {
            var pieces = Split(text, readBytes);
            Assert.All(pieces, piece => Assert.Null(piece.Unreadable));
            Assert.Equal(["A", "B", "C"], pieces.Select(piece => Name(piece.Json)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("\uFEFF")]
    [InlineData("[]")]
    [InlineData("""{"Records":[]}""")]
    public void Nothing_in_it_is_nothing_wrong(string text) => Assert.Empty(Split(text));

    public static TheoryData<string, string, string[]> Damages => new()
    {
        { "a line that is no JSON", $"{A}\nnonsense\n{B}", ["A", "not_json", "B"] },
        { "a line cut short", $"{A}\n{B[..40]}\n{C}", ["A", "not_json", "C"] },
        { "a line cut short behind a colon", $"{A}\n{{\"eventVersion\":\n{B}\n{C}", ["A", "not_json", "B", "C"] },
        { "a string that is not closed", $"{A}\n{{\"eventName\":\"x\n{C}", ["A", "not_json", "C"] },
        { "the end cut off", $"{A}\n{B[..40]}", ["A", "truncated"] },
        { "the end of a log file cut off in a record", $$"""{"Records":[{{A}},{{B[..40]}}""", ["A", "truncated"] },
        { "the end of a log file cut off between records", $$"""{"Records":[{{A}},{{B}},""", ["A", "B", "truncated"] },
        { "a broken record inside a log file", $$"""{"Records":[{{A}},{"eventVersion":oops},{{B}},{{C}}]}""", ["A", "not_json", "B", "C"] },
        { "other values in an array", $"[1,\"x\",{A},null,[{B}],true]", ["not_an_object", "not_an_object", "A", "not_an_object", "B", "not_an_object"] },
        { "an array of pages cut off in the second", "[{\"Events\":[" + A + "]},{\"Events\":[" + B + "," + C[..40], ["A", "B", "truncated"] },
        { "an array of pages cut off between them", "[{\"Events\":[" + A + "]},{\"Events\":[" + B + "]},", ["A", "B", "truncated"] },
        { "a broken record in an array of pages", "[{\"Events\":[" + A + ",{\"eventVersion\":oops}," + B + "]},{\"Events\":[" + C + "]}]", ["A", "not_json", "B", "C"] },
        { "arrays in a list of records", "{\"Records\":[[" + A + "]," + B + "]}\n" + C, ["not_an_object", "B", "C"] },
        { "other values on lines", $"1\n\"x\"\n{A}\nnull", ["not_an_object", "not_an_object", "A", "not_an_object"] },
        { "lines cut short behind times", $"2017-05-18T23:12:34.000Z {A}\n2017-05-18T23:12:34.001Z {B[..40]}\n2017-05-18T23:12:34.002Z {Unversioned}", ["A", "not_json", "C"] },
        { "times without a record", $"2017-05-18T23:12:34.000Z hello\n2017-05-18T23:12:34.001Z{A}\n2017-05-18\n2017-05-18T\n2017-05-18T23:12:34Z {B}\n2017-05-18T ", ["not_json", "not_json", "not_json", "not_json", "B", "not_json"] },
        { "texts among other values", $"[\"x\",{Text(A)},\"\",{B}]\n{Text(C)}\n\"x\"\n\"{{x\n{A}", ["not_an_object", "A", "not_an_object", "B", "C", "not_an_object", "not_json", "A"] },
        { "the end of an array of texts cut off", $"[{Text(A)},{Text(B)[..40]}", ["A", "truncated"] },
        { "a comma missing", $"[{A} {B}]", ["A", "B"] },
        { "a closing brace too many", $"{A}}}\n{B}", ["A", "not_json", "B"] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_is_broken_is_told_and_the_rest_is_read(string damage, string text, string[] expected)
    {
        Assert.NotEmpty(damage);
        foreach (var readBytes in (ReadOnlySpan<int>)[1, 5, 100_000])
        {
            Assert.Equal(expected, Split(text, readBytes).Select(piece => piece.Unreadable ?? Name(piece.Json)));
        }
    }

    [Fact]
    public void A_piece_knows_its_line()
    {
        var pieces = Split($"\n{A}\n\nnonsense\n{Pretty(B)}\n{C}\n");
        Assert.Equal([2L, 4, 5, 5 + Pretty(B).Split('\n').Length], pieces.Select(piece => piece.Line));
    }

    [Fact]
    public void An_object_of_any_depth_is_one_piece()
    {
        var text = $"{A}\n{{\"x\":{new string('[', 200_000)}{new string(']', 200_000)}}}\n{B}";
        Assert.Equal([null, null, null], Split(text).Select(piece => piece.Unreadable));
    }

    [Fact]
    public void A_value_that_nobody_could_hold_is_passed_over_and_the_rest_is_read()
    {
        var text = $"{A}\n{{\"many\":[{string.Join(',', Enumerable.Repeat("\"0123456789\"", 1_000_000))}]}}\n{B}";
        Assert.Equal(["A", "too_large", "B"], Split(text, 50_000).Select(piece => piece.Unreadable ?? Name(piece.Json)));
        text = $"{A}\n{{\"long\":\"{new string('x', 20_000_000)}\"}}\n{B}";
        Assert.Equal(["A", "too_large", "B"], Split(text, 50_000).Select(piece => piece.Unreadable ?? Name(piece.Json)));
        text = $"{A}\n[\n\"{{{new string('x', 20_000_000)}\",\n{B}]";
        Assert.Equal(["A", "too_large", "B"], Split(text, 50_000).Select(piece => piece.Unreadable ?? Name(piece.Json)));
        text = $"{A}\n\"{{{new string('x', 20_000_000)}\"\n{B}";
        Assert.Equal(["A", "not_json", "B"], Split(text, 50_000).Select(piece => piece.Unreadable ?? Name(piece.Json)));
    }

    [Fact]
    public void A_long_log_file_is_not_held_in_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var splitter = new JsonSplitter(new RepeatingStream("{\"Records\":["u8.ToArray(), Encoding.UTF8.GetBytes(A + ","), 1_000_000));
        var count = 0;
        while (splitter.TryNext(out var piece) && piece.Unreadable is null)
        {
            count++;
        }

        Assert.Equal(1_000_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Lines_made_to_break_far_behind_their_start_do_not_make_it_slow()
    {
        // Each line opens what is never closed, so that each attempt walks on to the end of the input.
        var text = string.Concat(Enumerable.Repeat("{\"a\":[\n", 300_000));
        var started = TimeProvider.System.GetTimestamp();
        Assert.NotEmpty(Split(text));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Lines_that_break_do_not_each_cost_what_comes_after_them()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{{\"readOnly\":tru,\"padding\":\"{new string('x', 1000)}\"}}\n", 1000)));
        using var splitter = new JsonSplitter(new MemoryStream(text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        while (splitter.TryNext(out var piece))
        {
            Assert.Equal("not_json", piece.Unreadable);
            count++;
        }

        Assert.Equal(1000, count);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / text.Length, 0, 64);
    }

    [Theory]
    [InlineData("2 123456789012 eni-0123456789abcdef0 10.0.0.7 10.0.1.7 443 49152 6 25 20000 1620140761 1620140821 ACCEPT OK", "not_json")]
    [InlineData("http 2018-07-02T22:23:00.186641Z app/lb/1 192.168.131.39:2817 \"GET http://a/ HTTP/1.1\"", "not_json")]
    [InlineData("2018-07-02T22:23:00.186641Z hello", "not_json")]
    [InlineData("x", "not_json")]
    [InlineData("1 -2.5e+3\t7", "not_an_object")]
    public void Lines_of_other_logs_cost_no_exception_each(string line, string reason)
    {
        var thrown = 0;
        var thread = Environment.CurrentManagedThreadId;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            var pieces = Split(string.Concat(Enumerable.Repeat(line + "\n", 100)), 100_000);
            Assert.Equal(Enumerable.Repeat(reason, 100), pieces.Select(piece => piece.Unreadable));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, thrown);
    }

    [Theory]
    [InlineData("true false", "not_an_object")]
    [InlineData("truefalse", "not_an_object")]
    [InlineData("nullify", "not_json")]
    [InlineData("1 \"x\" null", "not_an_object")]
    [InlineData("1 \"x", "not_json")]
    [InlineData("1e", "not_json")]
    [InlineData("- 1", "not_json")]
    [InlineData("1,2", "not_json")]
    [InlineData("1 {\"a\":1}", "not_an_object")]
    [InlineData("NaN", "not_json")]
    public void A_line_that_is_no_object_is_json_or_not(string line, string reason) =>
        Assert.Equal(reason, Assert.Single(Split(line)).Unreadable);

    [Fact]
    public void Any_bytes_at_all_come_to_an_end()
    {
        var sources = new[] { A, B, C, Pretty(B), $$"""{"Records":[{{A}},{{B}}]}""", $"[{A}]", "\n", "{", "}", "[", "]", "\"", ",", "\\", ":", "\0" };
        var gen = Gen.Select(Gen.Int[0, sources.Length - 1].Select(i => sources[i]).Array[1, 12], Gen.Byte.Array[0, 4], Gen.Int[0, 500], Gen.Int[1, 80]);
        gen.Sample(
            (parts, noise, at, readBytes) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Concat(parts)).ToList();
                bytes.InsertRange(Math.Min(at, bytes.Count), noise);
                var pieces = Split([.. bytes], readBytes);
                Assert.InRange(pieces.Count, 0, bytes.Count + 1);
                Assert.All(pieces, piece => Assert.True(piece.Unreadable is not null || piece.Json.Length > 0));
            },
            iter: 3000);
    }

    [Fact]
    public void Lines_that_the_prefilter_passes_over_are_counted_and_change_nothing_else()
    {
        var alarming = (string[])[B.Replace("\"B\"", "\"StopLogging\",\"eventSource\":\"cloudtrail.amazonaws.com\"", StringComparison.Ordinal), A.Replace("A\"}", "A\",\"x\":\"Root\"}", StringComparison.Ordinal)];
        var sorted = $"{{{alarming[0][Version.Length..^1]},{Version[1..^1]}}}";
        var lines = (string[])
        [
            A, B, Quiet, Quiet, Quiet, Quiet, C, A + B, .. alarming, Pretty(B), $"[{A},{alarming[0]}]", $$"""{"Records":[{{A}},{{alarming[1]}}]}""", "", " ", "7", A + "\r",
            sorted, alarming[0] + sorted, alarming[1] + alarming[1], $$"""{"a":1,"Records":[{{alarming[1]}}]}""", $$"""{"a":1,"events":[{{alarming[0]}}],"eventName":"C"}""", $$"""{"eventName":"C","events":[{{alarming[0]}}]}""",
            $$"""{{Version}}"Records":[],"eventName":"Root"}""", """{"a":"Root","eventName":1}""",
        ];
        var gen = Gen.Select(Gen.Int[0, lines.Length - 1].Select(i => lines[i]).Array[1, 60], Gen.Int[1, 3000]);
        gen.Sample(
            (chosen, readBytes) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Join('\n', chosen));
                var all = Split(bytes, readBytes).Select(Shown).ToList();
                using var splitter = new JsonSplitter(new DribblingStream(bytes, readBytes), RecordPrefilter.OfCatalogue);
                var left = new List<string>();
                while (splitter.TryNext(out var piece))
                {
                    if (piece.IsUncut && EventDecoder.Decode(piece.Json.Span).Event is null)
                    {
                        splitter.CutAgain();
                        continue;
                    }

                    left.Add(Shown((piece.Json.ToArray(), piece.Line, piece.Unreadable)));
                }

                Assert.InRange(splitter.Dismissed, bytes.AsSpan().Count(Encoding.UTF8.GetBytes($"\n{Quiet}\n{Quiet}\n")), all.Count);
                Assert.Equal(all.Count, left.Count + splitter.Dismissed);
                Assert.Empty(left.Except(all));
                Assert.Equal(all.Where(IsAlarming), left.Where(IsAlarming));
                Assert.Equal((bytes.Length, bytes.Count(b => b == '\n') + 1), (splitter.Consumed, splitter.Line));
            },
            iter: 2000);

        static string Shown((byte[] Json, long Line, string? Unreadable) piece) => $"{piece.Line} {piece.Unreadable}{Encoding.UTF8.GetString(piece.Json)}";

        static bool IsAlarming(string piece) => piece.Contains("StopLogging", StringComparison.Ordinal) || piece.Contains("Root", StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Pretty(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document, Indented);
    }

    private static string Text(string json) => JsonSerializer.Serialize(json);

    private static string Name(byte[] json)
    {
        using var document = JsonDocument.Parse(new RecordEnvelope().Open(json));
        return document.RootElement.GetProperty("eventName").GetString()!;
    }

    private static List<(byte[] Json, long Line, string? Unreadable)> Split(string text, int readBytes = 4096) =>
        Split(Encoding.UTF8.GetBytes(text), readBytes);

    private static List<(byte[] Json, long Line, string? Unreadable)> Split(byte[] bytes, int readBytes)
    {
        using var splitter = new JsonSplitter(new DribblingStream(bytes, readBytes));
        var pieces = new List<(byte[], long, string?)>();
        while (splitter.TryNext(out var piece))
        {
            pieces.Add((piece.Json.ToArray(), piece.Line, piece.Unreadable));
        }

        return pieces;
    }
}
