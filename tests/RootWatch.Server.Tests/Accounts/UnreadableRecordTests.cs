using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class UnreadableRecordTests : IDisposable
{
    private readonly WatchedAccount _account = new();
    private readonly FakeLogger _log = new();
    private readonly AccountPoll _poll;

    public UnreadableRecordTests()
    {
        _poll = new AccountPoll(_account.Stored, WatchedAccount.Id, _account.Surroundings with { Logger = _log });
        _poll.Register(WatchedAccount.Registration);
    }

    public void Dispose()
    {
        _poll.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task A_polled_record_that_cannot_be_read_is_named_once_in_one_line_and_nothing_of_it_is_repeated()
    {
        PastEvent readable = _account.Trail.RootSignIn(WatchedAccount.Id, 1, WatchedAccount.Start, TimeSpan.Zero, "eu-west-1");
        _account.Trail.Events.Add(readable with { EventId = "e\u001b[2J\nfake: line", Record = readable.Record[..60] });
        await _account.Run(TimeSpan.FromMinutes(40), after: _poll);

        Assert.Equal(
            ["account 111122223333: event e\\u001b[2J\\u000afake: line of eu-west-1 could not be read (not_json) and was not judged: look at it in CloudTrail's Event history"],
            Warnings);
        Assert.NotEmpty(_account.Alerts);
    }

    [Fact]
    public async Task A_pushed_one_likewise()
    {
        await _account.Run(TimeSpan.FromMinutes(5), after: _poll);
        await _poll.Push([new PushedRecord("pushed-1", _account.Time.GetUtcNow(), "[]")]);

        Assert.Equal(["account 111122223333: event pushed-1 of a push could not be read (not_an_object) and was not judged: look at it in CloudTrail's Event history"], Warnings);
    }

    [Fact]
    public async Task Of_many_at_once_twenty_are_named()
    {
        for (int i = 0; i < 45; i++)
        {
            PastEvent made = _account.Trail.RootSignIn(WatchedAccount.Id, i, WatchedAccount.Start, TimeSpan.Zero);
            _account.Trail.Events[^1] = made with { Record = "null" };
        }

        await _account.Run(TimeSpan.FromMinutes(5), after: _poll);
        Assert.Equal(20, Warnings.Count());
    }

    private IEnumerable<string> Warnings => _log.Collector.GetSnapshot().Where(line => line.Level == LogLevel.Warning).Select(line => line.Message);
}
