using System.Text.Json;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Alerts;

public sealed class AlertListTests
{
    private readonly StandInState _state = new();

    [Fact]
    public async Task The_newest_are_shown_oldest_first_over_all_pages()
    {
        for (var i = 0; i < 25; i++)
        {
            _state.Append();
        }

        _state.PageSizeMax = 4;
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--limit", "3", "--output", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["event-23", "event-24", "event-25"], run.OutLines.Select(line => Member(line, "eventId")));
        Assert.Equal("22 older alerts are not shown; --limit 0 shows all.", run.ErrorLines.Single());
        run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--limit", "0");
        Assert.Equal(25, run.OutLines.Count(line => line.StartsWith("HIGH      2024-10-04 00:00:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--tenant", "acmee", "no account of a tenant 'acmee' is watched")]
    [InlineData("--account", "999999999999", "account 999999999999 is not watched")]
    public async Task Nobody_takes_a_mistyped_name_for_quiet(string option, string name, string reason)
    {
        _state.Accounts.Add(new Account { TenantId = "acme", AccountId = "111122223333" });
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, option, name);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines), StringComparison.Ordinal);

        run = await Rootwatch.RunAsync("alerts", "watch", "--server", server.Address, option, name, "--until-idle", "1");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(reason, run.ErrorLines[0], StringComparison.Ordinal);

        run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--tenant", "acme", "--account", "111122223333");
        Assert.Equal((0, "No alerts."), (run.ExitCode, Assert.Single(run.ErrorLines)));
    }

    [Fact]
    public async Task The_JSON_of_an_alert_is_a_promise()
    {
        _state.Append(alert =>
        {
            alert.Reasons.Add(new ScoreReason { Term = "mfa_absent", Points = 40, Text = "No MFA." });
            alert.Historical = true;
            alert.SourceIpAddress = "192.0.2.1";
            alert.UserAgent = "curl";
            alert.ErrorCode = "AccessDenied";
            alert.EventTime = null;
            alert.PartOf = "00000000000000000000000000000002";
            alert.Closes = "00000000000000000000000000000003";
            alert.AccountIds.AddRange(["111122223333", "222233334444"]);
        });
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--output", "json");
        Assert.Equal(
            """{"alertId":"00000000000000000000000000000001","tenantId":"acme","sequence":1,"eventId":"event-1","eventTime":null,"accountId":"111122223333","region":"us-east-1","ruleId":"RW-S01","severity":"high","title":"Root console sign-in succeeded","score":40,"reasons":[{"term":"mfa_absent","points":40,"text":"No MFA."}],"summary":"The root user signed in.","eventName":"ConsoleLogin","eventSource":"signin.amazonaws.com","sourceIpAddress":"192.0.2.1","userAgent":"curl","errorCode":"AccessDenied","detectedAt":"2024-10-05T00:00:00Z","historical":true,"windowId":"","expected":false,"drillId":"","partOf":"00000000000000000000000000000002","closes":"00000000000000000000000000000003","accountIds":["111122223333","222233334444"]}""",
            run.OutLines.Single());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_in_an_alert_can_drive_the_terminal(string format)
    {
        const string Evil = "\e[2J\e]0;x\a\u0085\u009b31m\u202eevil\u2066\u2028\r\n\u0000\u200b";
        _state.Append(alert =>
        {
            alert.Title = alert.Summary = alert.Region = alert.UserAgent = alert.TenantId = alert.EventId = alert.AccountId = alert.RuleId = alert.PartOf = alert.Closes = Evil;
            alert.AccountIds.Add(Evil);
            alert.Severity = (Severity)99;
            alert.Reasons.Add(new ScoreReason { Term = Evil, Points = int.MinValue, Text = Evil });
            alert.EventTime.Seconds = long.MaxValue;
            alert.DetectedAt.Nanos = int.MinValue;
        });
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--output", format);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Out, c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u2066' or '\u2028' or '\u200b'));
        Assert.Contains("evil", run.Out, StringComparison.Ordinal);
        Assert.Equal(format == "json" ? 1 : 3, run.OutLines.Length);
    }

    [Fact]
    public async Task No_alerts_is_said_and_is_no_error()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--since", "24h");
        Assert.Equal((0, "", "No alerts.\n"), (run.ExitCode, run.Out, run.Error));
    }

    private static string? Member(string line, string name) => JsonDocument.Parse(line).RootElement.GetProperty(name).GetString();
}
