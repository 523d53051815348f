using RootWatch.Aws;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>Which events come after the watermark had passed them, and that a person is told (RW-X06).</summary>
public sealed class LateEventsTests : IDisposable
{
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    private readonly WatchedAccount _account = new();

    public void Dispose() => _account.Dispose();

    private IReadOnlyList<Alert> Late => [.. _account.Alerts.Where(alert => alert.RuleId == "RW-X06" && alert.EventId.Length > 0)];

    [Fact]
    public async Task What_comes_after_the_watermark_is_told_once_an_hour_and_what_the_overlap_finds_is_not()
    {
        await _account.Run(TimeSpan.FromHours(2));
        PastEvent inTime = SignIn(1, 125, 14);
        PastEvent late = SignIn(2, 126, 40);
        SignIn(3, 127, 50);
        PastEvent hourLater = SignIn(4, 186, 40);
        await _account.Run(TimeSpan.FromHours(4));

        Assert.Contains(_account.Alerts, alert => alert.RuleId == "RW-S02" && alert.EventId == inTime.EventId);
        Assert.Equal([late.EventId, hourLater.EventId], Late.Select(alert => alert.EventId));
        Assert.All(Late, alert => Assert.Equal(Severity.Low, alert.Severity));
    }

    [Fact]
    public async Task The_past_is_not_late()
    {
        for (int n = 0; n < 60; n++)
        {
            SignIn(n, -n * 600, 0);
        }

        await _account.Run(TimeSpan.FromHours(6));

        Assert.Equal(60, _account.Snapshot.EventsRead);
        Assert.Empty(Late);
    }

    /// <summary>Minutes from the watermark; the backfill is open from an hour to half an hour before it, and what is earlier than two hours was never to be read.</summary>
    [Theory]
    [InlineData(1, null, false)]
    [InlineData(0, null, true)]
    [InlineData(-29, null, true)]
    [InlineData(-30, null, false)]
    [InlineData(-60, null, false)]
    [InlineData(-61, null, true)]
    [InlineData(-120, null, true)]
    [InlineData(-121, null, false)]
    [InlineData(-61, HoleKind.Backfill, false)]
    [InlineData(-61, HoleKind.Resweep, true)]
    [InlineData(0, HoleKind.Backlog, true)]
    [InlineData(1, HoleKind.Backlog, false)]
    internal void Late_is_what_the_watermark_had_passed_and_not_what_is_read_for_the_first_time(double minutes, HoleKind? read, bool isLate)
    {
        StreamState stream = new()
        {
            Region = "us-east-1",
            Query = StreamQuery.Root,
            Front = Start.AddMinutes(15),
            Watermark = Start,
            ReadFrom = Start.AddHours(-2),
            Holes = [new Hole(Start.AddHours(-1), Start.AddMinutes(-30), HoleKind.Backfill)],
        };
        Hole? hole = read is { } kind ? new Hole(Start.AddHours(-3), Start.AddHours(1), kind) : null;
        Sweep sweep = new(stream.Name(), Start.AddHours(-3), Start.AddHours(1), SweepTier.Near, hole);

        Assert.Equal(isLate, CloudTrailTail.IsLate(stream, sweep, Start.AddMinutes(minutes)));
        Assert.False(CloudTrailTail.IsLate(stream with { Watermark = null }, sweep, Start.AddMinutes(minutes)));
        Assert.False(CloudTrailTail.IsLate(stream, sweep, null));
    }

    [Fact]
    public async Task Nor_is_what_was_never_to_be_read()
    {
        using WatchedAccount account = new(options: new PollOptions { Backfill = TimeSpan.Zero });
        PastEvent before = account.Trail.RootSignIn(WatchedAccount.Id, 1, Start.AddHours(-3), TimeSpan.Zero);
        await account.Run(TimeSpan.FromHours(6));

        Assert.Contains(account.Alerts, alert => alert.EventId == before.EventId);
        Assert.DoesNotContain(account.Alerts, alert => alert.RuleId == "RW-X06");
    }

