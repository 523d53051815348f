using RootWatch.Detection.Anomaly;

namespace RootWatch.Detection.Tests.Anomaly;

public sealed class MomentsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Of_each_bucket_the_ends_are_kept_in_whatever_order_they_come(int endsMax)
    {
        var moments = new Moments(TimeSpan.FromHours(1), endsMax);
        var random = new Random(endsMax);
        DateTimeOffset[] times = [.. Enumerable.Range(0, 300).Select(_ => Start.AddMinutes(random.Next(24 * 60)))];
        DateTimeOffset[] ends = [.. times.Distinct().Order().GroupBy(time => time.Hour)
            .SelectMany(hour => hour.Take(endsMax).Concat(hour.TakeLast(endsMax)).Distinct())];

        IReadOnlyList<DateTimeOffset> none = [];
        Assert.Equal(ends, times.Aggregate(none, moments.Add));
        Assert.Equal(ends, times.Order().Aggregate(none, moments.Add));
    }

    [Fact]
    public void The_newest_are_kept_and_none_that_is_too_old()
    {
        var moments = new Moments(TimeSpan.FromHours(1), EndsMax: 1);
        IReadOnlyList<DateTimeOffset> kept = [];
        for (var hour = 0; hour < 400; hour++)
        {
            kept = moments.Add(kept, Start.AddHours(hour));
        }

        Assert.Equal(Enumerable.Range(144, 256).Select(hour => Start.AddHours(hour)), kept);
        Assert.Equal([Start.AddDays(200)], moments.Add(moments.Add(kept, Start.AddDays(200)), Start));
    }
}
