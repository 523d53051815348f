using RootWatch.Cli.Reports;

namespace RootWatch.Cli.Tests.Reports;

public sealed class ReportPeriodTests
{
    [Theory]
    [InlineData("2026-11", "2026-11-01", "2026-12-01")]
    [InlineData("2026-12", "2026-12-01", "2027-01-01")]
    [InlineData("2026", "2026-01-01", "2027-01-01")]
    [InlineData("2024-02-29", "2024-02-29", "2024-03-01")]
    [InlineData("2026-11-01..2026-11-15", "2026-11-01", "2026-11-16")]
    [InlineData("2026-11-01..2026-11-01", "2026-11-01", "2026-11-02")]
    public void It_is_whole_days_in_utc(string text, string start, string end)
    {
        Assert.True(ReportPeriod.TryParse(text, out var period));
        Assert.Equal((Day(start), Day(end)), (period.Start, period.End));
        Assert.True(period.Holds(period.Start) && !period.Holds(period.End));
    }

    [Theory]
    [InlineData("")]
    [InlineData("november")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-15..2026-11-01")]
    [InlineData("2026-11..2026-12")]
    [InlineData("2026-11-01..")]
    [InlineData("9999")]
    public void What_is_none_is_refused(string text) => Assert.False(ReportPeriod.TryParse(text, out _));

    [Fact]
    public void The_default_is_the_last_whole_month()
    {
        Assert.Equal(("2026-10", Day("2026-10-01"), Day("2026-11-01")), Of(ReportPeriod.MonthBefore(Day("2026-11-26"))));
        Assert.Equal("2025-12", ReportPeriod.MonthBefore(Day("2026-01-01")).Name);

        static (string, DateTimeOffset, DateTimeOffset) Of(ReportPeriod period) => (period.Name, period.Start, period.End);
    }

    private static DateTimeOffset Day(string text) => DateTimeOffset.Parse(text + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