    [Fact]
    public async Task A_region_that_comes_later_begins_with_a_past_of_its_own()
    {
        await _account.Run(TimeSpan.FromHours(3));
        _account.Trail.EnabledRegions.Add("eu-central-1");
        SignIn(1, 60, 0, "eu-central-1");
        await _account.Run(TimeSpan.FromHours(3));
        Assert.Equal(1, _account.Snapshot.EventsRead);
        Assert.Empty(Late);

        PastEvent late = SignIn(2, 370, 60, "eu-central-1");
        await _account.Run(TimeSpan.FromHours(4));
        Assert.Equal(late.EventId, Assert.Single(Late).EventId);
    }

    [Fact]
    public async Task What_is_read_after_a_time_of_blindness_is_not_late()
    {
        await _account.Run(TimeSpan.FromHours(2));
        _account.Trail.Fault = static (_, _) => FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDeniedException");
        PastEvent meanwhile = SignIn(1, 150, 5);
        await _account.Run(TimeSpan.FromHours(3));
        _account.Trail.Fault = static (_, _) => null;
        await _account.Run(TimeSpan.FromHours(1));

        Assert.Contains(_account.Alerts, alert => alert.EventId == meanwhile.EventId);
        Assert.Empty(Late);
    }

    [Fact]
    public async Task Each_stream_has_a_watermark_of_its_own()
    {
        await _account.Run(TimeSpan.FromHours(2));
        // The home region is read each minute, the other one each quarter of an hour, and is that much behind: there this is in time.
        DateTimeOffset at = _account.Snapshot.Streams.Where(stream => stream.Region == "eu-west-1").Min(stream => stream.Watermark)!.Value.AddMinutes(2);
        _account.Trail.RootSignIn(WatchedAccount.Id, 1, at, _account.Time.GetUtcNow() - at, "eu-west-1");
        PastEvent late = _account.Trail.RootCall(WatchedAccount.Id, 2, at.AddMinutes(-3), _account.Time.GetUtcNow() - at.AddMinutes(-3), "root", "ec2.amazonaws.com");
        await _account.Run(TimeSpan.FromHours(2));

        Assert.Equal(2, _account.Snapshot.EventsRead);
        Assert.Equal(late.EventId, Assert.Single(Late).EventId);
    }

    [Fact]
    public async Task What_was_pushed_in_time_is_not_late_when_a_poll_shows_it()
    {
        await _account.Run(TimeSpan.FromHours(2));
        PastEvent pushed = SignIn(1, 119, 60);
        Assert.Equal([PushOutcome.Taken], await Push(pushed));
        await _account.Run(TimeSpan.FromHours(3));

        Assert.Equal(1, _account.Snapshot.EventsRead);
        Assert.Empty(Late);
    }

    [Fact]
    public async Task What_a_push_brings_is_not_late_as_no_stream_showed_it()
    {
        await _account.Run(TimeSpan.FromHours(2));
        PastEvent pushed = SignIn(1, 60, 120);
        Assert.Equal([PushOutcome.Taken], await Push(pushed));
        await _account.Run(TimeSpan.FromHours(3));

        Assert.Contains(_account.Alerts, alert => alert.EventId == pushed.EventId);
        Assert.Empty(Late);
        Assert.Equal(1, _account.Snapshot.EventsRead);
    }

    private PastEvent SignIn(int number, double minutes, double delay, string region = "us-east-1") =>
        _account.Trail.RootSignIn(WatchedAccount.Id, number, Start.AddMinutes(minutes), TimeSpan.FromMinutes(delay), region);

    private Task<IReadOnlyList<PushOutcome>> Push(PastEvent e) => _account.Poll.Push([new PushedRecord(e.EventId, e.Time, e.Record)]);
}
