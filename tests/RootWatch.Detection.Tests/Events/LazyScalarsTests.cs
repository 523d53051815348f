using System.Text;
using CsCheck;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

public sealed class LazyScalarsTests
{
    private static readonly string[] Names = ["a", "b", "c", "a.b", "a.0", "b.", ".", "bucketName", "\\u0061", new('n', 70)];
    private static readonly string[] Scalars = ["1", "-2.5e3", "true", "false", "null", "\"\"", "\"x\"", "\"\\u0041.b\"", "\"ä\""];

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3
        ? OneOf(Scalars)
        : Gen.Frequency(
            (3, OneOf(Scalars)),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (1, Object(inner))));

    /// <summary>What is asked for is read as it is asked for: names without a dot first, and all only when one with a dot is.</summary>
    [Fact]
    public void Whatever_is_asked_first_the_answer_is_that_of_a_reading_of_all() =>
        Gen.Select(Object(Value), Gen.Shuffle(Names)).Sample((json, names) => AsReadInFull(json, names), iter: 5_000);

    [Theory]
    [InlineData("""{"tags":[],"list":[ ],"items":[1],"none":null}""")]
    [InlineData("""{"a":"x","a":{"b":"y"},"a":["z"]}""")]
    [InlineData("""{"a":{"b":"y"},"a.b":"x"}""")]
    [InlineData("""{"a":{"a":[[],[1,[]]]},"b":[{}]}""")]
    public void So_it_is_of_what_comes_twice_or_is_empty(string json) => Assert.True(AsReadInFull(json, ["tags", "list", "items", "none", .. Names]));

    [Fact]
    public void So_it_is_of_more_than_are_kept()
    {
        var many = Enumerable.Range(0, 200).Select(i => $"k{i}").ToArray();
        var json = $"{{{string.Join(',', many.Select(name => $"\"{name}\":{{\"n\":1}},\"{name}\":\"{name}\""))}}}";
        Assert.True(AsReadInFull(json, [.. many, .. many.Select(name => name + ".n")]));
    }

    private static Gen<string> OneOf(string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Gen<string> Object(Gen<string> value) => Gen.Select(OneOf(Names), value)
        .Select((name, json) => $"\"{name}\":{json}").Array[0, 5].Select(members => $"{{{string.Join(',', members)}}}");

    private static bool AsReadInFull(string json, string[] names)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var (lazy, full) = (LazyScalars.Of(utf8), ScalarReader.Read(utf8));
        return names.All(name => lazy.GetValueOrDefault(name) == full.GetValueOrDefault(name)) && lazy.Count == full.Count;
    }
}
