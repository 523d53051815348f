using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using RootWatch.Aws;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Metrics;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>The commit order under faults: whatever dies and whenever, the log ends with the same alerts as an undisturbed run's.</summary>
public sealed class AccountPollTests
{
    private const string AccountId = "111122223333";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly AccountRegistration Account = new()
    {
        TenantId = "acme",
        AccountId = AccountId,
        Name = "production",
        RoleArn = $"arn:aws:iam::{AccountId}:role/RootWatch",
        ExternalId = "abc",
    };

    [Fact]
    public async Task An_undisturbed_run_tells_each_root_event_once()
    {
        using Scene scene = new();
        await scene.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
        Assert.Equal(scene.Log.AlertIds().Count, scene.Log.AlertIds().Distinct().Count());
        Assert.Equal(WatchStatus.Ok, scene.Poll.Snapshot!.Status);
        Assert.Equal(["eu-west-1", "us-east-1"], scene.Poll.Snapshot.Regions.Order());
        Assert.InRange(scene.Poll.Snapshot.WatchedSince!.Value, scene.Now.AddMinutes(-31), scene.Now.AddMinutes(-29));
    }

    public static TheoryData<string, int> Faults => new MatrixTheoryData<string, int>(
        ["write-refused", "write-unknown", "log-refused", "log-unknown", "crash-before-write", "crash-after-write", "crash-before-log", "crash-after-log"],
        [1, 2, 3, 4]);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_step_changes_nothing_in_the_end(string fault, int occurrence)
    {
        using Scene calm = new();
        await calm.Run(TimeSpan.FromMinutes(40));
        using Scene scene = new() { Fault = fault, Occurrence = occurrence };
        await scene.Run(TimeSpan.FromMinutes(40));
        Assert.True(scene.Struck, "the fault never came");
        Assert.Equal(calm.Log.Told(), scene.Log.Told());
    }

    [Fact]
    public async Task Random_faults_again_and_again_change_nothing_in_the_end()
    {
        using Scene calm = new();
        await calm.Run(TimeSpan.FromMinutes(60));
        for (int seed = 1; seed <= 10; seed++)
        {
            using Scene scene = new() { Random = new Random(seed) };
            await scene.Run(TimeSpan.FromMinutes(40));
            scene.Random = null;
            await scene.Run(TimeSpan.FromMinutes(20));
            Assert.Equal(calm.Log.Told(), scene.Log.Told());
        }
    }

