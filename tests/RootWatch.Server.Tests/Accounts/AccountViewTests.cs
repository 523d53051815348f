using Microsoft.Extensions.Logging.Testing;
using RootWatch.Aws;
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

        Assert.Equal(WatchStatus.Ok, _poll.Snapshot!.Status);
        Assert.Equal(again, Assert.Single(_log.Collector.GetSnapshot(), line => line.Message.Contains("seen again", StringComparison.Ordinal)).Message);
    }
}
