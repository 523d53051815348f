using System.Text;
using System.Text.Json;
using CsCheck;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

public sealed class JsonCursorTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"\"", "\"a b:{\"", "true", "false", "null", "tru", "0", "-1", "12", "01", "-", "1.5", "1e3", "x", " ", "  ",
        "\"a\":", "\"a\":1,", "\"b\":{\"c\":[1,{}]},", "[]", "{}", "\\", "\"\\u0041\"", "é", "\t", "\n", "\u007f",
    ];

    private static readonly string Record = Sample.SignIn().ToJsonString();

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 4
        ? OneOf("1", "\"x\"", "null", "[]", "{}")
        : Gen.OneOf(
            OneOf("-7", "0", "true", "false", "null", "\"\"", "\"a longer text, of more than two and thirty letters, {with} [all] : kinds\""),
            inner.Array[0, 4].Select(items => $"[{string.Join(" , ", items)}]"),
            inner.Array[0, 4].Select(items => $"{{{string.Join(',', items.Select((item, i) => $"\"n{i}\" :{item}"))}}}")));

    [Fact]
    public void Plain_text_gives_the_tokens_of_Utf8JsonReader_or_breaks() => Gen.OneOf(
            Value,
            OneOf(Pieces).Array[0, 12].Select(string.Concat),
            Gen.Select(Value, Gen.Int[0, Pieces.Length - 1], Gen.Double[0, 1]).Select((json, piece, at) => json.Insert((int)(at * json.Length), Pieces[piece])),
            Gen.Select(Gen.Int[0, Pieces.Length - 1], Gen.Double[0, 1]).Select((piece, at) => Record.Insert((int)(at * Record.Length), Pieces[piece])))
        .Sample(text => Tokens(text) is not { } tokens || Enumerable.SequenceEqual(tokens, Expected(text) ?? ["no JSON"]), iter: 30_000);

    [Fact]
    public void What_is_valid_and_usual_does_not_break() => Value.Sample(json => Tokens(json) is { Count: > 0 }, iter: 5_000);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{} {}")]
    [InlineData("[truex]")]
    [InlineData("[1.5]")]
    [InlineData("\"a")]
    public void What_it_does_not_know_breaks_and_stays_broken(string text)
    {
        var json = JsonCursor.Of(Encoding.UTF8.GetBytes(text));
        while (json.Read())
        {
        }

        Assert.True(json.IsBroken);
        Assert.False(json.Read());
        Assert.Equal(JsonTokenType.None, json.TokenType);
    }

    [Fact]
    public void Any_text_is_read_by_Utf8JsonReader_which_refuses_it()
    {
        Assert.ThrowsAny<JsonException>(() => ReadAll("{\"a\":1}}"u8));
        Assert.ThrowsAny<JsonException>(() => ReadAll("{\"\\u0041\":1,}"u8));
        ReadAll("{\"\\u0041\":1.5}"u8);

        static void ReadAll(ReadOnlySpan<byte> text)
        {
            var json = JsonCursor.AsAny(text);
            while (json.Read())
            {
            }
        }
    }

    [Fact]
    public void Levels_beyond_those_it_counts_break()
    {
        Assert.NotNull(Tokens(new string('[', 64) + new string(']', 64)));
        Assert.Null(Tokens(new string('[', 65) + new string(']', 65)));
    }

    [Fact]
    public void Skipping_ends_where_Utf8JsonReader_ends() => Gen.Select(Value, Gen.Bool).Sample((json, isPlain) =>
    {
        var text = Encoding.UTF8.GetBytes($$"""{"first":{{json}},"second":[{{json}}]{{(isPlain ? "" : ",\"\\u0041\":0")}}}""");
        var cursor = JsonCursor.Of(text);
        var ends = new List<(int, int)>();
        cursor.Read();
        for (var i = 0; i < 2; i++)
        {
            cursor.Read();
            Assert.Equal(JsonTokenType.PropertyName, cursor.TokenType);
            if (i == 0)
            {
                cursor.Read();
            }

            var start = cursor.TokenStart;
            cursor.Skip();
            ends.Add((start, cursor.Consumed));
        }

        Assert.Equal(isPlain, cursor.IsPlain);
        var second = text.AsSpan().LastIndexOf("\"second\""u8);
        return ends[0] == (9, 9 + json.Length) && ends[1].Item1 == second && ends[1].Item2 == second + 11 + json.Length;
    }, iter: 2_000);

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    /// <summary>Null: the text is not plain, or breaks.</summary>
    private static List<string>? Tokens(string text)
    {
        var json = JsonCursor.Of(Encoding.UTF8.GetBytes(text));
        var tokens = new List<string>();
        while (json.IsPlain && json.Read())
        {
            tokens.Add($"{json.TokenType} {json.TokenStart} {Encoding.UTF8.GetString(json.ValueSpan)}");
        }

        return json.IsPlain && !json.IsBroken ? tokens : null;
    }

    /// <summary>Null: it is no JSON.</summary>
    private static List<string>? Expected(string text)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        var tokens = new List<string>();
        try
        {
            while (json.Read())
            {
                tokens.Add($"{json.TokenType} {json.TokenStartIndex} {Encoding.UTF8.GetString(json.ValueSpan)}");
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }
}
