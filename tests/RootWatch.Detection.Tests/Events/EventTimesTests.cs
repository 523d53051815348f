using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

public sealed class EventTimesTests
{
    [Theory]
    [InlineData("2026-03-01T10:00:30Z", "2026-03-01T10:00:30.0000000+00:00")]
    [InlineData("2026-03-01 10:00:30", "2026-03-01T10:00:30.0000000+00:00")]
    [InlineData("2026-03-01 10:00:30.123", "2026-03-01T10:00:30.1230000+00:00")]
    [InlineData("2026-03-01 10:00:30.123456789", "2026-03-01T10:00:30.1234567+00:00")]
    [InlineData("2014-03-06T21: 22: 54Z", "2014-03-06T21:22:54.0000000+00:00")]
    [InlineData("20230710T120127Z", "2023-07-10T12:01:27.0000000+00:00")]
    [InlineData("2026-03-01T10:00:30+02:00", "2026-03-01T08:00:30.0000000+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.0000000+00:00")]
    public void Every_spelling_that_was_seen_is_read(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), EventTimes.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("redacted")]
    [InlineData("...")]
    [InlineData("2026-13-01T10:00:30Z")]
    [InlineData("2026-02-30T10:00:30Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1772359230")]
    [InlineData("2026-03-01T10:00:30X")]
    [InlineData("2026-03-01T10:00:30+9999")]
    public void What_is_no_time_is_none(string text) => Assert.Null(EventTimes.Parse(text));
}
