using CsCheck;
using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Tests.Alerts;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain Ünïcode 日本 😀", "plain Ünïcode 日本 😀")]
    [InlineData("a\u001b[31mb", "a\\u001b[31mb")]
    [InlineData("a\nb\tc\u007f\u0085", "a\\u000ab\\u0009c\\u007f\\u0085")]
    [InlineData("\u202Eabc\u2066", "\\u202eabc\\u2066")]
    [InlineData("a\u2028b\u2029", "a\\u2028b\\u2029")]
    [InlineData("\u200B\uFEFF", "\\u200b\\ufeff")]
    [InlineData("", "")]
    public void What_could_deceive_is_spelled_out(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Theory]
    [InlineData("abcdefgh", 8, "abcdefgh")]
    [InlineData("abcdefghi", 8, "abcdefg…")]
    [InlineData("abcdefg\nhi", 8, "abcdefg…")]
    [InlineData("abc\nefghijk", 8, "abc…")]
    [InlineData("ab😀efghijk", 8, "ab😀efg…")]
    [InlineData("abcdef😀hijk", 8, "abcdef…")]
    public void What_is_too_long_ends_with_a_mark_of_that(string text, int max, string shown) => Assert.Equal(shown, ShownText.Of(text, max));

    [Fact]
    public void A_lone_surrogate_is_spelled_out() => Assert.Equal("a\\ud800b", ShownText.Of("a" + (char)0xD800 + "b"));

    [Fact]
    public void Any_text_becomes_bounded_printable_and_stays_so() =>
        Gen.Select(Gen.String[Gen.Char, 0, 400], Gen.Int[8, 300]).Sample((text, max) =>
        {
            var shown = ShownText.Of(text, max);
            return shown.Length <= max && !shown.Any(char.IsControl) && ShownText.Of(shown, max) == shown;
        }, iter: 3000);

    [Theory]
    [InlineData("CRITICAL", true)]
    [InlineData("low", true)]
    [InlineData("5", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_severity_is_read_by_name_only(string? text, bool isOne) => Assert.Equal(isOne, SeverityNames.TryParse(text, out _));
}
