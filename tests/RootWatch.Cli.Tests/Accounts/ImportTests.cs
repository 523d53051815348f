using System.Text.Json;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Accounts;

public sealed class ImportTests
{
    private readonly StandInState _state = new();

    public ImportTests()
    {
        _state.Imported.OrganizationId = "o-abcdefghij";
        _state.Imported.Name = "Acme";
        Found(1, FoundState.Watched, changed: true);
        Found(2, FoundState.Watched);
        Found(3, FoundState.Excluded, "its state in the organization is SUSPENDED");
        Found(4, FoundState.Listed, "it is listed in accounts.yaml by itself");
        _state.Verification.Add(new VerifyAccountResponse { Number = 1, Count = 1, Step = new VerificationStep { Name = "step", Title = "Title", Status = VerificationStatus.Pass, Text = "text" } });
    }

    [Fact]
    public async Task What_is_new_or_not_watched_is_listed_and_what_is_watched_is_verified()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--accept-removals", "3", "--server", server.Address);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(new ImportOrganizationRequest { Organization = "Acme", AcceptRemovals = 3 }, _state.Asked);
        Assert.Equal(["added", "left", "in"], run.OutLines[1..4].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));
        Assert.EndsWith("its state in the organization is SUSPENDED", run.OutLines[2], StringComparison.Ordinal);
        Assert.Equal("o-abcdefghij Acme: 2 accounts watched, 1 more in accounts.yaml itself, 1 left out, 0 paused.", run.OutLines[4]);
        Assert.Equal(["000000000001  PASS", "000000000002  PASS"], run.OutLines[5..].Order());
        Assert.Contains("2 of 2 accounts pass.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_does_not_pass_is_a_failure_and_its_steps_are_shown()
    {
        _state.Verification[0].Step.Status = VerificationStatus.Fail;
        _state.Verification[0].Step.Remedy = "do this";
        await using var server = await StandInServer.StartAsync(_state);

        var run = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--server", server.Address);
        var unverified = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--no-verify", "--server", server.Address);

        Assert.Equal((1, 0), (run.ExitCode, unverified.ExitCode));
        Assert.Equal(2, run.OutLines.Count(line => line.Contains("do this", StringComparison.Ordinal)));
        Assert.Equal(5, unverified.OutLines.Length);
    }

    [Fact]
    public async Task Removals_that_are_held_and_an_AWS_that_could_not_be_asked_are_failures()
    {
        _state.Imported.Held = "4 of 10 watched accounts would be paused at once";
        await using var server = await StandInServer.StartAsync(_state);
        var held = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--server", server.Address);
        _state.Imported.Held = "";
        _state.Imported.Trouble = "denied: organizations:ListAccounts";
        var troubled = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--server", server.Address);

        Assert.Equal((1, 1), (held.ExitCode, troubled.ExitCode));
        Assert.Contains("4 of 10 watched accounts would be paused at once", held.OutLines);
        Assert.Contains("AWS could not be asked, and nothing is changed: denied: organizations:ListAccounts", troubled.OutLines);
    }

    [Fact]
    public async Task The_JSON_is_a_promise()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "-o", "json", "--server", server.Address);

        var found = JsonElement.Parse(run.OutLines[0]);
        Assert.Equal(["organizationId", "name", "trouble", "held", "accounts"], found.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"accountId":"000000000003","name":"name-3","tenantId":"acme","state":"excluded","reason":"its state in the organization is SUSPENDED","changed":false}""",
            found.GetProperty("accounts")[2].GetRawText());
        Assert.Equal(["watched", "watched", "excluded", "listed"], found.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("state").GetString()));
        Assert.Equal(["step", "step"], run.OutLines[1..].Select(line => JsonElement.Parse(line).GetProperty("step").GetString()));
    }

    [Fact]
    public async Task A_server_that_refuses_is_a_problem_and_so_is_a_command_line_without_an_organization()
    {
        _state.Refusal = new RpcException(new Status(StatusCode.NotFound, "there is no organization 'Acme'"));
        await using var server = await StandInServer.StartAsync(_state);

        var refused = await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--server", server.Address);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("there is no organization 'Acme'", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Rootwatch.RunAsync("account", "import", "--server", server.Address)).ExitCode);
        Assert.Equal(2, (await Rootwatch.RunAsync("account", "import", "--organization", "Acme", "--accept-removals", "-1", "--server", server.Address)).ExitCode);
    }

    private void Found(int n, FoundState found, string reason = "", bool changed = false) => _state.Imported.Accounts.Add(
        new FoundAccount { AccountId = $"{n:d12}", Name = $"name-{n}", TenantId = "acme", State = found, Reason = reason, Changed = changed });
}
