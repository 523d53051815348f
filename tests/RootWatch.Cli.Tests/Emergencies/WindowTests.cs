using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Emergencies;

public sealed class WindowTests
{
    private const string Id = "W-111122223333-2";

    private readonly StandInState _state = new();

    public WindowTests()
    {
        var window = new EmergencyWindow
        {
            WindowId = Id,
            AccountId = "111122223333",
            TenantId = "acme",
            Status = WindowStatus.InReview,
            Purpose = "restore \u202E",
            Ticket = "OPS-7",
            AllowedActions = { "iam/CreateUser", "ec2/*" },
            RequestedBy = "bob",
            RequestedAt = Time(0),
            ApprovedBy = "alice",
            ApprovedAt = Time(1),
            OpensAt = Time(1),
            ClosesAt = Time(2),
            AskedLength = TimeSpan.FromHours(2).ToDuration(),
            ReviewDue = Time(9),
            MfaReadiness = MfaReadiness.Ready,
            ReadUpTo = Time(2),
        };
        window.Extensions.Add(new WindowExtension { At = Time(1), By = "carol", From = Time(1), Until = Time(2), Reason = "it takes longer" });
        window.Tasks.Add(new WindowTask { Name = "rotate-password", Done = true, Text = "seen" });
        window.Tasks.Add(new WindowTask { Name = "sign-out", Text = "nobody says so" });
        window.Candidates.Add(new UnintendedChange { What = "iam/CreateRole", Why = "the window does not allow it", At = Time(1) });
        window.Acts.Add(new RootAct { At = Time(1), LastAt = Time(1), Count = 2, EventSource = "iam.amazonaws.com", EventName = "CreateUser", Write = true, InvokedBy = "cloudformation.amazonaws.com" });
        window.Acts.Add(new RootAct { At = Time(1), LastAt = Time(1), Count = 3, EventSource = "iam.amazonaws.com", EventName = "CreateRole", Region = "us-east-1", SourceIpAddress = "203.0.113.7", Write = true });
        _state.Windows.Add(window);
    }

    public static TheoryData<string[], IMessage> Calls => new()
    {
        {
            ["request", "111122223333", "--purpose", "restore", "--ticket", "OPS-7", "--allow", "iam/CreateUser", "--allow", "ec2/*", "--for", "90m", "--start", "2027-01-31T00:00:00Z"],
            new RequestWindowRequest
            {
                AccountId = "111122223333", Purpose = "restore", Ticket = "OPS-7", AllowedActions = { "iam/CreateUser", "ec2/*" },
                Length = TimeSpan.FromMinutes(90).ToDuration(), OpensAt = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero).ToTimestamp(),
            }
        },
        { ["approve", Id], new ApproveWindowRequest { WindowId = Id } },
        { ["extend", Id, "--for", "1h", "--reason", "why"], new ExtendWindowRequest { WindowId = Id, Length = TimeSpan.FromHours(1).ToDuration(), Reason = "why" } },
        { ["close", Id], new CloseWindowRequest { WindowId = Id } },
        { ["show", Id], new GetWindowRequest { WindowId = Id } },
        { ["review", Id, "--note", "fine", "--signed-out"], new ReviewWindowRequest { WindowId = Id, Note = "fine", SignOutConfirmed = true } },
        { ["review", Id, "--note", "fine", "--password-rotated", "--accept-incomplete"], new ReviewWindowRequest { WindowId = Id, Note = "fine", RotationConfirmed = true, AcceptIncomplete = true } },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Each_command_sends_what_was_written_and_shows_the_window(string[] arguments, IMessage asked)
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync(["window", .. arguments, "--server", server.Address]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(asked, _state.Asked);
        foreach (var line in new[]
        {
            "window     W-111122223333-2  in-review", @"purpose    restore \u202e", "requested  1970-01-01 00:00Z by bob, for 120 minutes; root's MFA: ready",
            "task       [x] rotate-password: seen", "task       [ ] sign-out: nobody says so", "extended   1970-01-02 00:00Z by carol until 1970-01-03 00:00Z: it takes longer",
            "read       up to 1970-01-03 00:00Z: more of it may come", "1970-01-02 00:00Z  iam/CreateRole: the window does not allow it",
        })
        {
            Assert.Contains(line, run.OutLines);
        }

        Assert.Equal(["1970-01-02", "00:00Z", "2", "change,", "by", "cloudformation.amazonaws.com", "iam/CreateUser"], run.OutLines[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..7]);
        Assert.Equal(["1970-01-02", "00:00Z", "3", "change", "iam/CreateRole", "us-east-1", "203.0.113.7"], run.OutLines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_list_asks_for_what_is_wanted_and_the_JSON_is_a_promise()
    {
        _state.Unreachable.Add("999999999999");
        await using var server = await StandInServer.StartAsync(_state);
        var list = await Rootwatch.RunAsync("window", "list", "--status", "in-review", "--status", "open", "--server", server.Address);
        Assert.Equal([WindowStatus.InReview, WindowStatus.Open], ((ListWindowsRequest)_state.Asked!).Statuses);
        var json = await Rootwatch.RunAsync("window", "show", Id, "--output", "json", "--server", server.Address);

        Assert.Equal([Id, "acme", "in-review"], list.OutLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Contains("unreachable", list.OutLines[2], StringComparison.Ordinal);
        var window = JsonDocument.Parse(Assert.Single(json.OutLines)).RootElement;
        Assert.Equal(("in-review", 7200, "ready", "sign-out"), (window.GetProperty("status").GetString(), window.GetProperty("askedSeconds").GetInt32(), window.GetProperty("mfaReadiness").GetString(), window.GetProperty("tasks")[1].GetProperty("name").GetString()));
        Assert.Equal(
            """{"at":"1970-01-02T00:00:00Z","lastAt":"1970-01-02T00:00:00Z","count":3,"eventSource":"iam.amazonaws.com","eventName":"CreateRole","region":"us-east-1","sourceIpAddress":"203.0.113.7","errorCode":"","write":true,"delegated":false,"invokedBy":""}""",
            window.GetProperty("acts")[1].GetRawText());
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_server_s_words()
    {
        _state.Refusal = new RpcException(new Status(StatusCode.PermissionDenied, "W-111122223333-2 was requested by bob: somebody else has to approve it"));
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("window", "approve", Id, "--server", server.Address);

        Assert.Equal((1, 0), (run.ExitCode, run.OutLines.Length));
        Assert.Contains("does not let this token do that: W-111122223333-2 was requested by bob: somebody else has to approve it.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("window", "request", "111122223333", "--purpose", "p", "--ticket", "t", "--for", "1h")]
    [InlineData("window", "request", "111122223333", "--purpose", "p", "--ticket", "t", "--allow", "*", "--for", "soon")]
    [InlineData("window", "review", "W-1")]
    [InlineData("window", "list", "--status", "shut")]
    public async Task A_wrong_command_line_asks_nobody(params string[] arguments)
    {
        var run = await Rootwatch.RunAsync([.. arguments, "--server", "http://127.0.0.1:9"]);

        Assert.Equal(2, run.ExitCode);
    }

    private static Timestamp Time(int days) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(days));
}
