using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Emergencies;

/// <summary>Emergency windows of an account that is watched, in virtual time: two people, a fake CloudTrail, and what is told.</summary>
public sealed class AccountWindowTests : IDisposable
{
    private static readonly PollOptions Poll = new() { StartSpread = TimeSpan.Zero, Backfill = TimeSpan.Zero };

    private WatchedAccount _account = new(options: Poll);
    private int _number;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task An_emergency_done_well_is_expected_from_the_sign_in_to_the_review()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "ec2/*");
        await _account.Run(TimeSpan.FromMinutes(5));
        SignIn();
        Call("ec2.amazonaws.com", "RunInstances");
        Call("ec2.amazonaws.com", "DescribeInstances", e => e["readOnly"] = true);
        await _account.Run(TimeSpan.FromMinutes(1));
        Call("ec2.amazonaws.com", "DescribeInstances", e => e["readOnly"] = true);
        SignInPage("PasswordUpdated");
        await _account.Run(TimeSpan.FromMinutes(2));
        await Done(_account.Poll.CloseWindow("acme", window.Id, "alice"));
        Assert.Equal(WindowStatus.InReview, One(window.Id).Status);

        await _account.Run(TimeSpan.FromMinutes(14));
        Assert.Contains("events of the window may come until", (await Review(window.Id, signedOut: true)).Refusal!.Text, StringComparison.Ordinal);
        await _account.Run(TimeSpan.FromMinutes(4));
        Assert.Contains("sign-out (CloudTrail records no sign-out", (await Review(window.Id, signedOut: false)).Refusal!.Text, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotYou, (await Review(window.Id, signedOut: true, by: "bob")).Refusal!.Kind);
        WindowLine reviewed = await Done(Review(window.Id, signedOut: true));
        await _account.Run(TimeSpan.FromDays(8));

        Assert.Equal(WindowStatus.Reviewed, reviewed.Status);
        Assert.Equal(
            [("ConsoleLogin", 1, ""), ("RunInstances", 1, ""), ("DescribeInstances", 2, ""), ("PasswordUpdated", 1, "")],
            reviewed.Acts.Select(act => (act.Name, act.Count, act.Doubt)));
        Assert.Equal([("rotate-password", true), ("sign-out", true)], reviewed.Tasks.Select(task => (task.Name, task.IsDone)));
        Assert.True(reviewed.ListWhole);
        Assert.Equal(["RW-G13", "RW-G10", "RW-G07", "RW-G12"], Told("RW-G").OrderBy(alert => alert.EventTime).ThenByDescending(alert => alert.RuleId).Select(alert => alert.RuleId));
        Alert[] expected = [.. _account.Alerts.Where(alert => alert.RuleId is "RW-S01" or "RW-A01" or "RW-C03")];
        Assert.Equal(3, expected.Length);
        Assert.All(expected, alert => Assert.Equal((true, Severity.Info, window.Id), (alert.Expected, alert.Severity, alert.WindowId)));
        Assert.DoesNotContain(_account.Alerts, alert => alert.Severity == Severity.Critical);
    }

    [Fact]
    public async Task An_emergency_done_badly_is_critical_where_it_leaves_its_purpose_and_its_time_and_is_asked_about_until_somebody_looks_back()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "ec2/*");
        await _account.Run(TimeSpan.FromMinutes(5));
        SignIn();
        Call("ec2.amazonaws.com", "RunInstances");
        Call("iam.amazonaws.com", "CreateUser");
        await _account.Run(TimeSpan.FromMinutes(80));
        Call("ec2.amazonaws.com", "TerminateInstances");
        await _account.Run(TimeSpan.FromMinutes(30));

        WindowLine ended = One(window.Id);
        Assert.Equal(WindowStatus.InReview, ended.Status);
        Assert.Equal([("RW-G02", Severity.Critical), ("RW-G03", Severity.Critical)], Told("RW-G02", "RW-G03").Select(alert => (alert.RuleId, alert.Severity)));
        Assert.Equal(
            [("CreateUser", "the window does not allow it"), ("TerminateInstances", "after the window's end")],
            ended.Acts.Where(act => act.Doubt.Length > 0).Select(act => (act.Name, act.Doubt)));
        Assert.All(ended.Tasks, task => Assert.False(task.IsDone));

        await _account.Run(TimeSpan.FromHours(26));
        Assert.Single(Told("RW-G04"));
        Assert.Empty(Told("RW-G05"));
        await _account.Run(TimeSpan.FromDays(6));
        Assert.Single(Told("RW-G05"));
        await _account.Run(TimeSpan.FromDays(2));
        Assert.Single(Told("RW-G05"));
    }

    [Fact]
    public async Task What_a_service_changes_with_root_s_session_is_listed_by_kind_and_asks_nobody_for_anything()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "ec2/*");
        await _account.Run(TimeSpan.FromMinutes(5));
        for (int i = 0; i < 2; i++)
        {
            Call("iam.amazonaws.com", "CreateUser", e =>
            {
                e["sourceIPAddress"] = "cloudformation.amazonaws.com";
                e["userIdentity"]!["invokedBy"] = "cloudformation.amazonaws.com";
                e["userIdentity"]!["accessKeyId"] = "ASIAIOSFODNN7EXAMPLE";
            });
        }

        await _account.Run(TimeSpan.FromMinutes(90));

        WindowLine ended = One(window.Id);
        Assert.Equal([("CreateUser", 2, "cloudformation.amazonaws.com", "")], ended.Acts.Select(act => (act.Name, act.Count, act.InvokedBy, act.Doubt)));
        Assert.All(ended.Tasks, task => Assert.Equal("not needed: root was not seen in the window", task.Text));
        Assert.Empty(Told("RW-G02", "RW-A"));
    }

    [Fact]
    public async Task What_comes_late_is_judged_by_its_own_time_and_joins_the_list()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromMinutes(10), "ec2/*");
        await _account.Run(TimeSpan.FromMinutes(5));
        Call("ec2.amazonaws.com", "RunInstances", delay: TimeSpan.FromMinutes(30));
        Call("iam.amazonaws.com", "CreateUser", delay: TimeSpan.FromMinutes(30));
        await _account.Run(TimeSpan.FromMinutes(20));
        Assert.Empty(One(window.Id).Acts);
        await _account.Run(TimeSpan.FromMinutes(90));

        Assert.Equal(["RunInstances", "CreateUser"], One(window.Id).Acts.Select(act => act.Name));
        Assert.Single(Told("RW-G02"));
        Assert.Empty(Told("RW-G03"));
        Assert.True(_account.Alerts.Single(alert => alert.RuleId == "RW-A01" && alert.EventName == "RunInstances").Expected);
    }

    [Fact]
    public async Task The_next_window_may_open_in_the_second_in_which_the_one_before_was_closed()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine before = await Open(TimeSpan.FromHours(1), "ec2/*");
        WindowLine next = await Done(Request(TimeSpan.FromHours(1), "ec2/*"));
        _account.Time.Advance(TimeSpan.FromMilliseconds(200));
        await Refused(RefusalKind.NotNow, _account.Poll.ApproveWindow("acme", next.Id, "alice"));
        await Done(_account.Poll.CloseWindow("acme", before.Id, "alice"));
        _account.Time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(WindowStatus.Open, (await Done(_account.Poll.ApproveWindow("acme", next.Id, "alice"))).Status);
    }

    [Fact]
    public async Task Nobody_approves_extends_or_reviews_what_they_requested_and_each_step_has_its_time()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Done(Request(TimeSpan.FromHours(4), "*"));
        Assert.Equal(WindowStatus.Requested, window.Status);
        await Refused(RefusalKind.NotYou, _account.Poll.ApproveWindow("acme", window.Id, "bob"));
        await Refused(RefusalKind.NotNow, _account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(2), "why", "alice"));
        await Refused(RefusalKind.NotNow, Review(window.Id, signedOut: true));
        await Refused(RefusalKind.NotThere, _account.Poll.ApproveWindow("acme", "W-111122223333-9", "alice"));
        await Refused(RefusalKind.NotReady, _account.Poll.ApproveWindow("globex", window.Id, "alice"));
        await Done(_account.Poll.ApproveWindow("acme", window.Id, "alice"));
        await Refused(RefusalKind.NotNow, _account.Poll.ApproveWindow("acme", window.Id, "carol"));
        await _account.Run(TimeSpan.FromHours(3));
        await Refused(RefusalKind.NotYou, _account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(2), "why", "bob"));
        await Refused(RefusalKind.Invalid, _account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(5), "why", "alice"));
        await Refused(RefusalKind.Invalid, _account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromMinutes(30), "why", "alice"));
        WindowLine extended = await Done(_account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(2), "it takes longer", "alice"));
        await _account.Run(TimeSpan.FromHours(1.5));

        Assert.Equal(WindowStatus.Open, One(window.Id).Status);
        Assert.Equal("it takes longer", Assert.Single(extended.Extensions).Reason);
        Assert.Single(Told("RW-G11"));
        Assert.Empty(Told("RW-G12"));
        await _account.Run(TimeSpan.FromHours(1));
        Assert.Equal(WindowStatus.InReview, One(window.Id).Status);
        Assert.Contains("ran out", Assert.Single(Told("RW-G12")).Summary, StringComparison.Ordinal);
        await Refused(RefusalKind.NotNow, _account.Poll.CloseWindow("acme", window.Id, "alice"));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(241, null)]
    [InlineData(60, -61)]
    [InlineData(60, 60 * 24 * 31)]
    public async Task A_request_asks_for_a_time_to_come_and_for_no_more_than_the_tenant_allows(int minutes, int? startInMinutes)
    {
        await _account.Run(TimeSpan.FromMinutes(3));

        await Refused(RefusalKind.Invalid, Request(TimeSpan.FromMinutes(minutes), "*", startInMinutes is { } start ? Now.AddMinutes(start) : null));
    }

    [Fact]
    public async Task The_longest_time_is_a_setting_of_the_tenant()
    {
        _account.Dispose();
        _account = new WatchedAccount(options: Poll, settings: DetectionSettings.Default with { Emergencies = new EmergencySettings { HoursMax = 8 } });
        await _account.Run(TimeSpan.FromMinutes(3));

        await Refused(RefusalKind.Invalid, Request(TimeSpan.FromHours(8.1), "*"));
        await Done(Request(TimeSpan.FromHours(8), "*"));
    }

    /// <summary>What cannot be reckoned with would be taken for a store that failed, and each such call would throw away what is being read.</summary>
    [Fact]
    public async Task Times_at_the_ends_of_the_calendar_are_refused_like_any_other()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        await Refused(RefusalKind.Invalid, Request(TimeSpan.FromHours(1), "*", DateTimeOffset.MaxValue));
        await Refused(RefusalKind.Invalid, Request(TimeSpan.FromHours(1), "*", DateTimeOffset.MinValue));

        WindowLine open = await Open(TimeSpan.FromHours(1), "*");
        foreach (TimeSpan length in new[] { TimeSpan.MaxValue, TimeSpan.MinValue })
        {
            await Refused(RefusalKind.Invalid, _account.Poll.ExtendWindow("acme", open.Id, length, "longer", "alice"));
        }
    }

    /// <summary>Whoever may ask for something could else keep the account from being read, and nothing would say so.</summary>
    [Fact]
    public async Task What_cannot_be_decided_throws_away_nothing_that_was_read()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DateTimeOffset? before = _account.Snapshot.Streams[0].LastSuccess;
        DateTimeOffset end = Now.AddMinutes(10);
        while (Now < end)
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _account.Poll.Decide<WindowLine>("acme", (_, now) => throw new ArgumentOutOfRangeException(nameof(now))));
            await _account.Run(TimeSpan.FromSeconds(1), stepSecondsMax: 1);
        }

        Assert.True(_account.Snapshot.Streams[0].LastSuccess > end.AddMinutes(-2), $"read at {before} and then at {_account.Snapshot.Streams[0].LastSuccess}, now {Now}");
    }

    /// <summary>Whoever shortens windows does not mean only those that are asked for afterwards.</summary>
    [Fact]
    public async Task What_the_tenant_allows_counts_when_somebody_agrees_too()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine asked = await Done(Request(TimeSpan.FromHours(2), "*"));
        _account.Settings = DetectionSettings.Default with { Emergencies = new EmergencySettings { HoursMax = 1 } };

        Decision<WindowLine> refused = await _account.Poll.ApproveWindow("acme", asked.Id, "alice");

        Assert.Equal(RefusalKind.NotNow, refused.Refusal!.Kind);
        Assert.Contains("would be open for 2 hours, and by now the tenant allows 1 at most", refused.Refusal.Text, StringComparison.Ordinal);
        Assert.Equal(WindowStatus.Requested, One(asked.Id).Status);
        Assert.Equal(WindowStatus.Open, (await Open(TimeSpan.FromHours(1), "*")).Status);
    }

    [Fact]
    public async Task A_window_for_later_opens_then_and_one_at_a_time()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine later = await Done(Request(TimeSpan.FromHours(1), "*", Now.AddHours(2)));
        await Done(_account.Poll.ApproveWindow("acme", later.Id, "alice"));
        Assert.Equal(WindowStatus.Scheduled, One(later.Id).Status);
        WindowLine overlapping = await Done(Request(TimeSpan.FromHours(3), "*"));
        await Refused(RefusalKind.NotNow, _account.Poll.ApproveWindow("acme", overlapping.Id, "alice"));
        Assert.Empty(Told("RW-G10"));
        await _account.Run(TimeSpan.FromHours(2.1));

        Assert.Equal(WindowStatus.Open, One(later.Id).Status);
        Assert.Single(Told("RW-G10"));
    }

    [Fact]
    public async Task What_was_taken_back_or_not_approved_in_time_never_was_a_window()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine later = await Done(Request(TimeSpan.FromHours(1), "*", Now.AddHours(2)));
        await Done(_account.Poll.ApproveWindow("acme", later.Id, "alice"));
        Assert.Equal(WindowStatus.Cancelled, (await Done(_account.Poll.CloseWindow("acme", later.Id, "carol"))).Status);
        WindowLine lapsing = await Done(Request(TimeSpan.FromHours(1), "*"));
        await _account.Run(TimeSpan.FromHours(25));

        Assert.Equal(WindowStatus.Lapsed, One(lapsing.Id).Status);
        await Refused(RefusalKind.NotNow, _account.Poll.ApproveWindow("acme", lapsing.Id, "alice"));
        Assert.Empty(Told("RW-G10", "RW-G11", "RW-G12", "RW-G04", "RW-G05"));
        Assert.All([later, lapsing], request => Assert.Single(Told("RW-G13"), alert => alert.Summary.Contains(request.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Requests_that_nobody_answers_have_an_end_and_so_have_windows_that_nobody_reviews()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        for (int i = 0; i < WindowBook.RequestsMax; i++)
        {
            await Done(Request(TimeSpan.FromHours(1), "*"));
        }

        await Refused(RefusalKind.Full, Request(TimeSpan.FromHours(1), "*"));
        _account.Time.Advance(TimeSpan.FromHours(25));
        for (int i = 0; i < WindowBook.CountMax; i++)
        {
            WindowLine window = await Open(TimeSpan.FromMinutes(1), "*");
            _account.Time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(WindowStatus.InReview, One(window.Id).Status);
        }

        await Refused(RefusalKind.Full, Request(TimeSpan.FromHours(1), "*"));
    }

    [Fact]
    public async Task Nobody_fills_the_log_with_requests_that_they_take_back()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        for (int i = 0; i < WindowBook.CountMax; i++)
        {
            await Done(_account.Poll.CloseWindow("acme", (await Done(Request(TimeSpan.FromHours(1), "*"))).Id, "bob"));
        }

        Assert.Contains("W-111122223333-1 goes first", (await Request(TimeSpan.FromHours(1), "*")).Refusal!.Text, StringComparison.Ordinal);
        await Refused(RefusalKind.Full, Request(TimeSpan.FromHours(1), "*"));
        _account.Time.Advance(WindowBook.KeptMin);
        await Done(Request(TimeSpan.FromHours(1), "*"));
    }

    [Fact]
    public async Task A_window_is_not_extended_for_ever()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "*");
        for (int i = 0; i < WindowBook.ExtensionsMax; i++)
        {
            _account.Time.Advance(TimeSpan.FromSeconds(1));
            await Done(_account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(1), "it takes longer", "alice"));
        }

        _account.Time.Advance(TimeSpan.FromSeconds(1));
        await Refused(RefusalKind.Full, _account.Poll.ExtendWindow("acme", window.Id, TimeSpan.FromHours(1), "it takes longer", "alice"));
    }

    [Fact]
    public async Task A_tenant_that_demands_windows_hears_of_every_use_outside_one_and_of_nothing_that_was_before()
    {
        _account.Dispose();
        _account = new WatchedAccount(options: new PollOptions { StartSpread = TimeSpan.Zero }, settings: DetectionSettings.Default with { Emergencies = new EmergencySettings { Required = true } });
        _account.Trail.RootSignIn(WatchedAccount.Id, ++_number, Now.AddDays(-2), TimeSpan.Zero);
        await _account.Run(TimeSpan.FromMinutes(30));
        Assert.Empty(Told("RW-G01"));
        SignIn();
        await _account.Run(TimeSpan.FromMinutes(3));

        Assert.Equal(Severity.Critical, Assert.Single(Told("RW-G01")).Severity);
        Assert.Single(Told("RW-G06"));
    }

    [Fact]
    public async Task An_open_window_makes_the_account_hot_and_its_end_makes_it_cool()
    {
        await _account.Run(TimeSpan.FromMinutes(30));
        int idle = await Lookups(TimeSpan.FromMinutes(10));
        WindowLine window = await Open(TimeSpan.FromHours(1), "*");
        int hot = await Lookups(TimeSpan.FromMinutes(10));
        await Done(_account.Poll.CloseWindow("acme", window.Id, "alice"));
        int cool = await Lookups(TimeSpan.FromMinutes(10));

        Assert.True(hot > 2 * idle, $"{hot} calls in ten minutes with a window, {idle} without");
        Assert.True(cool < hot / 2, $"{cool} calls in ten minutes after it, {hot} in it");
    }

    [Fact]
    public async Task It_survives_a_restart_and_another_owner_does_not_get_it()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "ec2/*");
        SignIn();
        await _account.Run(TimeSpan.FromMinutes(3));
        await _account.Poll.Leave();
        AccountDocument stored = JsonSerializer.Deserialize<AccountDocument>(JsonSerializer.Serialize(_account.Stored.State))!;
        Assert.Equal(("alice", 1), (stored.Windows.Single().ApprovedBy, stored.Windows.Single().Acts.Count));
        Assert.Equal(window.Id, stored.Windows.Single().Id);

        _account.Poll.Register(WatchedAccount.Registration with { TenantId = "globex" });
        await _account.Run(TimeSpan.FromMinutes(2));
        Assert.Empty(_account.Poll.Windows!.Lines);
    }

    [Fact]
    public async Task A_flood_of_reads_and_changes_is_counted_beyond_its_bounds()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open(TimeSpan.FromHours(1), "ec2/*");
        await _account.Run(TimeSpan.FromMinutes(5));
        for (int i = 0; i < WindowBook.WritesMax + 5; i++)
        {
            Call("ec2.amazonaws.com", $"Put{i}");
            Call("ec2.amazonaws.com", $"Describe{i % (WindowBook.ReadsMax + 2)}", e => e["readOnly"] = true);
        }

        // Nine pages, and the fake clock goes so far at once that a region has two of its calls in a step of up to half a minute.
        await _account.Run(TimeSpan.FromMinutes(20));

        WindowLine seen = One(window.Id);
        Assert.Equal((WindowBook.WritesMax, WindowBook.ReadsMax), (seen.Acts.Count(act => act.IsWrite), seen.Acts.Count(act => !act.IsWrite)));
        Assert.True(seen.ActsLeftOut >= 7, $"{seen.ActsLeftOut} left out");
    }

    private DateTimeOffset Now => _account.Time.GetUtcNow();

    private WindowLine One(string id) => _account.Poll.Windows!.Lines.Single(line => line.Id == id);

    private Alert[] Told(params string[] rules) => [.. _account.Alerts.Where(alert => rules.Any(rule => alert.RuleId.StartsWith(rule, StringComparison.Ordinal)))];

    private Task<Decision<WindowLine>> Request(TimeSpan length, string allowed, DateTimeOffset? start = null) => _account.Poll.RequestWindow(
        "acme", new WindowDraft { Purpose = "restore", Ticket = "OPS-7", Allowed = [allowed], By = "bob", Length = length, OpensAt = start });

    private async Task<WindowLine> Open(TimeSpan length, string allowed)
    {
        WindowLine requested = await Done(Request(length, allowed));
        return await Done(_account.Poll.ApproveWindow("acme", requested.Id, "alice"));
    }

    private Task<Decision<WindowLine>> Review(string id, bool signedOut, string by = "carol") =>
        _account.Poll.ReviewWindow("acme", new ReviewDraft { WindowId = id, By = by, Note = "all meant", SignOutConfirmed = signedOut });

    private static async Task<WindowLine> Done(Task<Decision<WindowLine>> asked)
    {
        Decision<WindowLine> decision = await asked;
        Assert.True(decision.Refusal is null, decision.Refusal?.Text);
        return decision.Value!;
    }

    private static async Task Refused(RefusalKind kind, Task<Decision<WindowLine>> asked) => Assert.Equal(kind, (await asked).Refusal?.Kind);

    private async Task<int> Lookups(TimeSpan length)
    {
        int before = _account.Trail.Lookups;
        await _account.Run(length);
        return _account.Trail.Lookups - before;
    }

    private void SignIn() => Add("signin.amazonaws.com", "ConsoleLogin", TimeSpan.Zero, e =>
    {
        e["eventType"] = "AwsConsoleSignIn";
        e["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" };
        e["additionalEventData"] = new JsonObject { ["MFAUsed"] = "Yes" };
    });

    private void SignInPage(string name) => Add("signin.amazonaws.com", name, TimeSpan.Zero, e =>
    {
        e["eventType"] = "AwsConsoleSignIn";
        e["responseElements"] = new JsonObject { [name] = "Success" };
    });

    private void Call(string source, string name, Action<JsonObject>? change = null, TimeSpan delay = default) => Add(source, name, delay, change ?? (static _ => { }));

    /// <summary>Root does something a second after the last thing.</summary>
    private void Add(string source, string name, TimeSpan delay, Action<JsonObject> change)
    {
        DateTimeOffset at = Now;
        _number++;
        _account.Time.Advance(TimeSpan.FromSeconds(1));
        string id = new Guid(_number, 7, 0, new byte[8]).ToString();
        JsonObject record = new()
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = new JsonObject { ["type"] = "Root", ["principalId"] = WatchedAccount.Id, ["arn"] = $"arn:aws:iam::{WatchedAccount.Id}:root", ["accountId"] = WatchedAccount.Id },
            ["eventTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["eventSource"] = source,
            ["eventName"] = name,
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = "203.0.113.9",
            ["userAgent"] = "Mozilla/5.0",
            ["readOnly"] = false,
            ["eventID"] = id,
            ["eventType"] = "AwsApiCall",
            ["recipientAccountId"] = WatchedAccount.Id,
        };
        change(record);
        _account.Trail.Events.Add(new PastEvent("us-east-1", id, at, at + delay, "root", source, record.ToJsonString()));
    }
}
