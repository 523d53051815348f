using RootWatch.Aws;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>What becomes of an account whose regions or alias AWS does not tell.</summary>
public sealed class AccountScopeTests : IDisposable
{
    private readonly WatchedAccount _account = new();
    private AwsFailureReason? _failing;

    public void Dispose() => _account.Dispose();

    [Theory]
    [InlineData("ListRegions", AwsFailureReason.Denied, 4, 10, "no other than us-east-1 is read")]
    [InlineData("ListRegions", AwsFailureReason.Throttled, 34, 40, "no other than us-east-1 is read")]
    [InlineData("ListAccountAliases", AwsFailureReason.Denied, 4, 10, "alias is not known")]
    [InlineData("ListAccountAliases", AwsFailureReason.Unreachable, 34, 40, "alias is not known")]
    public async Task What_was_never_told_is_told_once_of_also_after_a_restart_and_ended_by_an_answer(string operation, AwsFailureReason reason, int minutesUntold, int minutesTold, string lack)
    {
        Fail(operation, reason);
        await _account.Run(TimeSpan.FromMinutes(minutesUntold));
        Assert.Empty(_account.Alerts);
        await _account.Run(TimeSpan.FromMinutes(minutesTold - minutesUntold));
        using AccountPoll restarted = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        restarted.Register(WatchedAccount.Registration);
        await _account.Run(TimeSpan.FromHours(2), after: restarted);

        Alert told = Assert.Single(_account.Alerts);
        Assert.Equal(("RW-X12", WatchedAccount.Start, Severity.High), (told.RuleId, told.EventTime, told.Severity));
        Assert.Contains(lack, told.Summary, StringComparison.Ordinal);
        Assert.Contains(lack, restarted.Snapshot!.Reason, StringComparison.Ordinal);
        Assert.Contains(restarted.Snapshot.Streams.SelectMany(stream => stream.Gaps), gap => gap.Start == WatchedAccount.Start && gap.End is null && gap.Reason.Contains(lack, StringComparison.Ordinal));

        _failing = null;
        await _account.Run(TimeSpan.FromMinutes(40), after: restarted);
        Assert.Equal(("RW-X12", told.AlertId, Severity.Low), _account.Alerts[^1] is var over ? (over.RuleId, over.Closes, over.Severity) : default);
        Assert.Equal(2, _account.Alerts.Count);
        Assert.Equal(WatchStatus.Ok, restarted.Snapshot.Status);
    }

    [Fact]
    public async Task A_list_of_regions_that_was_read_once_counts_for_three_hours_and_is_told_of_after_a_day()
    {
        await _account.Run(TimeSpan.FromMinutes(30));
        Fail("ListRegions", AwsFailureReason.Denied);
        await _account.Run(TimeSpan.FromHours(2));
        Assert.Equal(WatchStatus.Ok, _account.Snapshot.Status);

        await _account.Run(TimeSpan.FromHours(2));
        Assert.Equal(WatchStatus.Degraded, _account.Snapshot.Status);
        Assert.Contains("enabled regions are known as of 2026-03-01 12:0", _account.Snapshot.Reason, StringComparison.Ordinal);
        Assert.Equal(["eu-west-1", "us-east-1"], _account.Snapshot.Regions.Order());
        await _account.Run(TimeSpan.FromHours(18));
        Assert.Empty(_account.Alerts);

        await _account.Run(TimeSpan.FromHours(4));
        Alert told = Assert.Single(_account.Alerts);
        Assert.Contains("Allow account:ListRegions in the role's policy", told.Summary, StringComparison.Ordinal);
        _failing = null;
        await _account.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(told.AlertId, _account.Alerts[^1].Closes);
    }

    [Theory]
    [InlineData("ListRegions")]
    [InlineData("ListAccountAliases")]
    public async Task What_the_role_may_not_do_is_tried_every_few_minutes_and_not_more_often(string operation)
    {
        int tries = 0;
        _account.Trail.Fault = (called, _) => called == operation && ++tries > 0 ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDenied") : null;
        await _account.Run(TimeSpan.FromMinutes(20));
        tries = 0;
        await _account.Run(TimeSpan.FromHours(10));
        Assert.InRange(tries, 110, 260);
    }

    [Fact]
    public async Task An_account_that_goes_dark_says_so_whatever_else_of_it_is_not_known()
    {
        Fail("ListAccountAliases", AwsFailureReason.Denied);
        await _account.Run(TimeSpan.FromMinutes(20));
        Fail("", AwsFailureReason.Denied);
        await _account.Run(TimeSpan.FromMinutes(20));
        Assert.Equal(["RW-X12", "RW-X04"], _account.Alerts.Select(alert => alert.RuleId));
    }

    [Fact]
    public async Task An_account_that_was_dark_from_the_first_tells_of_that_alone()
    {
        Fail("", AwsFailureReason.Denied);
        await _account.Run(TimeSpan.FromHours(3));
        _failing = null;
        await _account.Run(TimeSpan.FromHours(2));
        Assert.Equal(["RW-X04", "RW-X06"], _account.Alerts.Select(alert => alert.RuleId));
    }

    [Fact]
    public async Task Trouble_of_our_own_is_no_alert_of_the_account()
    {
        Fail("ListRegions", AwsFailureReason.ClockSkew);
        await _account.Run(TimeSpan.FromHours(2));
        Assert.Empty(_account.Alerts);
    }

    /// <param name="operation">Empty: each.</param>
    private void Fail(string operation, AwsFailureReason reason)
    {
        _failing = reason;
        _account.Trail.Fault = (asked, _) => _failing is { } failing && (operation.Length == 0 || asked == operation)
            ? new AwsFailure(failing, asked == "ListRegions" ? "account" : asked == "AssumeRole" ? "sts" : "iam", asked, "us-east-1", "Code", "made up", 400)
            : null;
    }
}
