using System.Text.Json;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Accounts;

public sealed class VerifyTests
{
    private readonly StandInState _state = new();

    [Fact]
    public async Task Each_step_is_a_line_and_a_failure_has_its_remedy_below()
    {
        Ends(VerificationStatus.Pass, VerificationStatus.Fail, VerificationStatus.Unknown, VerificationStatus.Skipped);
        await using var server = await StandInServer.StartAsync(_state);

        var run = await Rootwatch.RunAsync("account", "verify", "111122223333", "--server", server.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                "PASS     Title 1: text 1",
                "FAIL     Title 2: text 2",
                "         remedy 2",
                "UNKNOWN  Title 3: text 3",
                "SKIPPED  Title 4: text 4",
            ],
            run.OutLines);
    }

    [Fact]
    public async Task It_succeeds_if_every_step_passes()
    {
        Ends(VerificationStatus.Pass, VerificationStatus.Pass);
        await using var server = await StandInServer.StartAsync(_state);

        var run = await Rootwatch.RunAsync("accounts", "verify", "111122223333", "--server", server.Address, "-o", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var step = JsonElement.Parse(run.OutLines[1]);
        Assert.Equal(["accountId", "step", "title", "status", "text", "remedy"], step.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("step-2", "PASS"), (step.GetProperty("step").GetString(), step.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_verification_that_ends_early_is_no_success()
    {
        Ends(VerificationStatus.Pass, VerificationStatus.Pass);
        _state.Verification.RemoveAt(1);
        await using var server = await StandInServer.StartAsync(_state);

        var cut = await Rootwatch.RunAsync("account", "verify", "111122223333", "--server", server.Address);
        _state.VerificationEnd = new RpcException(new Status(StatusCode.Internal, "the silo goes"));
        var refused = await Rootwatch.RunAsync("account", "verify", "111122223333", "--server", server.Address);

        Assert.Equal(1, cut.ExitCode);
        Assert.Contains("ended the verification after 1 of 2 steps", cut.Error, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("the silo goes", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_accounts_only_what_does_not_pass_is_shown_and_one_that_breaks_off_stops_no_other()
    {
        Ends(VerificationStatus.Pass, VerificationStatus.Fail);
        _state.Accounts.AddRange(Enumerable.Range(1, 12).Select(n => new Account { AccountId = $"{n:000000000000}" }));
        await using var server = await StandInServer.StartAsync(_state);

        var run = await Rootwatch.RunAsync("account", "verify", "--all", "--server", server.Address);
        _state.Verification[1].Step.Status = VerificationStatus.Pass;
        var good = await Rootwatch.RunAsync("account", "verify", "000000000001", "000000000002", "000000000001", "--server", server.Address);
        _state.VerificationEnd = new RpcException(new Status(StatusCode.Internal, "the silo goes"));
        var broken = await Rootwatch.RunAsync("account", "verify", "000000000001", "000000000002", "--server", server.Address);

        Assert.Equal((1, "0 of 12 accounts pass."), (run.ExitCode, run.ErrorLines[^1]));
        Assert.Equal(_state.Accounts.Select(account => $"{account.AccountId}  does not pass"), run.OutLines.Where(line => line[0] != ' ').Order(StringComparer.Ordinal));
        Assert.Equal(["  FAIL     Title 2: text 2", "           remedy 2"], run.OutLines[1..3]);
        Assert.Equal((0, "2 of 2 accounts pass."), (good.ExitCode, good.ErrorLines[^1]));
        Assert.Equal((1, "0 of 2 accounts pass."), (broken.ExitCode, broken.ErrorLines[^1]));
        Assert.Equal(2, broken.ErrorLines.Count(line => line.Contains("was not verified to the end", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData()]
    [InlineData("--all", "000000000001")]
    public async Task Either_accounts_are_named_or_all_are_meant(params string[] arguments)
    {
        var run = await Rootwatch.RunAsync(["account", "verify", .. arguments]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("--all", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_AWS_said_cannot_steer_the_terminal()
    {
        Ends(VerificationStatus.Fail);
        _state.Verification[0].Step.Text = "a\e[2Jb";
        await using var server = await StandInServer.StartAsync(_state);

        var run = await Rootwatch.RunAsync("account", "verify", "111122223333", "--server", server.Address);

        Assert.DoesNotContain('\e', run.Out);
    }

    private void Ends(params VerificationStatus[] statuses) => _state.Verification.AddRange(statuses.Select((status, i) => new VerifyAccountResponse
    {
        Number = i + 1,
        Count = statuses.Length,
        Step = new VerificationStep
        {
            Name = $"step-{i + 1}",
            Title = $"Title {i + 1}",
            Status = status,
            Text = $"text {i + 1}",
            Remedy = status == VerificationStatus.Fail ? $"remedy {i + 1}" : "",
        },
    }));
}
