using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Tests.Terminal;

/// <summary>What a person reads of an alert, in windows of different widths.</summary>
public sealed class FindingLinesTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void On_a_terminal_lines_end_between_words_and_stand_under_each_other(int width)
    {
        var lines = Lines(width);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("          ", line, StringComparison.Ordinal));
        Assert.Equal(string.Join(' ', Lines(null).Select(line => line.Trim().Replace("  ", " ", StringComparison.Ordinal))), string.Join(' ', lines.Select(line => line.Trim().Replace("  ", " ", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(300)]
    public void Elsewhere_each_alert_is_three_lines_for_grep(int? width) => Assert.Equal(3, Lines(width).Length);

    [Fact]
    public void A_word_that_is_longer_than_a_line_is_not_cut() =>
        Assert.Equal(["a", new string('x', 50), "b c"], WrappedText.Lines($"a {new string('x', 50)} b c", 10));

    private static string[] Lines(int? width)
    {
        using StringWriter output = new() { NewLine = "\n" };
        FindingLines.Write(output, new Palette(IsOn: false), new FindingView
        {
            Severity = Severity.High,
            EventTime = DateTimeOffset.UnixEpoch,
            AccountId = "111122223333",
            Region = "us-east-1",
            RuleId = "RW-S01",
            Title = "Root console sign-in succeeded",
            Score = 55,
            Summary = "The root user signed in to the console in account 111122223333 at 1970-01-01 00:00:00 UTC in us-east-1, from 203.0.113.87. What to do now: Ask the account's owner.",
            Reasons = [("mfa_absent", 40), ("network_new", 8), ("agent_new", 10), ("learning", -3), ("origin_unavailable", 0), ("lists_unavailable", 0)],
            Note = "acme #5",
        }, width);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