    [Fact]
    public async Task A_fault_in_the_judging_blames_no_store_and_loses_nothing_once_it_is_gone()
    {
        using Scene scene = new();
        await scene.Run(TimeSpan.FromMinutes(10));
        scene.Settings = DetectionSettings.Default with { Emergencies = null! };
        await scene.Run(TimeSpan.FromMinutes(10));
        AccountSnapshot held = scene.Poll.Snapshot!;
        Assert.Equal(WatchStatus.Degraded, held.Status);
        Assert.Contains("a fault of RootWatch's own (NullReferenceException)", held.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("store", held.Reason, StringComparison.Ordinal);

        scene.Settings = DetectionSettings.Default;
        await scene.Run(TimeSpan.FromMinutes(20));
        Assert.Equal(WatchStatus.Ok, scene.Poll.Snapshot!.Status);
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
    }

    [Fact]
    public async Task A_session_that_has_ended_when_it_is_given_is_not_taken_anew_for_each_call()
    {
        using Scene scene = new();
        scene.Trail.SessionLife = TimeSpan.FromSeconds(-30);
        await scene.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(WatchStatus.Ok, scene.Poll.Snapshot!.Status);
        Assert.InRange(scene.Trail.OwnCalls.Count, 2, 10);
    }

    [Fact]
    public async Task A_denied_role_is_blindness_with_a_reason_and_ends_when_access_returns()
    {
        using Scene scene = new();
        scene.Trail.Fault = static (operation, _) => operation == "AssumeRole" ? new AwsFailure(AwsFailureReason.Denied, "sts", "AssumeRole", "us-east-1", "AccessDenied", "no") : null;
        await scene.Run(TimeSpan.FromMinutes(5));
        AccountSnapshot blind = scene.Poll.Snapshot!;
        Assert.Equal(WatchStatus.Blind, blind.Status);
        Assert.Contains("ExternalId", blind.Reason, StringComparison.Ordinal);
        Assert.Contains(blind.Streams.SelectMany(stream => stream.Gaps), gap => gap is { End: null, Recoverable: true });
        Assert.Equal(["RW-X04"], scene.Log.RuleIds());
        scene.Trail.Fault = static (_, _) => null;
        await scene.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(WatchStatus.Ok, scene.Poll.Snapshot!.Status);
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_home_regions_history_is_read_before_the_others_if_it_can_be(bool isDark)
    {
        using WatchedAccount account = new(options: new PollOptions { StartSpread = TimeSpan.Zero });
        // More than one reading takes, so that the home region's is under way for a while.
        for (int i = 0; i < 2_000; i++)
        {
            account.Trail.RootSignIn(AccountId, 10_000 + i, WatchedAccount.Start.AddDays(-40).AddMinutes(i), TimeSpan.FromMinutes(1));
        }

        account.Trail.RootCall(AccountId, 1, WatchedAccount.Start.AddDays(-20), TimeSpan.FromMinutes(1), "root", "iam.amazonaws.com", "eu-west-1");
        account.Trail.Fault = (operation, region) => isDark && operation == "LookupEvents" && region == "us-east-1"
            ? new AwsFailure(AwsFailureReason.Denied, "cloudtrail", operation, region, "AccessDenied", "no")
            : null;
        for (int step = 0; step < 300 && !account.Alerts.Any(alert => alert.Region == "eu-west-1"); step++)
        {
            await account.Run(TimeSpan.FromSeconds(10), stepSecondsMax: 1);
        }

        Assert.Contains(account.Alerts, alert => alert.Region == "eu-west-1");
        Assert.Equal(isDark ? 1 : 2_001, account.Snapshot!.EventsRead);
    }

    [Fact]
    public async Task A_paused_account_shows_how_far_it_was_read_and_that_what_happens_since_is_not()
    {
        using WatchedAccount account = new();
        account.Trail.RootSignIn(AccountId, 1, WatchedAccount.Start.AddMinutes(5), TimeSpan.FromMinutes(1));
        await account.Run(TimeSpan.FromMinutes(60));
        AccountSnapshot before = account.Snapshot;
        account.Poll.Pause();
        account.Time.Advance(TimeSpan.FromMinutes(15));
        using AccountPoll another = new(account.Stored, AccountId, account.Surroundings);

        foreach (AccountPoll asked in new[] { account.Poll, another })
        {
            AccountSnapshot left = asked.Paused(WatchedAccount.Registration, "gone")!;
            Assert.Equal((WatchStatus.Paused, "gone", before.WatchedSince), (left.Status, left.Reason, left.WatchedSince));
            Assert.Equal((1, before.AlertsRaised), (left.EventsRead, left.AlertsRaised));
            Assert.InRange(left.Watermark!.Value, WatchedAccount.Start, before.Watermark!.Value);
            Assert.All(left.Streams, stream => Assert.Equal(new GapSnapshot(stream.Watermark!.Value, null, "gone", Recoverable: true), stream.Gaps[^1]));
        }

        Assert.Equal(before.Watermark, account.Poll.Paused(WatchedAccount.Registration, "gone")!.Watermark);
        Assert.Null(another.Paused(WatchedAccount.Registration with { TenantId = "globex" }, "gone"));
    }

    [Fact]
    public async Task A_store_that_takes_no_writes_is_trouble_until_it_has_taken_one_and_a_line_for_all_of_it()
    {
        FakeLogger log = new();
        using WatchedAccount account = new(options: new PollOptions { PersistInterval = TimeSpan.FromDays(1) }, logger: log);
        await account.Run(TimeSpan.FromMinutes(30));
        int writes = account.Stored.Writes;
        account.Stored.Fails = WatchedAccount.StoreFailure.BeforeWriting;
        account.Trail.RootSignIn(AccountId, 1, account.Time.GetUtcNow(), TimeSpan.Zero);
        List<WatchStatus> shown = [];
        for (int turn = 0; turn < 200; turn++)
        {
            await account.Run(TimeSpan.FromSeconds(1));
            shown.Add(account.Snapshot.Status);
        }

        Assert.Equal(writes, account.Stored.Writes);
        Assert.Contains(WatchStatus.Degraded, shown);
        Assert.All(shown.SkipWhile(status => status != WatchStatus.Degraded), status => Assert.Equal(WatchStatus.Degraded, status));
        Assert.Equal(1, GivenUp());

        account.Stored.Fails = WatchedAccount.StoreFailure.None;
        await account.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(WatchStatus.Ok, account.Snapshot.Status);
        Assert.Single(account.Alerts, alert => alert.RuleId == "RW-S01");

        account.Stored.Fails = WatchedAccount.StoreFailure.BeforeWriting;
        account.Trail.RootSignIn(AccountId, 2, account.Time.GetUtcNow(), TimeSpan.Zero);
        await account.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(2, GivenUp());

        int GivenUp() => log.Collector.GetSnapshot().Count(line => line.Message.Contains("the turn was given up", StringComparison.Ordinal));
    }

    /// <summary>During an update both versions may have had it, and the older one reads back what it could not write.</summary>
    [Fact]
    public async Task What_a_newer_version_has_written_between_two_turns_is_not_overwritten()
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromMinutes(30));
        account.Stored.Fails = WatchedAccount.StoreFailure.BeforeWriting;
        account.Trail.RootSignIn(AccountId, 1, account.Time.GetUtcNow(), TimeSpan.Zero);
        await account.Run(TimeSpan.FromMinutes(3));
        int writes = account.Stored.Writes;

        account.Stored.Put(account.Stored.State with { SchemaVersion = AccountDocument.CurrentSchema + 1 });
        account.Stored.Fails = WatchedAccount.StoreFailure.None;
        await account.Run(TimeSpan.FromMinutes(30));

        Assert.Equal(writes, account.Stored.Writes);
        Assert.Equal(WatchStatus.Blind, account.Snapshot.Status);
        Assert.Contains("newer than this version", account.Snapshot.Reason, StringComparison.Ordinal);
        Decision<object> decision = await account.Poll.Decide<object>("acme", (_, _) => throw new InvalidOperationException("asked"));
        Assert.Equal(RefusalKind.NotReady, decision.Refusal!.Kind);
    }

