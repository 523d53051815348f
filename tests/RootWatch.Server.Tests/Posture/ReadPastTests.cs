using RootWatch.Aws;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Posture;

/// <summary>What the checklist says of root's past while not all of it was read.</summary>
public sealed class ReadPastTests : IDisposable
{
    private readonly WatchedAccount _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task An_account_that_was_never_read_has_not_passed_ninety_days_without_a_bare_sign_in()
    {
        _account.Trail.Fault = static (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(10));
        ChecklistPartLine refused = SignIns;

        _account.Trail.Fault = static (_, _) => null;
        await _account.Run(TimeSpan.FromMinutes(60));

        Assert.Equal(PostureStatus.Unknown, (PostureStatus)refused.Status);
        Assert.Contains("denied", refused.Text, StringComparison.Ordinal);
        Assert.Equal((PostureStatus.Pass, "no sign-in without MFA was seen in 90 days"), ((PostureStatus)SignIns.Status, SignIns.Text));
    }

    [Fact]
    public async Task While_the_past_is_still_being_read_or_a_part_of_it_is_lost_it_is_not_known()
    {
        await _account.Run(TimeSpan.FromMinutes(60));
        AccountDocument read = _account.Stored.State;
        string home = new StreamName("us-east-1", StreamQuery.Root).Key;
        DateTimeOffset from = WatchedAccount.Start.AddDays(-30), to = WatchedAccount.Start.AddDays(-10);

        Assert.Empty(Unread(stream => stream));
        Assert.Equal([(from, to, true)], Unread(stream => stream with { Holes = [new Hole(from, to, HoleKind.Backfill)] }));
        Assert.Equal([(from, to, true)], Unread(stream => stream with { Lost = [new LostStretch(from, to, "too old")] }));

        IEnumerable<(DateTimeOffset, DateTimeOffset?, bool)> Unread(Func<StreamState, StreamState> change)
        {
            AccountDocument document = read with { Streams = read.Streams.SetItem(home, change(read.Streams[home])) };
            return ReadPast.Of(WatchedAccount.Registration, document, document.Streams.Keys.ToHashSet(), [], _account.Time.GetUtcNow())
                .Unread.Select(stretch => (stretch.Start, stretch.End, stretch.HasSignIns));
        }
    }

    [Fact]
    public async Task A_failure_that_has_just_begun_takes_nothing_back()
    {
        await _account.Run(TimeSpan.FromMinutes(60));
        _account.Trail.Fault = static (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Throttled, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(20));
        int soon = SignIns.Status;
        await _account.Run(TimeSpan.FromMinutes(60));

        Assert.Equal((PostureStatus.Pass, PostureStatus.Unknown), ((PostureStatus)soon, (PostureStatus)SignIns.Status));
    }

    private ChecklistPartLine SignIns => _account.Poll.Checklist!.Points[0].Parts[1];
}
