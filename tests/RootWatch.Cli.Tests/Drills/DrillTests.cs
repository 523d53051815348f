using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Drills;

public sealed class DrillTests
{
    private const string Id = "D-111122223333-2";

    private readonly StandInState _state = new();

    public DrillTests() => _state.Drills.Add(new Drill
    {
        DrillId = Id,
        AccountId = "111122223333",
        TenantId = "acme",
        Status = DrillStatus.Acknowledged,
        Purpose = "the night shift \u202E",
        StartedBy = "bob",
        StartedAt = Time(0),
        AcknowledgeBy = Time(1800),
        CloseBy = Time(88_200),
        RaisedAt = Time(7),
        AlertIds = { "a1", "a2" },
        SeenBy = "carol",
        SeenAt = Time(61),
        AcknowledgedBy = "dave",
        AcknowledgedAt = Time(3_671),
    });

    public static TheoryData<string[], IMessage> Calls => new()
    {
        { ["start", "--account", "111122223333"], new StartDrillRequest { AccountId = "111122223333" } },
        {
            ["start", "--tenant", "acme", "--purpose", "the night shift", "--with-mfa", "--within", "10m"],
            new StartDrillRequest { TenantId = "acme", Purpose = "the night shift", WithMfa = true, Within = TimeSpan.FromMinutes(10).ToDuration() }
        },
        { ["seen", Id], new MarkDrillSeenRequest { DrillId = Id } },
        { ["acknowledge", Id], new AcknowledgeDrillRequest { DrillId = Id } },
        { ["close", Id, "--note", "the phone tree is old"], new CloseDrillRequest { DrillId = Id, Note = "the phone tree is old" } },
        { ["close", Id, "--note", "nobody came", "--give-up"], new CloseDrillRequest { DrillId = Id, Note = "nobody came", GiveUp = true } },
        { ["show", Id], new GetDrillRequest { DrillId = Id } },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Each_command_sends_what_was_written_and_shows_the_drill(string[] arguments, IMessage asked)
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync(["drill", .. arguments, "--server", server.Address]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(asked, _state.Asked);
        Assert.Equal(
            [
                "drill         D-111122223333-2  acknowledged", "account       111122223333 of acme", "sign-in       made up, without MFA", @"purpose       the night shift \u202e",
                "started       1970-01-01 00:00Z by bob", "alert         0:00:07 after the start", "seen          0:01:01 after the start, by carol",
                "acknowledged  1:01:11 after the start, by dave", "closed        due 1970-01-02 00:30Z",
            ],
            run.OutLines);
    }

    [Fact]
    public async Task The_list_is_for_people_and_the_JSON_is_a_promise()
    {
        _state.Unreachable.Add("999999999999");
        await using var server = await StandInServer.StartAsync(_state);
        var list = await Rootwatch.RunAsync("drill", "list", "111122223333", "--server", server.Address);
        Assert.Equal("111122223333", ((ListDrillsRequest)_state.Asked!).AccountId);
        var json = await Rootwatch.RunAsync("drill", "list", "--output", "json", "--server", server.Address);

        Assert.Equal([Id, "acme", "acknowledged"], list.OutLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Contains("unreachable", list.OutLines[2], StringComparison.Ordinal);
        Assert.Equal(
            """{"drillId":"D-111122223333-2","accountId":"111122223333","tenantId":"acme","status":"acknowledged","purpose":"the night shift \u202E","withMfa":false,"startedBy":"bob","startedAt":"1970-01-01T00:00:00Z","acknowledgeBy":"1970-01-01T00:30:00Z","closeBy":"1970-01-02T00:30:00Z","raisedAt":"1970-01-01T00:00:07Z","alertIds":["a1","a2"],"seenBy":"carol","seenAt":"1970-01-01T00:01:01Z","acknowledgedBy":"dave","acknowledgedAt":"1970-01-01T01:01:11Z","closedBy":"","closedAt":null,"note":"","attestationId":""}""",
            json.OutLines[0]);
        Assert.Equal("unreachable", JsonDocument.Parse(json.OutLines[1]).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_alert_of_a_drill_says_so_in_text_and_JSON()
    {
        _state.Append(alert => alert.RuleId = "RW-S02").DrillId = Id;
        _state.Append(alert => alert.RuleId = "RW-S01");
        await using var server = await StandInServer.StartAsync(_state);
        var text = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address);
        var json = await Rootwatch.RunAsync("alerts", "list", "--output", "json", "--server", server.Address);

        Assert.Single(text.OutLines, line => line.Contains($"(drill: {Id})", StringComparison.Ordinal));
        Assert.Equal([Id, ""], json.OutLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("drillId").GetString()!));
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_server_s_words()
    {
        _state.Refusal = new RpcException(new Status(StatusCode.FailedPrecondition, "nobody has acknowledged D-111122223333-2"));
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("drill", "close", Id, "--note", "n", "--server", server.Address);

        Assert.Equal((1, 0), (run.ExitCode, run.OutLines.Length));
        Assert.Contains("refuses that as things are: nobody has acknowledged D-111122223333-2.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drill", "start")]
    [InlineData("drill", "start", "--account", "111122223333", "--tenant", "acme")]
    [InlineData("drill", "start", "--account", "111122223333", "--within", "soon")]
    [InlineData("drill", "close", "D-1")]
    public async Task A_wrong_command_line_asks_nobody(params string[] arguments)
    {
        var run = await Rootwatch.RunAsync([.. arguments, "--server", "http://127.0.0.1:9"]);

        Assert.Equal(2, run.ExitCode);
    }

    private static Timestamp Time(int seconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
}