    [Fact]
    public async Task No_watermark_lies_ahead_though_AWS_s_clock_was_taken_to_be_ahead()
    {
        using WatchedAccount account = new();
        account.Trail.TellsTime = true;
        for (int n = 0; n < 5; n++)
        {
            account.Surroundings.Clock.Observe(account.Time.GetUtcNow().AddHours(1));
        }

        account.Trail.RootSignIn(AccountId, 1, account.Time.GetUtcNow().AddMinutes(5), TimeSpan.Zero);
        await account.Run(TimeSpan.FromMinutes(20));

        Assert.All(account.Snapshot.Streams, stream => Assert.True(stream.Watermark <= account.Time.GetUtcNow() - TimeSpan.FromMinutes(15), $"{stream.Query}: {stream.Watermark}"));
        Assert.Single(account.Alerts, alert => alert.RuleId == "RW-S01");
    }

    /// <summary>What docs/operations.md offers to whoever wants back what a restored log lacks.</summary>
    [Fact]
    public async Task An_account_whose_document_is_moved_away_says_so_and_tells_its_past_again_under_the_same_ids()
    {
        FakeLogger log = new();
        using WatchedAccount account = new(logger: log);
        account.Trail.RootSignIn(AccountId, 1, account.Time.GetUtcNow().AddDays(-80), TimeSpan.Zero);
        account.Trail.RootSignIn(AccountId, 2, account.Time.GetUtcNow().AddMinutes(5), TimeSpan.Zero);
        await account.Run(TimeSpan.FromHours(1));
        string[] told = [.. account.Alerts.Select(alert => alert.AlertId)];
        Assert.True(told.Length >= 4, "each sign-in is told as one and as one without MFA");
        Assert.DoesNotContain(log.Collector.GetSnapshot(), line => line.Level >= LogLevel.Error);

        using AccountPoll anew = new(new WatchedAccount.Store(), AccountId, account.Surroundings);
        anew.Register(WatchedAccount.Registration);
        await account.Run(TimeSpan.FromHours(1), anew);

        FakeLogRecord gone = Assert.Single(log.Collector.GetSnapshot(), line => line.Level >= LogLevel.Error);
        Assert.Contains($"the document of account {AccountId} is gone, though {told.Length} alert(s) of it were told", gone.Message, StringComparison.Ordinal);
        Assert.Equal(told.Order(), account.Alerts.Skip(told.Length).Select(alert => alert.AlertId).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_log_is_named_in_the_status(bool isHead)
    {
        using WatchedAccount account = new();
        const string message = "the document log-segment-00000003 of the alert log acme cannot be read";
        account.LogFails = isHead ? new DocumentStorageException(StorageTrouble.Damaged, message) : new AlertLogDamagedException(message);
        account.Trail.RootSignIn(AccountId, 1, account.Time.GetUtcNow(), TimeSpan.Zero);
        await account.Run(TimeSpan.FromMinutes(30));

        Assert.Equal((WatchStatus.Degraded, "no alert is told: the document log-segment-00000003 of the alert log acme cannot be read"), (account.Snapshot.Status, account.Snapshot.Reason));
    }

    [Fact]
    public async Task A_flood_and_throttles_are_read_to_the_end()
    {
        using Scene scene = new() { StepMax = TimeSpan.FromSeconds(1) };
        for (int i = 0; i < 3_000; i++)
        {
            scene.Trail.RootSignIn(AccountId, 10_000 + i, Start.AddMinutes(3).AddSeconds(i / 20), TimeSpan.FromSeconds(30));
        }

        Random random = new(7);
        scene.Trail.Fault = (operation, _) => operation == "LookupEvents" && random.Next(12) == 0 ? FakeCloudTrail.Failure(AwsFailureReason.Throttled, "ThrottlingException") : null;
        await scene.Run(TimeSpan.FromMinutes(20));
        Assert.NotEqual(WatchStatus.Ok, scene.Poll.Snapshot!.Status);
        scene.Trail.Fault = static (_, _) => null;
        await scene.Run(TimeSpan.FromMinutes(100));
        // The throttled pace takes its time to come back.
        for (int i = 0; i < 10 && scene.Poll.Snapshot!.Status != WatchStatus.Ok; i++)
        {
            await scene.Run(TimeSpan.FromMinutes(10));
        }

        Assert.Equal((WatchStatus.Ok, ""), (scene.Poll.Snapshot!.Status, scene.Poll.Snapshot.Reason));
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
        Assert.Equal(scene.Log.AlertIds().Count, scene.Log.AlertIds().Distinct().Count());
    }

    [Fact]
    public async Task A_region_that_is_enabled_later_is_read_from_then_on()
    {
        using Scene scene = new();
        await scene.Run(TimeSpan.FromMinutes(20));
        scene.Trail.EnabledRegions.Add("eu-central-1");
        scene.Trail.RootSignIn(AccountId, 900, Start.AddMinutes(25), TimeSpan.Zero, "eu-central-1");
        await scene.Run(TimeSpan.FromMinutes(90));
        Assert.Contains("eu-central-1", scene.Poll.Snapshot!.Regions);
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
    }

    [Fact]
    public async Task A_region_that_is_switched_off_in_between_is_parked_and_no_blindness()
    {
        using Scene scene = new();
        await scene.Run(TimeSpan.FromMinutes(20));
        scene.Trail.EnabledRegions.Remove("eu-west-1");
        scene.Trail.Fault = (operation, region) => region == "eu-west-1" && !scene.Trail.EnabledRegions.Contains(region)
            ? FakeCloudTrail.Failure(AwsFailureReason.RegionOff, "UnrecognizedClientException")
            : null;
        await scene.Run(TimeSpan.FromMinutes(38));
        Assert.Equal((WatchStatus.Ok, "us-east-1"), (scene.Poll.Snapshot!.Status, Assert.Single(scene.Poll.Snapshot.Regions)));

        scene.Trail.EnabledRegions.Add("eu-west-1");
        scene.Trail.RootSignIn(AccountId, 901, Start.AddMinutes(70), TimeSpan.Zero, "eu-west-1");
        await scene.Run(TimeSpan.FromMinutes(120));
        Assert.DoesNotContain("RW-X04", scene.Log.RuleIds());
        Assert.Equal(scene.Trail.Events.Count, scene.Log.EventIds().Distinct().Count());
    }

    [Theory]
    [InlineData(AwsFailureReason.Denied, true)]
    [InlineData(AwsFailureReason.ServerError, true)]
    [InlineData(AwsFailureReason.Unreachable, true)]
    [InlineData(AwsFailureReason.NoCredentials, false)]
    public async Task Blindness_is_told_once_however_many_streams_it_takes_but_for_the_home_regions_own_and_so_is_its_end(AwsFailureReason reason, bool isTold)
    {
        using Scene scene = new();
        await scene.Run(TimeSpan.FromMinutes(20));
        Assert.Empty(Told());

        string[] dark = ["eu-west-1"];
        scene.Trail.Fault = (operation, region) => operation == "LookupEvents" && dark.Contains(region) ? FakeCloudTrail.Failure(reason, "x") : null;
        await scene.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(isTold ? ["RW-X04"] : [], Told());
        dark = ["eu-west-1", "us-east-1"];
        await scene.Run(TimeSpan.FromMinutes(30));
        dark = ["us-east-1"];
        await scene.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(isTold ? ["RW-X04", "RW-X04"] : [], Told());
        dark = [];
        await scene.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(isTold ? ["RW-X04", "RW-X04", "RW-X06", "RW-X06"] : [], Told());
        dark = ["us-east-1"];
        await scene.Run(TimeSpan.FromMinutes(30));
        dark = ["eu-west-1", "us-east-1"];
        await scene.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(isTold ? ["RW-X04", "RW-X04", "RW-X06", "RW-X06", "RW-X04"] : [], Told());
        Assert.Equal(scene.Log.AlertIds().Count, scene.Log.AlertIds().Distinct().Count());

        string[] Told() => [.. scene.Log.RuleIds().Where(rule => rule is "RW-X04" or "RW-X06")];
    }

    [Fact]
    public async Task A_page_that_fails_once_is_asked_for_again_at_the_pace_and_troubles_nobody()
    {
        using Scene scene = new() { StepMax = TimeSpan.FromSeconds(1) };
        await scene.Run(TimeSpan.FromMinutes(2));
        List<(DateTimeOffset At, WatchStatus Status)> asked = [];
        scene.Trail.Fault = (operation, region) =>
        {
            if (operation != "LookupEvents" || region != "us-east-1")
            {
                return null;
            }

            asked.Add((scene.Now, scene.Poll.Snapshot!.Status));
            return asked.Count == 1 ? FakeCloudTrail.Failure(AwsFailureReason.ServerError, "x") : null;
        };
        await scene.Run(TimeSpan.FromMinutes(2));
        Assert.True((asked[1].At - asked[0].At).TotalSeconds >= 0.5, "two calls at once");
        Assert.All(asked, call => Assert.Equal(asked[0].Status, call.Status));
    }

    [Fact]
    public async Task A_call_that_fails_now_and_then_is_no_blindness()
    {
        using Scene scene = new();
        Random random = new(5);
        scene.Trail.Fault = (operation, _) => operation == "LookupEvents" && random.Next(4) == 0 ? FakeCloudTrail.Failure(AwsFailureReason.ServerError, "x") : null;
        await scene.Run(TimeSpan.FromHours(4));
        Assert.DoesNotContain("RW-X04", scene.Log.RuleIds());
    }

    [Fact]
    public async Task A_rule_of_the_users_own_alerts_once_for_each_event_whatever_dies()
    {
        SigmaRules sigma = SigmaLoader.Read([new SigmaSource("own.yml", "title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: ConsoleLogin}, condition: a}\n"u8.ToArray())]).Rules;
        using Scene scene = new(sigma) { Random = new Random(3) };
        await scene.Run(TimeSpan.FromMinutes(40));
        scene.Random = null;
        await scene.Run(TimeSpan.FromMinutes(20));
        Assert.Equal(scene.Trail.Events.Count, scene.Log.RuleIds().Count(rule => rule == sigma.All.Single().Id));
    }

    [Fact]
    public async Task The_tenants_settings_hold_from_the_next_turn_on()
    {
        using Scene scene = new();
        scene.Settings = new DetectionSettings
        {
            Rules = new Dictionary<string, RuleSettings> { ["RW-S01"] = new() { Enabled = false } },
        };
        await UntilAllIsRead();
        Assert.DoesNotContain("RW-S01", scene.Log.RuleIds());
        Assert.NotEmpty(scene.Log.RuleIds());

        scene.Settings = DetectionSettings.Default;
        scene.Trail.RootSignIn(AccountId, 950, scene.Now, TimeSpan.Zero);
        await UntilAllIsRead();
        Assert.Single(scene.Log.RuleIds(), "RW-S01");

        async Task UntilAllIsRead()
        {
            for (int i = 0; i < 30 && !(scene.Poll.Snapshot?.EventsRead >= scene.Trail.Events.Count); i++)
            {
                await scene.Run(TimeSpan.FromMinutes(10));
            }
        }
    }

    private sealed class Crash : Exception;

    /// <summary>One account with a store, a log and AWS that can fail at a chosen step.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly FakeTimeProvider _time = new(Start);
        private readonly RootWatchMeter _meter = new();
        private readonly GrainTurns _turns = new();
        private readonly SigmaRules _sigma;
        private string? _stored;
        private int _etag;
        private int _seen;
        private bool _crashed;

        public Scene(SigmaRules? sigma = null)
        {
            _sigma = sigma ?? SigmaRules.None;
            Trail = new FakeCloudTrail(_time);
            Log = new FakeLog(this);
            for (int i = 0; i < 25; i++)
            {
                Trail.RootSignIn(AccountId, i, Start.AddMinutes(i - 4), TimeSpan.FromSeconds(i * 37 % 600), i % 5 == 0 ? "eu-west-1" : "us-east-1", i % 7 == 3 && i % 5 != 0 ? "the-alias" : "root");
                Trail.RootSignIn(AccountId, 100 + i, Start.AddDays(-3 * i - 1), TimeSpan.Zero);
            }

            Poll = NewPoll();
        }

        public FakeCloudTrail Trail { get; }
        public FakeLog Log { get; }
        public AccountPoll Poll { get; private set; }
        public DateTimeOffset Now => _time.GetUtcNow();
        public DetectionSettings Settings { get; set; } = DetectionSettings.Default;
        public string? Fault { get; init; }
        public int Occurrence { get; init; }
        public TimeSpan StepMax { get; init; } = TimeSpan.FromSeconds(30);
        public Random? Random { get; set; }
        public bool Struck { get; private set; }

        public Task Run(TimeSpan length) => _turns.Run(() => RunAlone(length));

        private async Task RunAlone(TimeSpan length)
        {
            DateTimeOffset end = _time.GetUtcNow() + length;
            while (_time.GetUtcNow() < end)
            {
                TimeSpan next = TimeSpan.FromSeconds(1);
                try
                {
                    next = await Poll.Turn();
                }
                catch (InconsistentStateException)
                {
                    _crashed = true;
                }

                if (_crashed)
                {
                    // Whatever the poll still held in memory is gone.
                    _crashed = false;
                    Poll.Dispose();
                    Poll = NewPoll();
                }

                _time.Advance(TimeSpan.FromSeconds(Math.Clamp(next.TotalSeconds, 1, StepMax.TotalSeconds)));
                await _turns.Settle();
            }
        }

        public void Dispose()
        {
            Poll.Dispose();
            _meter.Dispose();
        }

        /// <summary>True if this step, such as "write-refused", is the one to fail.</summary>
        public bool Strikes(string step)
        {
            bool now = Random is not null ? Random.Next(12) == 0 : Fault == step && ++_seen == Occurrence;
            Struck |= now;
            _crashed |= now && step.StartsWith("crash", StringComparison.Ordinal);
            return now;
        }

        private AccountPoll NewPoll()
        {
            Store store = new(this);
            store.ReadNow();
            AccountPoll poll = new(store, AccountId, new AccountSurroundings(
                Trail, new PollOptions { HomeInterval = TimeSpan.FromSeconds(30), RegionInterval = TimeSpan.FromMinutes(2) },
                new ServerClock(_time), _meter, _time, _ => Log, NullLogger.Instance)
            {
                Sigma = _sigma,
                SettingsOf = _ => Settings,
            });
            poll.Register(Account);
            return poll;
        }

        private sealed class Store(Scene scene) : IPersistentState<AccountDocument>
        {
            public AccountDocument State { get; set; } = new();
            public string Etag { get; private set; } = "0";
            public bool RecordExists { get; private set; }

            public void ReadNow()
            {
                RecordExists = scene._stored is not null;
                State = scene._stored is null ? new AccountDocument() : JsonSerializer.Deserialize<AccountDocument>(scene._stored)!;
                Etag = scene._etag.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            public Task ReadStateAsync()
            {
                ReadNow();
                return Task.CompletedTask;
            }

            public Task WriteStateAsync()
            {
                Throw("write-refused", () => new TimeoutException("refused"));
                Throw("crash-before-write", () => new Crash());
                if (Etag != scene._etag.ToString(System.Globalization.CultureInfo.InvariantCulture))
                {
                    throw new InconsistentStateException("etag");
                }

                scene._stored = JsonSerializer.Serialize(State);
                scene._etag++;
                Throw("write-unknown", () => new TimeoutException("written, but you do not know"));
                Throw("crash-after-write", () => new Crash());
                Etag = scene._etag.ToString(System.Globalization.CultureInfo.InvariantCulture);
                RecordExists = true;
                return Task.CompletedTask;
            }

            public Task ClearStateAsync() => throw new NotSupportedException();

            private void Throw(string step, Func<Exception> exception)
            {
                if (scene.Strikes(step))
                {
                    throw exception();
                }
            }
        }
    }

    private sealed class FakeLog(Scene scene) : IAlertLogGrain
    {
        private readonly List<string> _alerts = [];

        public IReadOnlyList<string> AlertIds() => [.. _alerts.Select(json => AlertJson.Read(json).AlertId)];

        /// <summary>The id says which event an alert is about, or which episode: that stands with whichever of its events came first.</summary>
        public IReadOnlyList<string> Told() => [.. _alerts.Select(AlertJson.Read).Select(alert => $"{alert.RuleId} {alert.AlertId}").Order(StringComparer.Ordinal)];

        public IReadOnlyList<string> RuleIds() => [.. _alerts.Select(json => AlertJson.Read(json).RuleId)];

        /// <summary>Of the alerts that are about an event.</summary>
        public IReadOnlyList<string> EventIds() => [.. _alerts.Select(json => AlertJson.Read(json).EventId).Where(id => id.Length > 0)];

        public Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries)
        {
            if (entries.Count > 0)
            {
                Throw("log-refused", () => new TimeoutException());
                Throw("crash-before-log", () => new Crash());
            }

            foreach (OutboxEntry entry in entries.Where(entry => entry.OutSeq == _alerts.Count + 1))
            {
                _alerts.Add(entry.AlertJson);
            }

            if (entries.Count > 0)
            {
                Throw("log-unknown", () => new TimeoutException());
                Throw("crash-after-log", () => new Crash());
            }

            return Task.FromResult((long)_alerts.Count);
        }

        public Task GoOnAfter(string accountId, long outSeq) => throw new NotSupportedException();

        public Task<LogPage> Read(long afterSeq, int max) => throw new NotSupportedException();

        public Task Subscribe(IAlertLogObserver observer) => throw new NotSupportedException();

        public Task Unsubscribe(IAlertLogObserver observer) => throw new NotSupportedException();

        private void Throw(string step, Func<Exception> exception)
        {
            if (scene.Strikes(step))
            {
                throw exception();
            }
        }
    }
}
