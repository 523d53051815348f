using Google.Protobuf.WellKnownTypes;
using RootWatch.V1;
using Stream = RootWatch.V1.Stream;

namespace RootWatch.Cli.Tests.Gaps;

public sealed class GapsTests
{
    private static readonly DateTimeOffset Day = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private readonly StandInState _state = new();

    public GapsTests()
    {
        Add("000000000001", WatchStatus.Ok, "");
        var lost = Add("000000000002", WatchStatus.Ok, "");
        var stream = new Stream { Region = "eu-west-1", Query = "Username=root" };
        stream.Gaps.Add(new Gap { Start = Stamp(Day), End = Stamp(Day.AddHours(1)), Reason = "older than the 90 days that Event history keeps" });
        stream.Gaps.Add(new Gap { Start = Stamp(Day.AddDays(1)), Reason = "denied: no", Recoverable = true });
        lost.Streams.Add(stream);
        Add("000000000003", WatchStatus.Blind, "denied: no such role");
        _state.Unreachable.Add("999999999999");
    }

    [Fact]
    public async Task Every_gap_of_every_account_is_listed_and_an_account_that_is_not_seen_at_all_is_one()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("gaps", "--server", server.Address);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["ACCOUNT", "000000000002", "000000000002", "000000000003", "999999999999"], run.OutLines.Select(line => line.Split(' ')[0]));
        Assert.Matches("eu-west-1 +Username=root +2024-10-04T00:00:00Z +2024-10-04T01:00:00Z +no, lost +older than", run.OutLines[1]);
        Assert.Matches("2024-10-05T00:00:00Z +now +yes +denied: no$", run.OutLines[2]);
        Assert.Matches("all +all +unknown +now +yes +denied: no such role$", run.OutLines[3]);
    }

    [Fact]
    public async Task The_JSON_of_a_gap_is_a_promise()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("gaps", "--account", "000000000002", "--server", server.Address, "--output", "json");
        Assert.Equal(
            """{"accountId":"000000000002","tenantId":"acme","name":"two","region":"eu-west-1","query":"Username=root","start":"2024-10-04T00:00:00Z","end":"2024-10-04T01:00:00Z","recoverable":false,"reason":"older than the 90 days that Event history keeps"}""",
            run.OutLines[0]);
        Assert.Equal(2, run.OutLines.Length);
        run = await Rootwatch.RunAsync("gaps", "--server", server.Address, "--output", "json");
        Assert.Equal("""{"accountId":"999999999999","tenantId":"","name":"","region":null,"query":null,"start":null,"end":null,"recoverable":true,"reason":"the server could not ask it in time"}""", run.OutLines[^1]);
    }

    [Fact]
    public async Task Where_everything_was_read_it_says_so()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("gaps", "--account", "000000000001", "--server", server.Address);
        Assert.Equal((0, "", "No gaps."), (run.ExitCode, run.Out, run.ErrorLines.Single()));
    }

    private Account Add(string id, WatchStatus status, string reason)
    {
        var account = new Account { AccountId = id, TenantId = "acme", Name = "two", Status = status, Reason = reason };
        _state.Accounts.Add(account);
        return account;
    }

    private static Timestamp Stamp(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);
}
