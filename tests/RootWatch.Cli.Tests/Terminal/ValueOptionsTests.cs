using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Tests.Terminal;

public sealed class ValueOptionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("90d", 90)]
    [InlineData("36500d", 36500)]
    public void A_length_of_time_is_counted_from_now(string text, int days)
    {
        Assert.True(ValueOptions.TryParseMoment(text, Now, 1, out var moment));
        Assert.Equal(Now.AddDays(days), moment);
    }

    /// <summary>Counted in ticks the first is eighteen hours, and a token with that end would have been of use for so long.</summary>
    [Theory]
    [InlineData("21350399d")]
    [InlineData("2147483647d")]
    [InlineData("5000000d")]
    public void One_that_leads_beyond_all_time_is_none(string text) => Assert.False(ValueOptions.TryParseMoment(text, Now, 1, out _));
}
