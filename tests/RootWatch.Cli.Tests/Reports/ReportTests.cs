using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;
using Stream = RootWatch.V1.Stream;

namespace RootWatch.Cli.Tests.Reports;

public sealed class ReportTests : IDisposable
{
    private const string Production = "111122223333";
    private const string Staging = "222233334444";

    /// <summary>As an address in CloudTrail it can be anything that somebody sent.</summary>
    private const string Formula = "=HYPERLINK(\"http://203.0.113.9\",\"<img src=x onerror=alert(1)>\")";

    private static readonly DateTimeOffset Start = new(2024, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StandInState _state = new();
    private readonly TemporaryFolder _folder = new();

    public ReportTests()
    {
        _state.Accounts.Add(Watched(Production, "acme", "production"));
        _state.Accounts.Add(Watched(Staging, "acme", "<b>staging</b>"));
        _state.Accounts.Add(Watched("999900001111", "globex", "theirs"));
        _state.Accounts[0].Streams.Add(new Stream
        {
            Region = "eu-central-1",
            Query = "Username=root",
            Gaps = { new Gap { Start = Time(10), End = Time(11), Reason = "older than 90 days", Recoverable = false } },
        });
        _state.Append(alert => Of(alert, Production, "RW-S01", Severity.High, 10));
        _state.Append(alert => Of(alert, Staging, "RW-C01", Severity.Critical, 20)).SourceIpAddress = Formula;
        _state.Append(alert => OfSight(alert, "RW-X04", Severity.Critical, 30));
        _state.Append(alert => OfSight(alert, "RW-X06", Severity.Low, 32));
        _state.Append(alert => Of(alert, Staging, "RW-S01", Severity.High, -5));
        _state.Append(alert => Of(alert, "999900001111", "RW-S01", Severity.High, 40)).TenantId = "globex";
        _state.Windows.Add(new EmergencyWindow
        {
            WindowId = $"W-{Production}-1",
            AccountId = Production,
            TenantId = "acme",
            Status = WindowStatus.InReview,
            Purpose = "restore the mailbox",
            Ticket = "OPS-7",
            RequestedBy = "bob",
            ApprovedBy = "alice",
            RequestedAt = Time(9),
            OpensAt = Time(10),
            ClosesAt = Time(12),
            ReviewDue = Time(40),
            Tasks = { new WindowTask { Name = "rotate-password", Text = "not seen" } },
        });
        _state.Append(alert => Of(alert, Production, "RW-S02", Severity.Critical, 50)).DrillId = $"D-{Production}-2";
        _state.Drills.Add(Held(2, DrillStatus.Passed, 50));
        _state.Drills.Add(Held(1, DrillStatus.Failed, 45));
        _state.Drills.Add(Held(3, DrillStatus.Passed, 800));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_tells_one_tenants_period_in_files_whose_sums_hold()
    {
        var path = _folder.File("october");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("2 accounts", run.Out, StringComparison.Ordinal);
        Assert.Contains("7200 seconds", run.Out, StringComparison.Ordinal);
        using (var sums = Process.Start(new ProcessStartInfo("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"]) { WorkingDirectory = path })!)
        {
            await sums.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, sums.ExitCode);
        }

        Assert.Equal(
            Directory.GetFiles(path).Select(file => Path.GetFileName(file)!).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal),
            File.ReadLines(Path.Combine(path, "SHA256SUMS")).Select(line => line[66..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_json_has_all_of_it()
    {
        var path = _folder.File("october");
        await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(path, "report.json"), TestContext.Current.CancellationToken));
        var root = report.RootElement;
        var totals = root.GetProperty("totals");

        Assert.Equal(2, root.GetProperty("accounts").GetArrayLength());
        Assert.Equal(4, root.GetProperty("alerts").GetArrayLength());
        Assert.Equal((2, 1, 1), (totals.GetProperty("alerts").GetProperty("critical").GetInt32(), totals.GetProperty("alerts").GetProperty("high").GetInt32(), totals.GetProperty("windowsUnreviewed").GetInt32()));
        Assert.Equal(7200, totals.GetProperty("blindSeconds").GetInt64());
        // Watched since the 2nd: two accounts, 30 days each.
        Assert.Equal(1 - (7200 / (2 * 30 * 86_400.0)), totals.GetProperty("seenShare").GetDouble(), 1e-9);
        Assert.Equal(2, totals.GetProperty("checklistPoints").GetProperty("FAIL").GetInt32());
        Assert.Equal([$"{2:x32}"], root.GetProperty("changes").EnumerateArray().Select(id => id.GetString()!));
        Assert.False(root.GetProperty("accounts")[0].GetProperty("gaps")[0].GetProperty("recoverable").GetBoolean());
        Assert.False(root.GetProperty("periodGoesOn").GetBoolean());
    }

    [Fact]
    public async Task Blind_time_is_none_before_the_account_was_watched()
    {
        _state.Accounts[0].WatchedSince = _state.Accounts[1].WatchedSince = Start.AddHours(31).ToTimestamp();
        var path = _folder.File("the-2nd");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10-02", "--out", path);
        var csv = await File.ReadAllLinesAsync(Path.Combine(path, "blind.csv"), TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken);

        // Of two accounts and 17 hours each, the second of the two hours in which one was not seen.
        Assert.Contains("3600 seconds; seen 97.05 % of the time watched", run.Out, StringComparison.Ordinal);
        Assert.Contains($"{Staging},<b>staging</b>,blind,2024-10-02 06:00:00Z,2024-10-02 08:00:00Z,3600,,,", csv);
        Assert.Contains($"{Staging},<b>staging</b>,not watched,2024-10-02 00:00:00Z,2024-10-02 07:00:00Z,,,,", csv);
        Assert.Contains("<td>3600 seconds of the period</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>it was not watched yet</td>", page, StringComparison.Ordinal);
        // Nobody counts while nobody runs, and the share of time must not say otherwise.
        Assert.Contains("that in which it did not run itself is not counted", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_before_anything_was_watched_was_neither_blind_nor_seen()
    {
        var path = _folder.File("september");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-09", "--out", path);
        var page = await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(path, "report.json"), TestContext.Current.CancellationToken));

        Assert.Contains("blind      not watched\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("all the time", page, StringComparison.Ordinal);
        Assert.DoesNotContain("100.00", page, StringComparison.Ordinal);
        Assert.Contains("<b>not watched</b><span>Seen of the time watched</span>", page, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("totals").GetProperty("seenShare").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("accounts")[0].GetProperty("watchedSeconds").GetInt64());
        Assert.Contains(
            $"{Production},production,not watched,2024-09-01 00:00:00Z,2024-10-01 00:00:00Z,,,,",
            await File.ReadAllLinesAsync(Path.Combine(path, "blind.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Drills_of_the_period_stand_by_themselves_and_their_alerts_count_as_none()
    {
        var path = _folder.File("october");
        await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(path, "report.json"), TestContext.Current.CancellationToken));
        var root = report.RootElement;

        Assert.Equal((2, 1), (root.GetProperty("totals").GetProperty("drills").GetInt32(), root.GetProperty("totals").GetProperty("drillsPassed").GetInt32()));
        Assert.Equal(["failed", "passed"], root.GetProperty("drills").EnumerateArray().Select(drill => drill.GetProperty("status").GetString()!));
        Assert.DoesNotContain("RW-S02", root.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("ruleId").GetString()!));
        Assert.Contains(",\"'=carol\",", await File.ReadAllTextAsync(Path.Combine(path, "drills.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("2:00:00 by =carol", await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_attacker_wrote_is_neither_formula_nor_markup()
    {
        var path = _folder.File("october");
        await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);
        var csv = await File.ReadAllTextAsync(Path.Combine(path, "alerts.csv"), TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken);

        Assert.Contains("\"'=HYPERLINK(\"\"http://203.0.113.9\"\",", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>staging", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;staging&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(1)")]
    [InlineData("  =1+1")]
    [InlineData("\u00A0=1+1")]
    public async Task A_cell_that_some_spreadsheet_takes_for_a_formula_has_an_apostrophe_too(string address)
    {
        _state.Append(alert => Of(alert, Production, "RW-S01", Severity.High, 60)).SourceIpAddress = address;
        var path = _folder.File("october");
        await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);

        Assert.Contains($",\"'{address}\",", await File.ReadAllTextAsync(Path.Combine(path, "alerts.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_several_tenants_has_to_name_one()
    {
        var run = await ReportAsync("--period", "2024-10", "--out", _folder.File("x"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--tenant: acme, globex", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("x")));
    }

    [Fact]
    public async Task A_tenant_that_is_not_watched_is_named()
    {
        var run = await ReportAsync("--tenant", "initech", "--period", "2024-10");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'initech'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_a_tenant_without_accounts_is_told_so_and_no_empty_name()
    {
        _state.Accounts.Clear();
        var run = await ReportAsync("--period", "2024-10");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no account that this token may see is watched", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("''", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_that_do_not_answer_are_named_and_the_report_is_called_not_whole()
    {
        _state.Unreachable.Add("333344445555");
        var path = _folder.File("october");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("333344445555", run.Error, StringComparison.Ordinal);
        Assert.Contains("Not whole", await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_whose_account_answers_no_more_is_there_without_its_acts_and_the_report_is_not_whole()
    {
        _state.Refusal = new RpcException(new Status(StatusCode.Unavailable, "the account does not answer now"));
        var path = _folder.File("october");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the account does not answer now", run.Error, StringComparison.Ordinal);
        Assert.Contains("Not whole", await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(_state.Windows[0].WindowId, await File.ReadAllTextAsync(Path.Combine(path, "windows.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_does_not_tell_its_windows_makes_it_not_whole_unless_it_is_another_tenants()
    {
        _state.WithoutWindows.Add("999900001111");
        var theirs = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", _folder.File("theirs"));
        _state.WithoutWindows.Add(Staging);
        var own = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", _folder.File("own"));

        Assert.Equal((0, ""), (theirs.ExitCode, theirs.Error));
        Assert.Equal(1, own.ExitCode);
        Assert.Contains(Staging, own.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_account_is_named_and_has_no_checklist()
    {
        _state.Accounts[1].Status = WatchStatus.Paused;
        var path = _folder.File("october");
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(": 1 account\n", run.Out, StringComparison.Ordinal);
        Assert.Contains($"Not watched any more, as they are gone from their organization: {Staging}", await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_already_is_not_written_over()
    {
        var path = _folder.File("october");
        _folder.Write("october/notes.txt", "mine");
        var refused = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path);
        var forced = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path, "--force");

        Assert.Equal((1, 0), (refused.ExitCode, forced.ExitCode));
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(path, "SHA256SUMS")) && File.Exists(Path.Combine(path, "notes.txt")));
    }

    [Fact]
    public async Task A_folder_that_could_not_be_written_over_whole_has_no_sums()
    {
        var path = _folder.File("october");
        _folder.Write("october/SHA256SUMS", "of the report before");
        Directory.CreateDirectory(Path.Combine(path, "changes.csv"));
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10", "--out", path, "--force");

        Assert.Equal(1, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(path, "report.html")));
        Assert.False(File.Exists(Path.Combine(path, "SHA256SUMS")));
    }

    [Theory]
    [InlineData("2024-13", 2, "is no period")]
    [InlineData("2199-01", 1, "has not begun")]
    public async Task A_wrong_period_is_refused(string period, int exitCode, string said)
    {
        var run = await ReportAsync("--tenant", "acme", "--period", period);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_is_named()
    {
        _state.Token = "another";
        var run = await ReportAsync("--tenant", "acme", "--period", "2024-10");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("token", run.Error, StringComparison.Ordinal);
    }

    private async Task<Run> ReportAsync(params string[] arguments)
    {
        await using var server = await StandInServer.StartAsync(_state);
        return await Rootwatch.RunAsync(["report", .. arguments, "--server", server.Address]);
    }

    private static Account Watched(string id, string tenant, string name) => new()
    {
        AccountId = id,
        TenantId = tenant,
        Name = name,
        Status = WatchStatus.Ok,
        Watermark = Time(24 * 30),
        WatchedSince = Start.AddDays(1).ToTimestamp(),
    };

    private static void Of(Alert alert, string account, string rule, Severity severity, int hour)
    {
        alert.AccountId = account;
        alert.RuleId = rule;
        alert.Severity = severity;
        alert.EventTime = Time(hour);
        alert.AlertId = alert.Sequence.ToString("x32", CultureInfo.InvariantCulture);
    }

    private static void OfSight(Alert alert, string rule, Severity severity, int hour)
    {
        Of(alert, Staging, rule, severity, hour);
        alert.EventId = alert.Region = "";
    }

    private static Drill Held(int number, DrillStatus status, int hour) => new()
    {
        DrillId = $"D-{Production}-{number}",
        AccountId = Production,
        TenantId = "acme",
        Status = status,
        StartedBy = "bob",
        StartedAt = Time(hour),
        RaisedAt = Time(hour),
        AcknowledgeBy = Time(hour + 1),
        AcknowledgedBy = "=carol",
        AcknowledgedAt = Time(hour + 2),
        CloseBy = Time(hour + 25),
    };

    private static Timestamp Time(int hour) => Start.AddHours(hour).ToTimestamp();
}
