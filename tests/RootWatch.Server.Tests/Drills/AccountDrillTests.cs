using System.Text.Json;
using RootWatch.Aws;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Drills;

/// <summary>Drills in an account that is watched, in virtual time: a fake CloudTrail, people, and what is told.</summary>
public sealed class AccountDrillTests : IDisposable
{
    private static readonly PollOptions Poll = new() { StartSpread = TimeSpan.Zero, Backfill = TimeSpan.Zero };

    private WatchedAccount _account = new(options: Poll);

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_drill_that_is_answered_in_time_attests_that_the_plan_was_tried()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(PostureStatus.Unknown, Tested());
        DrillLine started = await Done(Start());
        Assert.Equal((DrillStatus.Started, "bob", TimeSpan.FromMinutes(30)), (started.Status, started.StartedBy, started.AcknowledgeBy - started.StartedAt));
        await Refused(RefusalKind.NotNow, _account.Poll.AcknowledgeDrill("acme", started.Id, "carol"));

        await _account.Run(TimeSpan.FromMinutes(2));
        DrillLine raised = One(started.Id);
        Assert.Equal(DrillStatus.Raised, raised.Status);
        Assert.Equal(["RW-S01", "RW-S02"], _account.Alerts.Select(alert => alert.RuleId));
        Assert.Equal(_account.Alerts.Select(alert => alert.AlertId), raised.AlertIds);
        Assert.All(_account.Alerts, alert => Assert.Equal((started.Id, started.Id, "acme", false), (alert.DrillId, alert.EventId, alert.TenantId, alert.Historical)));

        Assert.Equal("carol", (await Done(_account.Poll.SeeDrill("acme", started.Id, "carol"))).SeenBy);
        await Refused(RefusalKind.NotNow, _account.Poll.SeeDrill("acme", started.Id, "dave"));
        await _account.Run(TimeSpan.FromMinutes(5));
        DrillLine acknowledged = await Done(_account.Poll.AcknowledgeDrill("acme", started.Id, "dave"));
        Assert.Equal(("carol", "dave", DrillStatus.Acknowledged), (acknowledged.SeenBy, acknowledged.AcknowledgedBy, acknowledged.Status));
        Assert.True(acknowledged.AcknowledgedAt - acknowledged.SeenAt >= TimeSpan.FromMinutes(5));
        await Refused(RefusalKind.NotNow, _account.Poll.AcknowledgeDrill("acme", started.Id, "carol"));
        await _account.Run(TimeSpan.FromHours(2));
        DrillLine closed = await Done(Close(started.Id));
        await Refused(RefusalKind.NotNow, Close(started.Id));

