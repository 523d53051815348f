using System.Text.Json;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Alerts;

public sealed class AlertWatchTests
{
    private readonly StandInState _state = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_stream_that_is_cut_at_random_moments_yields_every_alert_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            _state.Append();
        }

        for (var i = 0; i < 12; i++)
        {
            _state.Cuts.Enqueue(random.Next(0, 60));
        }

        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--count", "300", "--output", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), run.OutLines.Select(Sequence));
        Assert.InRange(_state.Watches.Count, 3, 13);
        Assert.Contains("broke", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", run.Error, StringComparison.Ordinal);
        Assert.Contains("--resume-token token-300", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_an_alert_again_is_not_believed()
    {
        for (var i = 0; i < 20; i++)
        {
            _state.Append();
        }

        _state.Cuts.Enqueue(10);
        _state.Rewind = 4;
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--count", "20", "--output", "json");
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), run.OutLines.Select(Sequence));
    }

    [Fact]
    public async Task A_server_that_skips_an_alert_is_told_of()
    {
        _state.Append();
        _state.Append();
        _state.Append(alert => alert.Sequence = 9);
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--count", "3");
        Assert.Contains("left out alerts 3 to 8 of tenant acme", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_restarted_is_waited_for()
    {
        _state.Append();
        var first = await StandInServer.StartAsync(_state);
        using var program = Rootwatch.Start(null, "alerts", "watch", "--server", first.Address, "--count", "2", "--output", "json");
        Assert.Equal(1, Sequence((await program.ReadLineAsync())!));
        await first.DisposeAsync();
        _state.Append();
        await using var second = await StandInServer.StartAsync(_state, first.Port);
        Assert.Equal(2, Sequence((await program.ReadLineAsync())!));
        var run = await program.EndAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("goes on", run.Error, StringComparison.Ordinal);
        Assert.Equal("token-1", _state.Watches.Last().ResumeToken);
    }

    [Fact]
    public async Task A_connection_that_died_without_a_word_is_given_up()
    {
        _state.Append();
        _state.Mute = 1;
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--until-idle", "1", "--output", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([1L], run.OutLines.Select(Sequence));
        Assert.Contains("no heartbeat", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_goes_on_behind_the_token_it_is_given()
    {
        for (var i = 0; i < 5; i++)
        {
            _state.Append();
        }

        await using var server = await StandInServer.StartAsync(_state);
        var first = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--count", "2", "--output", "json");
        var token = JsonDocument.Parse(first.OutLines[^1]).RootElement.GetProperty("resumeToken").GetString()!;
        var second = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--resume-token", token, "--until-idle", "1", "--output", "json");
        Assert.Equal([3L, 4, 5], second.OutLines.Select(Sequence));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_watch_and_tells_how_to_go_on()
    {
        _state.Append();
        await using var server = await StandInServer.StartAsync(_state);
        using var program = Rootwatch.Start(null, "alerts", "watch", "--server", server.Address);
        Assert.Contains("RW-S01", await program.ReadLineAsync(), StringComparison.Ordinal);
        program.Interrupt();
        var run = await program.EndAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("rootwatch: go on behind the last alert with --resume-token token-1", run.ErrorLines.Single());
    }

    [Fact]
    public async Task Filters_go_to_the_server_and_what_it_cannot_tell_apart_is_told_apart_here()
    {
        _state.Append(alert => alert.Severity = Severity.Low);
        _state.Append(alert => alert.TenantId = "other");
        _state.Append(alert => alert.EventTime.Seconds -= 100_000_000);
        _state.Append();
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync(
            "alerts", "watch", "--server", server.Address, "--until-idle", "1", "--output", "json", "--severity", "HIGH",
            "--account", "111122223333", "--rule", "RW-S01", "--rule", "rw-s02", "--rule", "SIGMA-8ad1600d-0000", "--tenant", "acme", "--since", "2024-01-01T00:00:00Z", "--folded");
        Assert.Equal([4L], run.OutLines.Select(Sequence));
        var filter = _state.Watches.Single().Filter;
        Assert.Equal((Severity.High, "111122223333"), (filter.SeverityMin, filter.AccountId));
        Assert.Equal(["RW-S01", "RW-S02", "SIGMA-8ad1600d-0000"], filter.RuleIds);
        Assert.True(filter.Folded);
    }

    [Fact]
    public async Task A_rule_that_there_is_not_is_not_waited_for()
    {
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", "http://127.0.0.1:1", "--rule", "RW-S4");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("rootwatch: there is no rule 'RW-S4'; did you mean 'RW-S04'?", run.ErrorLines[0]);
    }

    [Theory]
    [InlineData(StatusCode.OutOfRange, "resume token cannot be used any more: too old")]
    [InlineData(StatusCode.FailedPrecondition, "another life of the alert log: too old")]
    [InlineData(StatusCode.InvalidArgument, "refused the request: too old")]
    [InlineData(StatusCode.PermissionDenied, "role does not allow this")]
    public async Task An_answer_that_no_waiting_can_change_ends_the_watch(StatusCode code, string message)
    {
        _state.Refusals.Enqueue(new RpcException(new Status(code, "too old")));
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, "--resume-token", "token-1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.ErrorLines.Single(), StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task A_slow_reader_that_the_server_drops_comes_back()
    {
        _state.Append();
        _state.Cuts.Enqueue(1);
        await using var server = await StandInServer.StartAsync(_state);
        using var program = Rootwatch.Start(null, "alerts", "watch", "--server", server.Address, "--count", "2", "--output", "json");
        await program.ReadLineAsync();
        _state.Refusals.Enqueue(new RpcException(new Status(StatusCode.ResourceExhausted, "you read too slowly")));
        _state.Refusals.Enqueue(new RpcException(new Status(StatusCode.Unavailable, "shutting down")));
        _state.Append();
        var run = await program.EndAsync();
        Assert.Equal([1L, 2], run.OutLines.Select(Sequence));
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_first_is_told_at_once()
    {
        var server = await StandInServer.StartAsync(_state);
        await server.DisposeAsync();
        var run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be reached (connection refused)", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    private static long Sequence(string line) => JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64();
}
