using Google.Protobuf.WellKnownTypes;
using RootWatch.V1;
using Stream = RootWatch.V1.Stream;

namespace RootWatch.Cli.Tests.Accounts;

public sealed class AccountsTests
{
    private static readonly Timestamp Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly StandInState _state = new();

    public AccountsTests()
    {
        for (var i = 0; i < 5; i++)
        {
            var account = new Account
            {
                AccountId = $"00000000000{i}",
                TenantId = "acme",
                Name = $"name-{i}",
                Status = (WatchStatus)(i + 1),
                Reason = i == 3 ? "denied: no such role" : "",
                Watermark = i == 0 ? null : Time,
                EventsRead = 7,
                AlertsRaised = 2,
                AsOf = Time,
                OrganizationId = i == 1 ? "o-abcdefghij" : "",
            };
            account.Regions.AddRange(["us-east-1", "eu-central-1"]);
            _state.Accounts.Add(account);
        }

        var stream = new Stream { Region = "us-east-1", Query = "Username=root", Status = WatchStatus.Blind, Reason = "denied: no such role", LastSuccess = Time };
        stream.Gaps.Add(new Gap { Start = Time, Reason = "denied", Recoverable = true });
        _state.Accounts[3].Streams.Add(stream);
        _state.Unreachable.Add("999999999999");
    }

    [Fact]
    public async Task The_list_goes_over_all_pages_and_names_those_that_could_not_be_asked()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("accounts", "list", "--server", server.Address);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(7, run.OutLines.Length);
        Assert.StartsWith("ACCOUNT       NAME    TENANT  STATUS", run.OutLines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["starting", "ok", "degraded", "blind", "catching_up"],
            run.OutLines[1..6].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));
        Assert.Contains("denied: no such role", run.OutLines[4], StringComparison.Ordinal);
        Assert.Contains("never", run.OutLines[1], StringComparison.Ordinal);
        Assert.StartsWith("999999999999", run.OutLines[6], StringComparison.Ordinal);
        Assert.Contains("unreachable", run.OutLines[6], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_words_name_the_same_commands()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("account", "show", "000000000003", "--server", server.Address);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("account      000000000003", run.OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_of_the_list_is_a_promise()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("accounts", "list", "--server", server.Address, "--output", "json");
        Assert.Equal(6, run.OutLines.Length);
        Assert.Equal("""{"accountId":"000000000001","tenantId":"acme","name":"name-1","status":"ok","reason":"","watermark":"2024-10-04T00:00:00Z","regions":["us-east-1","eu-central-1"],"eventsRead":7,"alertsRaised":2,"asOf":"2024-10-04T00:00:00Z","watchedSince":null,"organizationId":"o-abcdefghij"}""", run.OutLines[1]);
        Assert.Equal("""{"accountId":"999999999999","status":"unreachable"}""", run.OutLines[5]);
    }

    [Fact]
    public async Task One_account_is_shown_with_its_streams_and_gaps()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("accounts", "show", "000000000003", "--server", server.Address);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("status       blind: denied: no such role", run.OutLines);
        Assert.Contains(run.OutLines, line => line.StartsWith("us-east-1  Username=root  blind   never", StringComparison.Ordinal));
        Assert.Contains(run.OutLines, line => line.StartsWith("gap: us-east-1 Username=root from 2024-10-04T00:00:00Z", StringComparison.Ordinal) && line.EndsWith("to now (can still be read): denied", StringComparison.Ordinal));
        run = await Rootwatch.RunAsync("accounts", "show", "000000000003", "--server", server.Address, "-o", "json");
        Assert.EndsWith(
            ""","streams":[{"region":"us-east-1","query":"Username=root","status":"blind","reason":"denied: no such role","watermark":null,"lastSuccess":"2024-10-04T00:00:00Z","gaps":[{"start":"2024-10-04T00:00:00Z","end":null,"reason":"denied","recoverable":true}]}]}""",
            run.OutLines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_not_watched_is_one_line_with_the_remedy()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("accounts", "show", "123456789012", "--server", server.Address);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"rootwatch: not found at {server.Address}: account 123456789012 is not watched. 'rootwatch accounts list' shows what this token can see.",
            run.ErrorLines.Single());
    }
}