        Assert.Equal((DrillStatus.Passed, "bob", "the phone tree is old"), (closed.Status, closed.ClosedBy, closed.Note));
        AttestationLine word = Assert.Single(_account.Poll.Attestations!.Lines);
        Assert.Equal((closed.AttestationId, AttestationSubjects.Drill, "bob", TimeSpan.FromDays(365)), (word.Id, word.Subject, word.By, word.ValidUntil - word.At));
        Assert.Contains("started by bob", word.Statement, StringComparison.Ordinal);
        Assert.Contains("acknowledged by dave after", word.Statement, StringComparison.Ordinal);
        Assert.Equal(PostureStatus.Pass, Tested());
        await _account.Run(TimeSpan.FromDays(1.5));
        Assert.Equal(2, _account.Alerts.Count);
    }

    [Fact]
    public async Task It_leaves_no_trace_in_what_is_known_and_counted_of_the_account()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        string before = JsonSerializer.Serialize(_account.Stored.State.Detection);
        string streams = Seen();
        await Done(Start());
        await _account.Run(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _account.Alerts.Count);
        await _account.Poll.Leave();

        AccountDocument after = _account.Stored.State;
        Assert.Equal(before, JsonSerializer.Serialize(after.Detection));
        Assert.Equal(JsonSerializer.Serialize(WatchState.Empty), before);
        Assert.Equal(streams, Seen());
        Assert.Equal((0, 0, null), (after.EventsRead, after.AlertsRaised, after.HotUntil));
        Assert.Equal(0, _account.Snapshot.AlertsRaised);
        Assert.Equal(WatchStatus.Ok, _account.Snapshot.Status);

        string Seen() => string.Join(' ', _account.Stored.State.Streams.Values.SelectMany(stream => stream.Seen.Keys));
    }

    [Fact]
    public async Task A_real_sign_in_beside_it_is_told_as_ever_and_an_open_window_has_nothing_to_do_with_it()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        WindowLine window = await Open();
        DrillLine drill = await Done(Start());
        _account.Trail.RootSignIn(WatchedAccount.Id, 1, Now, TimeSpan.Zero);
        await _account.Run(TimeSpan.FromMinutes(3));

        Alert[] drilled = [.. _account.Alerts.Where(alert => alert.DrillId.Length > 0)];
        Alert[] real = [.. _account.Alerts.Where(alert => alert.RuleId is "RW-S01" or "RW-S02" && alert.DrillId.Length == 0)];
        Assert.Equal([("RW-S01", false, ""), ("RW-S02", false, "")], drilled.Select(alert => (alert.RuleId, alert.Expected, alert.WindowId)));
        Assert.All(drilled, alert => Assert.Equal(drill.Id, alert.DrillId));
        Assert.Equal([("RW-S01", true), ("RW-S02", false)], real.Select(alert => (alert.RuleId, alert.Expected)));
        Assert.Single(_account.Poll.Windows!.Lines.Single(line => line.Id == window.Id).Acts);
    }

    [Fact]
    public async Task With_mfa_it_is_told_as_a_sign_in_with_mfa_is()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        await Done(Start(withMfa: true));
        await _account.Run(TimeSpan.FromMinutes(2));

        Alert alert = Assert.Single(_account.Alerts);
        Assert.Equal(("RW-S01", Severity.High), (alert.RuleId, alert.Severity));
        Assert.Contains("MFA: yes", alert.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_nobody_acknowledges_in_time_is_an_alert_once_and_attests_nothing()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DrillLine drill = await Done(Start(within: TimeSpan.FromMinutes(10)));
        await _account.Run(TimeSpan.FromMinutes(8));
        Assert.Empty(Missed());
        await _account.Run(TimeSpan.FromMinutes(4));
        Assert.Equal(DrillStatus.Overdue, One(drill.Id).Status);
        Alert missed = Assert.Single(Missed());
        Assert.Equal((Severity.High, "", drill.AcknowledgeBy), (missed.Severity, missed.DrillId, missed.EventTime));
        Assert.Contains("its alert was raised at", missed.Summary, StringComparison.Ordinal);

        await Refused(RefusalKind.NotNow, Start());
        await Refused(RefusalKind.NotNow, Close(drill.Id));
        await Done(_account.Poll.AcknowledgeDrill("acme", drill.Id, "carol"));
        Assert.Equal(DrillStatus.Overdue, One(drill.Id).Status);
        Assert.Equal((DrillStatus.Failed, ""), ((await Done(Close(drill.Id))).Status, One(drill.Id).AttestationId));
        Assert.Empty(_account.Poll.Attestations!.Lines);
        await Done(Start());
        await _account.Run(TimeSpan.FromMinutes(20));
        Assert.Single(Missed());
    }

    [Fact]
    public async Task One_that_is_not_closed_in_time_is_an_alert_and_fails()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DrillLine drill = await Done(Start());
        await _account.Run(TimeSpan.FromMinutes(2));
        await Done(_account.Poll.AcknowledgeDrill("acme", drill.Id, "carol"));
        await _account.Run(TimeSpan.FromHours(25));

        Assert.Equal(Severity.Medium, Assert.Single(Missed()).Severity);
        Assert.Equal(DrillStatus.Failed, (await Done(Close(drill.Id))).Status);
        Assert.Empty(_account.Poll.Attestations!.Lines);
    }

    [Fact]
    public async Task One_that_is_given_up_while_there_is_time_has_tried_nothing_and_missed_nothing()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DrillLine drill = await Done(Start());
        Assert.Equal(DrillStatus.GivenUp, (await Done(Close(drill.Id, givesUp: true))).Status);
        await _account.Run(TimeSpan.FromHours(30));

        Assert.Empty(_account.Alerts);
        Assert.Empty(_account.Poll.Attestations!.Lines);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_says_why()
    {
        await Refused(RefusalKind.NotNow, Start());
        await _account.Run(TimeSpan.FromMinutes(3));
        await Refused(RefusalKind.Invalid, Start(within: TimeSpan.FromSeconds(59)));
        await Refused(RefusalKind.Invalid, Start(within: TimeSpan.FromHours(25)));
        await Refused(RefusalKind.NotThere, Close("D-111122223333-9"));
        await Refused(RefusalKind.NotReady, _account.Poll.StartDrill("globex", Draft()));
        DrillLine drill = await Done(Start());
        Assert.Contains(drill.Id, (await Start()).Refusal!.Text, StringComparison.Ordinal);
        _account.Poll.Pause();
        await Refused(RefusalKind.NotReady, _account.Poll.AcknowledgeDrill("acme", drill.Id, "carol"));
    }

    [Fact]
    public async Task A_tenant_that_hears_of_no_sign_in_is_told_so_instead()
    {
        _account.Dispose();
        Dictionary<string, RuleSettings> off = new[] { "RW-S01", "RW-S02" }.ToDictionary(rule => rule, _ => new RuleSettings { Enabled = false });
        _account = new WatchedAccount(options: Poll, settings: DetectionSettings.Default with { Rules = off });
        await _account.Run(TimeSpan.FromMinutes(3));

        Assert.Contains("nobody would be told", (await Start()).Refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_not_read_has_no_drill_and_one_that_goes_dark_in_a_drill_fails_it()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DrillLine drill = await Done(Start());
        _account.Trail.Fault = (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDeniedException") : null;
        await _account.Run(TimeSpan.FromMinutes(40));
        Assert.Equal(DrillStatus.Overdue, One(drill.Id).Status);
        Assert.Contains("as the account was not read", Assert.Single(Missed()).Summary, StringComparison.Ordinal);
        Assert.Contains("was never raised", (await _account.Poll.AcknowledgeDrill("acme", drill.Id, "carol")).Refusal!.Text, StringComparison.Ordinal);
        Assert.Equal(DrillStatus.Failed, (await Done(Close(drill.Id, givesUp: true))).Status);
        Assert.Contains("is not read (", (await Start()).Refusal!.Text, StringComparison.Ordinal);

        _account.Trail.Fault = static (_, _) => null;
        await _account.Run(TimeSpan.FromMinutes(20));
        Assert.DoesNotContain(_account.Alerts, alert => alert.DrillId.Length > 0);
        await Done(Start());
    }

    [Theory]
    [InlineData(WatchedAccount.StoreFailure.BeforeWriting)]
    [InlineData(WatchedAccount.StoreFailure.AfterWriting)]
    public async Task A_store_that_fails_neither_loses_its_alert_nor_tells_it_twice(object fails)
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        _account.Stored.Fails = (WatchedAccount.StoreFailure)fails;
        await Assert.ThrowsAsync<IOException>(() => Start());
        _account.Stored.Fails = WatchedAccount.StoreFailure.None;
        await _account.Run(TimeSpan.FromSeconds(1));
        DrillLine drill = _account.Poll.Drills!.Lines is [{ } there] ? there : await Done(Start());
        _account.Stored.Fails = (WatchedAccount.StoreFailure)fails;
        await _account.Run(TimeSpan.FromMinutes(5));
        _account.Stored.Fails = WatchedAccount.StoreFailure.None;
        await _account.Run(TimeSpan.FromMinutes(5));

        Assert.Equal(DrillStatus.Raised, One(drill.Id).Status);
        Assert.Equal(["RW-S01", "RW-S02"], _account.Alerts.Select(alert => alert.RuleId));
        Assert.Equal(One(drill.Id).AlertIds, _account.Alerts.Select(alert => alert.AlertId));
    }

    [Fact]
    public async Task It_survives_a_restart_and_another_owner_does_not_get_it()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        DrillLine drill = await Done(Start());
        await _account.Poll.Leave();
        using AccountPoll next = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        next.Register(WatchedAccount.Registration);
        await _account.Run(TimeSpan.FromMinutes(2), next);
        Assert.Equal((drill.Id, DrillStatus.Raised), next.Drills!.Lines.Select(line => (line.Id, line.Status)).Single());
        Assert.Equal(2, _account.Alerts.Count);

        next.Register(WatchedAccount.Registration with { TenantId = "globex" });
        await next.Turn();
        Assert.Empty(next.Drills!.Lines);
    }

    [Fact]
    public async Task The_newest_are_kept_and_numbers_are_not_used_again()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        for (int i = 0; i < DrillBook.CountMax + 3; i++)
        {
            _account.Time.Advance(TimeSpan.FromHours(2));
            await Done(Close((await Done(Start())).Id, givesUp: true));
        }

        Assert.Equal(DrillBook.CountMax, _account.Poll.Drills!.Lines.Count);
        Assert.Equal(("D-111122223333-19", "D-111122223333-4"), (_account.Poll.Drills.Lines[0].Id, _account.Poll.Drills.Lines[^1].Id));
    }

    [Fact]
    public async Task Nobody_rings_phones_all_night()
    {
        await _account.Run(TimeSpan.FromMinutes(3));
        for (int i = 0; i < DrillBook.CountMax; i++)
        {
            await Done(Close((await Done(Start())).Id, givesUp: true));
        }

        await Refused(RefusalKind.Full, Start());
        _account.Time.Advance(DrillBook.KeptMin);
        await Done(Start());
    }

    private DateTimeOffset Now => _account.Time.GetUtcNow();

    private DrillLine One(string id) => _account.Poll.Drills!.Lines.Single(line => line.Id == id);

    private Alert[] Missed() => [.. _account.Alerts.Where(alert => alert.RuleId == "RW-G14")];

    /// <summary>What the checklist says of whether the incident plan was tried.</summary>
    private PostureStatus Tested() =>
        (PostureStatus)_account.Poll.Checklist!.Points.Single(point => point.Number == 7).Parts.Single(part => part.Source == "attestation drill").Status;

    private static DrillDraft Draft(bool withMfa = false, TimeSpan? within = null) => new() { Purpose = "the night shift", By = "bob", WithMfa = withMfa, Within = within };

    private Task<Decision<DrillLine>> Start(bool withMfa = false, TimeSpan? within = null) => _account.Poll.StartDrill("acme", Draft(withMfa, within));

    private Task<Decision<DrillLine>> Close(string id, bool givesUp = false) =>
        _account.Poll.CloseDrill("acme", new DrillEnd { DrillId = id, By = "bob", Note = "the phone tree is old", GivesUp = givesUp });

    private async Task<WindowLine> Open()
    {
        WindowLine requested = await Done(_account.Poll.RequestWindow(
            "acme", new WindowDraft { Purpose = "restore", Ticket = "OPS-7", Allowed = ["*"], By = "bob", Length = TimeSpan.FromHours(1) }));
        return await Done(_account.Poll.ApproveWindow("acme", requested.Id, "alice"));
    }

    private static async Task<T> Done<T>(Task<Decision<T>> asked)
        where T : class
    {
        Decision<T> decision = await asked;
        Assert.True(decision.Refusal is null, decision.Refusal?.Text);
        return decision.Value!;
    }

    private static async Task Refused(RefusalKind kind, Task<Decision<DrillLine>> asked) => Assert.Equal(kind, (await asked).Refusal?.Kind);
}
