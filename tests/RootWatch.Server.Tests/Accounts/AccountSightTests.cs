using RootWatch.Aws;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>How long an account counts as seen when nobody asks it any more.</summary>
public sealed class AccountSightTests : IDisposable
{
    private readonly WatchedAccount _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task Before_all_its_streams_were_read_it_is_not_seen()
    {
        Assert.Null(_account.Snapshot.SeenFor);
        _account.Trail.Fault = (_, region) => region == "eu-west-1" ? FakeCloudTrail.Failure(AwsFailureReason.Unreachable, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(5));
        Assert.Null(_account.Snapshot.SeenFor);

        _account.Trail.Fault = (_, _) => null;
        await _account.Run(TimeSpan.FromMinutes(5));
        Assert.True(IsSeen);
    }

    [Fact]
    public async Task While_it_is_read_it_is_seen_and_if_the_watch_stands_still_no_longer_than_five_minutes()
    {
        await _account.Run(TimeSpan.FromMinutes(40));
        Assert.True(IsSeen);

        _account.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(IsSeen);
        _account.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(IsSeen);
    }

    [Fact]
    public async Task Where_aws_refuses_it_is_not_seen_at_once()
    {
        await _account.Run(TimeSpan.FromMinutes(5));
        _account.Trail.Fault = (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(2));
        Assert.Null(_account.Snapshot.SeenFor);
    }

    [Theory]
    [InlineData(AwsFailureReason.Denied)]
    [InlineData(AwsFailureReason.Unreachable)]
    public async Task An_account_that_was_never_read_is_blind_since_its_watch_began_and_says_so_once_also_after_a_restart(AwsFailureReason reason)
    {
        _account.Trail.Fault = (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(reason, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(10));
        using AccountPoll restarted = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        restarted.Register(WatchedAccount.Registration);
        await _account.Run(TimeSpan.FromMinutes(50), after: restarted);

        Alert blind = Assert.Single(_account.Alerts, alert => alert.RuleId == "RW-X04");
        Assert.Equal((WatchedAccount.Start, false), (blind.EventTime, blind.Historical));

        _account.Trail.Fault = (_, _) => null;
        await _account.Run(TimeSpan.FromMinutes(40), after: restarted);
        Assert.Equal(blind.AlertId, Assert.Single(_account.Alerts, alert => alert.RuleId == "RW-X06").Closes);
    }

    [Theory]
    [InlineData(AwsFailureReason.Expired, "ExpiredToken")]
    [InlineData(AwsFailureReason.InvalidToken, "InvalidClientTokenId")]
    [InlineData(AwsFailureReason.NoCredentials, null)]
    public async Task That_our_own_credentials_are_of_no_use_is_no_alert_of_each_account_and_none_of_them_is_seen(AwsFailureReason reason, string? code)
    {
        await _account.Run(TimeSpan.FromMinutes(70));
        _account.Trail.Fault = (operation, _) => operation == "AssumeRole" ? new AwsFailure(reason, "sts", operation, "us-east-1", code, "no") : operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Expired, "ExpiredToken") : null;
        await _account.Run(TimeSpan.FromMinutes(40));

        Assert.Empty(_account.Alerts);
        Assert.False(IsSeen);
        Assert.Equal(WatchStatus.Blind, _account.Snapshot.Status);
    }

