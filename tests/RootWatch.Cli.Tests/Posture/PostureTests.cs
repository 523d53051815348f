using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Posture;

public sealed class PostureTests
{
    private readonly StandInState _state = new();

    public PostureTests()
    {
        for (var i = 0; i < 3; i++)
        {
            var account = new AccountPosture { AccountId = $"00000000000{i}", TenantId = "acme", Name = $"name-{i}", AsOf = Time(1) };
            account.Results.Add(Result("P01", i == 1 ? PostureStatus.Fail : PostureStatus.Pass, $"AccountMFAEnabled = {(i == 1 ? 0 : 1)}"));
            account.Results.Add(Result("P03", PostureStatus.Unknown, "denied: no\u202Eway"));
            account.Results.Add(Result("P02", PostureStatus.Exempt, "being replaced; otherwise FAIL: virtual"));
            account.Results[2].ExemptBy = "bob";
            account.Results[2].ExemptUntil = Time(400);
            _state.Postures.Add(account);
        }

        _state.Unreachable.Add("999999999999");
    }

    [Fact]
    public async Task The_list_goes_over_all_pages_shows_what_is_asked_for_and_names_who_could_not_be_asked()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var all = await Rootwatch.RunAsync("posture", "list", "--server", server.Address);
        var failing = await Rootwatch.RunAsync("posture", "list", "--failing", "--server", server.Address);
        var both = await Rootwatch.RunAsync("posture", "list", "--failing", "--unknown", "--server", server.Address);

        Assert.Equal((0, 0, 0), (all.ExitCode, failing.ExitCode, both.ExitCode));
        Assert.Equal(1 + 9 + 1, all.OutLines.Length);
        Assert.StartsWith("ACCOUNT       NAME    TENANT  CHECK  RESULT", failing.OutLines[0], StringComparison.Ordinal);
        Assert.Equal(["000000000001", "name-1", "acme", "P01", "FAIL"], failing.OutLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..5]);
        Assert.Contains("unreachable", failing.OutLines[2], StringComparison.Ordinal);
        Assert.Equal(1 + 4 + 1, both.OutLines.Length);
    }

    [Fact]
    public async Task One_account_is_shown_with_the_evidence_and_what_to_do_about_what_fails()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("posture", "show", "000000000001", "--server", server.Address);

        Assert.Equal(0, run.ExitCode);
        var text = string.Join('\n', run.OutLines);
        Assert.Contains("checks   1 FAIL, 1 UNKNOWN, 1 EXEMPT", text, StringComparison.Ordinal);
        Assert.Contains("exempt by bob until 1971-02-05 00:00Z: being replaced", text, StringComparison.Ordinal);
        Assert.Contains("P01  Do something. (CIS 4.0: 1.5)", text, StringComparison.Ordinal);
        Assert.Contains(@"denied: no\u202eway", text, StringComparison.Ordinal);
        Assert.DoesNotContain("P03  Do something", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checklist_shows_each_point_with_what_answers_it()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("posture", "checklist", "000000000001", "--server", server.Address);
        var json = await Rootwatch.RunAsync("posture", "checklist", "000000000001", "--output", "json", "--server", server.Address);

        Assert.Equal(
            [@"account  000000000001  a\u202eb", "tenant   acme", "1. FAIL     Root MFA is on and works", "   PASS     P01: on", "   FAIL     events: root signed in without MFA"],
            run.OutLines);
        Assert.Equal(
            """[{"number":1,"title":"Root MFA is on and works","status":"FAIL","parts":[{"source":"P01","status":"PASS","text":"on"},{"source":"events","status":"FAIL","text":"root signed in without MFA"}]}]""",
            JsonDocument.Parse(Assert.Single(json.OutLines)).RootElement.GetProperty("points").GetRawText());
    }

    [Fact]
    public async Task The_JSON_is_a_promise()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("posture", "show", "000000000001", "--output", "json", "--server", server.Address);
        var list = await Rootwatch.RunAsync("posture", "list", "--failing", "--output", "json", "--server", server.Address);

        var result = JsonDocument.Parse(Assert.Single(run.OutLines)).RootElement.GetProperty("results")[0];
        Assert.Equal(
            """{"check":"P01","title":"Demand","severity":"critical","status":"FAIL","text":"AccountMFAEnabled = 0","observedAt":"1970-01-02T00:00:00Z","remediation":"Do something.","references":["CIS 4.0: 1.5"],"exemptBy":"","exemptUntil":null}""",
            result.GetRawText());
        Assert.Equal(2, list.OutLines.Length);
        Assert.Equal("""{"accountId":"999999999999","status":"unreachable"}""", list.OutLines[1]);
    }

    [Fact]
    public async Task An_account_that_is_not_watched_is_a_problem()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("posture", "show", "123456789012", "--server", server.Address);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(run.OutLines);
    }

    private static PostureResult Result(string check, PostureStatus status, string text)
    {
        var result = new PostureResult
        {
            Check = check,
            Title = "Demand",
            Severity = Severity.Critical,
            Status = status,
            Text = text,
            ObservedAt = Time(1),
            Remediation = "Do something.",
        };
        result.References.Add("CIS 4.0: 1.5");
        return result;
    }

    private static Timestamp Time(int days) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(days));
}
