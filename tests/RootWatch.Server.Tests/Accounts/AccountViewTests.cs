using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class AccountViewTests : IDisposable
{
    private readonly WatchedAccount _account = new();
    private readonly FakeLogger _log = new();
    private readonly AccountPoll _poll;

    public AccountViewTests()
    {
        _poll = new AccountPoll(_account.Stored, WatchedAccount.Id, _account.Surroundings with { Logger = _log });
        _poll.Register(WatchedAccount.Registration);
    }

    public void Dispose()
    {
        _poll.Dispose();
        _account.Dispose();
    }

    [Theory]
    [InlineData(0, "account 111122223333 is seen again")]
    // More than one sweep takes.
    [InlineData(4000, "account 111122223333 is seen again; an old backlog is still being read; what is new is seen")]
    public async Task That_an_account_is_seen_again_is_told_once_even_if_it_has_to_catch_up(int missed, string again)
    {
        await _account.Run(TimeSpan.FromMinutes(30), after: _poll);
        _account.Trail.Fault = (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "x") : null;
        for (int i = 0; i < missed; i++)
        {
            _account.Trail.RootCall(WatchedAccount.Id, i, _account.Time.GetUtcNow().AddSeconds(i), TimeSpan.Zero, "root", "s3.amazonaws.com");
        }

        await _account.Run(TimeSpan.FromHours(3), after: _poll);
        _account.Trail.Fault = (_, _) => null;
        await _account.Run(TimeSpan.FromHours(3), after: _poll);

        Assert.Equal((WatchStatus.Ok, false), (_poll.Snapshot!.Status, _poll.Snapshot.IsForgotten));
        Assert.Equal(again, Assert.Single(_log.Collector.GetSnapshot(), line => line.Message.Contains("seen again", StringComparison.Ordinal)).Message);
    }

    /// <summary>A patrol on another silo sends its registration anew with each round, and a list of regions comes as another one each time.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task To_be_registered_as_before_is_no_turn(bool isChanged)
    {
        AccountRegistration sent = WatchedAccount.Registration with { Regions = new List<string> { "us-east-1", "eu-west-1" } };
        _poll.Register(sent);
        await _account.Run(TimeSpan.FromMinutes(2), after: _poll);
        _account.Time.Advance(TimeSpan.FromMinutes(5));

        _poll.Register(sent with { Regions = isChanged ? ["us-east-1"] : ["us-east-1", "eu-west-1"] });

        Assert.Equal(isChanged, _poll.Snapshot!.IdleFor < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_call_that_ends_after_its_account_has_gone_is_no_error()
    {
        SlowSts aws = new(_account.Trail);
        using (AccountPoll poll = new(_account.Stored, WatchedAccount.Id, _account.Surroundings with { Aws = aws, Logger = _log }))
        {
            poll.Register(WatchedAccount.Registration);
            await _account.Run(TimeSpan.FromSeconds(40), after: poll);
            Assert.True(aws.IsAsked);
        }

        aws.Answer();
        await _account.Run(TimeSpan.FromSeconds(2));

        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Who_takes_turns_and_reads_nothing_is_forgotten_and_a_watch_that_has_just_begun_is_not()
    {
        await _account.Run(TimeSpan.FromMinutes(60), after: _poll);
        Assert.False(_poll.Snapshot!.IsForgotten);

        // As if no reading ended and none said why.
        _account.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(_poll.Snapshot.IsForgotten);
        _account.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(_poll.Snapshot.IsForgotten);

        _account.Time.Advance(TimeSpan.FromHours(1));
        using AccountPoll restarted = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        restarted.Register(WatchedAccount.Registration);
        _account.Trail.Hangs = _ => true;
        await _account.Run(TimeSpan.FromSeconds(30), after: restarted);
        Assert.All(restarted.Snapshot!.Streams, stream => Assert.True(stream.LastSuccess < _account.Time.GetUtcNow().AddHours(-1)));
        Assert.False(restarted.Snapshot.IsForgotten);
    }

    [Fact]
    public async Task An_account_that_reads_nothing_more_and_says_no_reason_is_not_shown_as_well_seen()
    {
        await _account.Run(TimeSpan.FromMinutes(60), after: _poll);
        Assert.Equal((WatchStatus.Ok, ""), (_poll.Snapshot!.Status, _poll.Snapshot.Reason));

        // As if readings neither ended nor failed.
        _account.Trail.Hangs = _ => true;
        _account.Time.Advance(TimeSpan.FromMinutes(6));
        await _account.Run(TimeSpan.FromSeconds(10), after: _poll);
        Assert.Equal(WatchStatus.Degraded, _poll.Snapshot.Status);
        Assert.Matches(@"^us-east-1 EventSource=signin\.amazonaws\.com: not read since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ, and nothing says why$", _poll.Snapshot.Reason);
        Assert.Contains("is Degraded: us-east-1", Assert.Single(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Warning).Message, StringComparison.Ordinal);

        _account.Trail.Hangs = _ => false;
        await _account.Run(TimeSpan.FromMinutes(30), after: _poll);
        Assert.Equal((WatchStatus.Ok, ""), (_poll.Snapshot!.Status, _poll.Snapshot.Reason));
    }

    [Fact]
    public async Task Who_was_paused_for_long_is_not_forgotten_when_it_is_read_again()
    {
        await _account.Run(TimeSpan.FromMinutes(60), after: _poll);
        _poll.Pause();
        _account.Time.Advance(TimeSpan.FromHours(1));
        _poll.Register(WatchedAccount.Registration);
        Assert.False(_poll.Snapshot!.IsForgotten);
    }

    /// <summary>Whoever gave the call up is told so when it answers.</summary>
    private sealed class SlowSts(FakeCloudTrail trail) : IAwsCalls
    {
        private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAsked { get; private set; }

        public string? StsRegion => trail.StsRegion;

        public void Answer() => _answers.SetResult();

        public async Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
        {
            IsAsked = true;
            await _answers.Task;
            cancellationToken.ThrowIfCancellationRequested();
            return await trail.AssumeRole(request, cancellationToken);
        }

        public Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
            trail.LookupEvents(request, session, region, cancellationToken);

        public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            trail.ListRegions(session, homeRegion, cancellationToken);

        public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            trail.ListAccountAliases(session, homeRegion, cancellationToken);
    }
}
