using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Posture;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Posture;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Posture;

/// <summary>The posture of an account that is watched, in virtual time, against a simulated AWS.</summary>
public sealed class AccountPostureTests
{
    private static readonly PollOptions Poll = new() { StartSpread = TimeSpan.Zero, Backfill = TimeSpan.Zero, PersistInterval = TimeSpan.FromDays(30) };

    [Fact]
    public async Task What_passed_and_fails_is_one_alert_within_the_hour_and_what_is_denied_is_none()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P08") == PostureStatus.Pass && StatusOf(account, "P23") == PostureStatus.Pass, TimeSpan.FromMinutes(5));

        long denied = world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "GetAlternateContact" });
        await Until(account, () => StatusOf(account, "P08") == PostureStatus.Unknown, TimeSpan.FromMinutes(70));
        Assert.Empty(Regressions(account));
        world.Aws.RemoveFault(denied);
        world.Set(world.Member, posture => posture with { SecurityContact = null });
        await Until(account, () => Regressions(account).Count > 0, TimeSpan.FromMinutes(70));

        // Without it the three contacts are not all there either: another check, another alert.
        Assert.Equal(["P08", "P09"], Regressions(account).Select(alert => alert.Summary[(alert.Summary.IndexOf("check ", StringComparison.Ordinal) + 6)..][..3]).Order(StringComparer.Ordinal));

        // The next readings say the same, and nothing new.
        int reads = Readings(world);
        await Until(account, () => Readings(world) >= reads + 2, TimeSpan.FromHours(3));
        Assert.Equal(2, Regressions(account).Count);
        Assert.Equal(PostureStatus.Fail, StatusOf(account, "P08"));
    }

    /// <summary>Of hundreds of accounts none has changed when their owner asks for longer passwords.</summary>
    [Fact]
    public async Task A_tenant_that_demands_more_hears_of_no_regression_until_an_account_does_change()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P13") == PostureStatus.Pass && StatusOf(account, "P08") == PostureStatus.Pass, TimeSpan.FromMinutes(5));

        account.Settings = DetectionSettings.Default with { Posture = new PostureSettings { PasswordLengthMin = 64 } };
        int reads = Readings(world);
        await Until(account, () => Readings(world) >= reads + 2, TimeSpan.FromHours(3));
        Assert.Equal(PostureStatus.Fail, StatusOf(account, "P13"));
        Assert.Empty(Regressions(account));

        // Both at once: what the account did is told all the same.
        account.Settings = DetectionSettings.Default with { Posture = new PostureSettings { PasswordLengthMin = 64, PasswordReuseMin = 20 } };
        world.Set(world.Member, posture => posture with { SecurityContact = null });
        await Until(account, () => Regressions(account).Count > 0, TimeSpan.FromMinutes(70));
        Assert.Contains(Regressions(account), alert => alert.Summary.Contains("check P08 ", StringComparison.Ordinal));
        Assert.DoesNotContain(Regressions(account), alert => alert.Summary.Contains("check P13 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_tenant_demands_more_since_the_server_last_ran_is_no_regression()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P13") == PostureStatus.Pass && StatusOf(account, "P08") == PostureStatus.Pass, TimeSpan.FromMinutes(5));

        using WatchedAccount restarted = Watch(world, account.Stored);
        restarted.Settings = DetectionSettings.Default with { Posture = new PostureSettings { PasswordLengthMin = 64 } };
        world.Set(world.Member, posture => posture with { SecurityContact = null });
        await Until(restarted, () => Regressions(restarted).Count > 0, TimeSpan.FromMinutes(70));

        Assert.Equal(PostureStatus.Fail, StatusOf(restarted, "P13"));
        Assert.Contains(Regressions(restarted), alert => alert.Summary.Contains("check P08 ", StringComparison.Ordinal));
        Assert.DoesNotContain(Regressions(restarted), alert => alert.Summary.Contains("check P13 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_says_that_something_changed_is_followed_by_a_reading_within_a_minute()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P03") == PostureStatus.Pass, TimeSpan.FromMinutes(5));
        await Until(account, () => account.Poll.Snapshot?.Watermark is not null, TimeSpan.FromMinutes(20));

        Act(world, """{"eventSource":"iam.amazonaws.com","eventName":"CreateAccessKey","eventType":"AwsApiCall","readOnly":false}""");
        await Until(account, () => account.Poll.Snapshot?.EventsRead > 0, TimeSpan.FromMinutes(3));
        await Until(account, () => StatusOf(account, "P03") == PostureStatus.Fail, TimeSpan.FromMinutes(1));

        Assert.Contains(Regressions(account), alert => alert.Summary.Contains("check P03 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_people_vouch_for_is_unknown_before_passes_while_it_holds_and_fails_when_it_has_run_out()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P08") == PostureStatus.Pass, TimeSpan.FromMinutes(5));
        Assert.All(["P10", "P25", "P27"], check => Assert.Equal(PostureStatus.Unknown, StatusOf(account, check)));

        foreach (string subject in AttestationSubjects.All)
        {
            AttestationDraft word = new() { Subject = subject, Statement = "it is so", Evidence = "", By = "alice", ValidUntil = world.Time.GetUtcNow().AddDays(2) };
            Assert.Null((await account.Poll.Decide(world.Member.TenantId, (document, now) => AttestationBook.Add(document, world.Member.Id, word, now))).Refusal);
        }

        Assert.All(["P10", "P25", "P27"], check => Assert.Equal(PostureStatus.Pass, StatusOf(account, check)));
        world.Time.Advance(TimeSpan.FromDays(2));
        await Until(account, () => StatusOf(account, "P25") == PostureStatus.Fail, TimeSpan.FromMinutes(5));
        Assert.All(["P10", "P27"], check => Assert.Equal(PostureStatus.Fail, StatusOf(account, check)));
    }

    [Fact]
    public async Task RootWatch_is_the_alarm_while_it_sees_and_unless_the_tenant_has_turned_it_off()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P23") == PostureStatus.Pass, TimeSpan.FromMinutes(5));
        world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "LookupEvents", Account = world.Member.Id });
        world.Time.Advance(TimeSpan.FromHours(2));
        await Until(account, () => StatusOf(account, "P23") == PostureStatus.Unknown, TimeSpan.FromMinutes(5));

        using WatchedAccount muted = new(world.Calls, Poll, world.Time, PostureWorld.Registration(world.Management), world.Posture, DetectionSettings.Default with { Rules = new Dictionary<string, RuleSettings> { ["RW-S01"] = new() { Enabled = false } } });
        await Until(muted, () => StatusOf(muted, "P23") == PostureStatus.Fail, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task That_root_is_used_needs_no_reading_to_be_told()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => StatusOf(account, "P05") == PostureStatus.Pass, TimeSpan.FromMinutes(5));
        await Until(account, () => account.Poll.Snapshot?.Watermark is not null, TimeSpan.FromMinutes(20));
        int readings = Readings(world);

        Act(world, """{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","responseElements":{"ConsoleLogin":"Success"}}""");
        await Until(account, () => Regressions(account).Count > 0, TimeSpan.FromMinutes(3));

        Assert.Contains("check P05 ", Assert.Single(Regressions(account)).Summary, StringComparison.Ordinal);
        Assert.Equal(readings, Readings(world));
    }

    [Fact]
    public async Task What_a_check_said_first_is_stored_at_once()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);

        await Until(account, () => StatusOf(account, "P08") == PostureStatus.Pass, TimeSpan.FromMinutes(5));

        Assert.Contains(account.Stored.State.Detection.Posture, reading => reading is { Check: "P08", Passes: true });
    }

    [Fact]
    public async Task Readings_that_tell_nothing_new_cost_no_write()
    {
        await using PostureWorld world = await StartAsync(new PostureOptions { StartSpread = TimeSpan.Zero, Interval = TimeSpan.FromMinutes(10) });
        using WatchedAccount account = Watch(world);
        // A reading is counted when it begins: the first two have ended, and with them all checks have said something.
        await Until(account, () => Readings(world) >= 3, TimeSpan.FromMinutes(40));
        int writes = account.Stored.Writes;

        await Until(account, () => Readings(world) >= 7, TimeSpan.FromHours(2));

        Assert.Equal(writes, account.Stored.Writes);
    }

    [Fact]
    public async Task What_was_stored_is_known_after_a_restart_before_it_is_read_again()
    {
        await using PostureWorld world = await StartAsync();
        string stored;
        using (WatchedAccount account = Watch(world))
        {
            await Until(account, () => StatusOf(account, "P01") == PostureStatus.Pass, TimeSpan.FromMinutes(5));
            await account.Poll.Leave();
            stored = JsonSerializer.Serialize(account.Stored.State);
        }

        AccountDocument document = JsonSerializer.Deserialize<AccountDocument>(stored)!;
        IReadOnlyList<PostureResult> results = PostureJudging.Of(PostureWorld.Registration(world.Member), document, Detection.Settings.DetectionSettings.Default, world.Time.GetUtcNow());

        Assert.Equal(PostureStatus.Pass, results.Single(result => result.Check.Id == "P01").Status);
        Assert.Equal(PostureStatus.Pass, results.Single(result => result.Check.Id == "P21").Status);
        Assert.InRange(stored.Length, 1, 40_000);
    }

    [Fact]
    public async Task A_trail_that_only_the_reading_shows_has_a_bucket_that_must_not_be_tampered_with()
    {
        await using PostureWorld world = await StartAsync();
        using WatchedAccount account = Watch(world);
        await Until(account, () => account.Stored.State.Detection.TrailBuckets.Count > 0, TimeSpan.FromMinutes(5));
        string bucket = Assert.Single(account.Stored.State.Detection.TrailBuckets).Name;

        Act(world, $$$"""{"eventSource":"s3.amazonaws.com","eventName":"DeleteBucketPolicy","eventType":"AwsApiCall","readOnly":false,"requestParameters":{"bucketName":"website"}}""");
        Act(world, $$$"""{"eventSource":"s3.amazonaws.com","eventName":"DeleteBucketPolicy","eventType":"AwsApiCall","readOnly":false,"requestParameters":{"bucketName":"{{{bucket}}}"}}""");
        await Until(account, () => account.Poll.Snapshot?.EventsRead == 2, TimeSpan.FromMinutes(20));

        Assert.Contains(bucket, Assert.Single(account.Alerts, alert => alert.RuleId == "RW-D13").Summary, StringComparison.Ordinal);
    }

    private static Task<PostureWorld> StartAsync(PostureOptions? options = null) => PostureWorld.StartAsync(options ?? new PostureOptions { StartSpread = TimeSpan.Zero });

    /// <param name="stored">What the server knew when it ended; null: it never ran.</param>
    private static WatchedAccount Watch(PostureWorld world, WatchedAccount.Store? stored = null) =>
        new(world.Calls, Poll, world.Time, PostureWorld.Registration(world.Member), world.Posture, stored: stored);

    private static void Act(PostureWorld world, string record)
    {
        JsonObject act = JsonNode.Parse(record)!.AsObject();
        act["userIdentity"] = new JsonObject { ["type"] = "Root", ["arn"] = $"arn:aws:iam::{world.Member.Id}:root", ["accountId"] = world.Member.Id };
        world.Aws.Inject(new InjectedEvent { Account = world.Member.Id, Region = "us-east-1", SecondsAgo = 1, Record = JsonSerializer.SerializeToElement(act) });
    }

    private static PostureStatus? StatusOf(WatchedAccount account, string check) =>
        (PostureStatus?)account.Poll.Posture?.Lines.Single(line => line.Check == check).Status;

    private static IReadOnlyList<Alert> Regressions(WatchedAccount account) => [.. account.Alerts.Where(alert => alert.RuleId == "RW-X07")];

    private static int Readings(PostureWorld world) => (int)world.Aws.Calls.Where(count => count.Account == world.Member.Id && count.Action == "GetAccountSummary").Sum(count => count.Succeeded);

    private static Task Until(WatchedAccount account, Func<bool> done, TimeSpan limit) => account.Until(
        done, limit, () => string.Join("; ", account.Poll.Posture?.Lines.Select(line => $"{line.Check} {line.Status} {line.Text}") ?? []));
}