    [Fact]
    public async Task The_alert_says_what_to_do_about_the_refusal_that_AWS_words_at_length()
    {
        _account.Trail.Fault = (operation, _) => operation == "AssumeRole" ? new AwsFailure(AwsFailureReason.Denied, "sts", operation, "us-east-1", "AccessDenied", new string('x', 500)) : null;
        await _account.Run(TimeSpan.FromMinutes(5));
        Assert.Contains("What to do now: Nobody sees what root does there. Check that the role exists", Assert.Single(_account.Alerts).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", 3, true)]
    [InlineData("us-east-1", 7, false)]
    [InlineData("eu-west-1", 19, true)]
    [InlineData("eu-west-1", 51, false)]
    public async Task Where_aws_does_not_answer_it_is_seen_for_as_long_as_a_stream_may_go_unread(string region, int minutes, bool isSeen)
    {
        await _account.Run(TimeSpan.FromMinutes(40));
        _account.Trail.Fault = (operation, where) => operation == "LookupEvents" && where == region ? FakeCloudTrail.Failure(AwsFailureReason.Unreachable, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(minutes));
        Assert.Equal((isSeen, isSeen), (IsSeen, _account.Snapshot.Status != WatchStatus.Blind));
    }

    [Theory]
    [InlineData(AwsFailureReason.Denied)]
    [InlineData(AwsFailureReason.Unreachable)]
    public async Task A_region_that_is_closed_for_ever_does_not_hide_that_the_account_goes_dark_nor_does_a_restart_tell_it_again(AwsFailureReason reason)
    {
        string[] dark = ["eu-west-1"];
        await _account.Run(TimeSpan.FromMinutes(40));
        _account.Trail.Fault = (operation, region) =>
            operation != "LookupEvents" || !dark.Contains(region) ? null : FakeCloudTrail.Failure(region == "eu-west-1" ? AwsFailureReason.Denied : reason, "x");
        await _account.Run(TimeSpan.FromHours(3));
        Alert far = Assert.Single(_account.Alerts);

        dark = ["eu-west-1", "us-east-1"];
        await _account.Run(TimeSpan.FromMinutes(10));
        using AccountPoll restarted = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        restarted.Register(WatchedAccount.Registration);
        await _account.Run(TimeSpan.FromMinutes(50), after: restarted);
        Alert home = Assert.Single(_account.Alerts.Skip(1));
        Assert.Equal(("RW-X04", "us-east-1", ""), (home.RuleId, home.Region, far.Region));
        Assert.Contains("its home region cannot be read either since 2026-03-01 15:", home.Summary, StringComparison.Ordinal);

        dark = ["eu-west-1"];
        await _account.Run(TimeSpan.FromMinutes(30), after: restarted);
        Assert.Equal([("RW-X06", home.AlertId)], _account.Alerts.Skip(2).Select(alert => (alert.RuleId, alert.Closes)));

        dark = ["eu-west-1", "us-east-1"];
        await _account.Run(TimeSpan.FromMinutes(30), after: restarted);
        Alert again = Assert.Single(_account.Alerts.Skip(3));
        dark = [];
        await _account.Run(TimeSpan.FromMinutes(40), after: restarted);
        Assert.Equal([again.AlertId, far.AlertId], _account.Alerts.Skip(4).Select(alert => alert.Closes));
        Assert.Equal(6, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
    }

    [Theory]
    [InlineData(AwsFailureReason.Denied)]
    [InlineData(AwsFailureReason.Unreachable)]
    public async Task An_account_that_goes_dark_all_at_once_tells_it_once_whichever_region_is_the_first_to_show_it(AwsFailureReason reason)
    {
        foreach (string first in new[] { "eu-west-1", "us-east-1" })
        {
            bool isDark = false;
            int told = _account.Alerts.Count;
            await _account.Run(TimeSpan.FromMinutes(40));
            _account.Trail.Fault = (operation, region) =>
                operation == "LookupEvents" && (isDark |= region == first) ? FakeCloudTrail.Failure(reason, "x") : null;
            await _account.Run(TimeSpan.FromMinutes(25));
            Alert blind = Assert.Single(_account.Alerts.Skip(told));
            await _account.Run(TimeSpan.FromMinutes(60));
            _account.Trail.Fault = (_, _) => null;
            await _account.Run(TimeSpan.FromMinutes(40));
            Assert.Equal([("RW-X06", blind.AlertId)], _account.Alerts.Skip(told + 1).Select(alert => (alert.RuleId, alert.Closes)));
        }
    }

    [Fact]
    public async Task A_home_region_that_waits_for_calls_is_not_said_to_be_dark()
    {
        await _account.Run(TimeSpan.FromMinutes(40));
        StreamState read = _account.Stored.State.Streams.Values.First();
        DateTimeOffset now = _account.Time.GetUtcNow();
        StreamTrouble waits = new(WatchStatus.Degraded, "", now, 3) { Cause = StreamTroubles.OutOfCallsCause };
        (SightLoss? loss, Sight? sight) = AccountSight.Look(
            null, WatchedAccount.Start, [read with { Trouble = waits, LastSuccess = now.AddHours(-1) }],
            [new EndedReading(null!, new SweepReading([], false, null, 0, waits), "")], _ => TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), now);
        Assert.Equal((null, null), (loss, sight));
    }

    [Fact]
    public async Task Who_is_given_an_account_that_cannot_be_read_is_told_so_and_of_its_end()
    {
        await _account.Run(TimeSpan.FromMinutes(40));
        _account.Trail.Fault = (operation, _) => operation == "AssumeRole" || operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "x") : null;
        await _account.Run(TimeSpan.FromMinutes(5));
        foreach (string tenant in new[] { "globex", "acme", "globex" })
        {
            _account.Poll.Register(WatchedAccount.Registration with { TenantId = tenant });
            await _account.Run(TimeSpan.FromMinutes(5));
        }

        _account.Trail.Fault = (_, _) => null;
        await _account.Run(TimeSpan.FromMinutes(40));

        Assert.Equal(
            [("acme", "RW-X04"), ("globex", "RW-X04"), ("acme", "RW-X04"), ("globex", "RW-X04"), ("globex", "RW-X06")],
            _account.Alerts.Select(alert => (alert.TenantId, alert.RuleId)));
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Equal(_account.Alerts[^2].AlertId, _account.Alerts[^1].Closes);
    }

    private bool IsSeen => _account.Snapshot.SeenFor > TimeSpan.Zero;
}
