using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>Our own AssumeRole calls have to show up in the account's history.</summary>
public sealed class AccountCanaryTests : IDisposable
{
    private const string Role = "arn:aws:iam::111122223333:role/RootWatch";

    private readonly WatchedAccount _account = new();

    public void Dispose() => _account.Dispose();

    private IReadOnlyList<Alert> Told => [.. _account.Alerts.Where(alert => alert.RuleId == "RW-X05")];

    [Fact]
    public async Task While_they_show_up_nothing_is_told_and_each_is_asked_for_once()
    {
        _account.Trail.OwnCallVisibleAt = static at => at.AddMinutes(10);
        await _account.Run(TimeSpan.FromHours(12));

        Assert.Empty(Told);
        Assert.InRange(_account.Trail.OwnCalls.Count, 14, 17);
        Assert.InRange(_account.Trail.OwnCallQuestions.Count, _account.Trail.OwnCalls.Count - 1, _account.Trail.OwnCalls.Count);
        Assert.All(_account.Trail.OwnCallQuestions, asked => Assert.Equal(new LookupAttribute("ResourceName", Role), asked.LookupAttribute));
        Assert.DoesNotContain(_account.Stored.State.Canary!.Unseen, call => call.At < _account.Time.GetUtcNow().AddMinutes(-20));
    }

    [Fact]
    public async Task A_history_that_stands_still_is_told_once_and_another_time_is_another_one()
    {
        DateTimeOffset first = WatchedAccount.Start.AddHours(2), second = WatchedAccount.Start.AddHours(9);
        _account.Trail.OwnCallVisibleAt = at => Held(Held(at.AddMinutes(3), first), second);
        await _account.Run(TimeSpan.FromHours(16));

        Assert.Collection(Told, alert => Within(alert, first), alert => Within(alert, second));
        Assert.All(Told, alert => Assert.Equal((Severity.High, "", false), (alert.Severity, alert.EventId, alert.Summary.Contains("no other", StringComparison.Ordinal))));
        Assert.All(Told, alert => Assert.Contains(_account.Trail.OwnCalls, own => own.Event.Time == alert.EventTime));

        static DateTimeOffset Held(DateTimeOffset at, DateTimeOffset from) => at > from && at < from.AddHours(4) ? from.AddHours(4) : at;

        static void Within(Alert alert, DateTimeOffset from) => Assert.InRange(alert.DetectedAt, from.AddMinutes(25), from.AddMinutes(100));
    }

    [Fact]
    public async Task An_account_that_never_showed_any_is_told_so()
    {
        _account.Trail.OwnCallVisibleAt = static _ => DateTimeOffset.MaxValue;
        await _account.Run(TimeSpan.FromHours(6));

        Alert alert = Assert.Single(Told);
        Assert.Equal(WatchedAccount.Start.AddMinutes(30), alert.DetectedAt, TimeSpan.FromMinutes(16));
        Assert.Contains("no other ever did", alert.Summary, StringComparison.Ordinal);
        // Two ways to look for it, four times an hour.
        Assert.InRange(_account.Trail.OwnCallQuestions.Count, 40, 50);
    }

    [Fact]
    public async Task Where_nothing_is_found_by_the_role_the_calls_are_found_by_their_name()
    {
        _account.Trail.FindsByResource = false;
        await _account.Run(TimeSpan.FromHours(8));

        Assert.Empty(Told);
        Assert.InRange(_account.Trail.OwnCallQuestions.Count, 15, 24);
        Assert.All(_account.Trail.OwnCallQuestions.Where(asked => asked.LookupAttribute.AttributeKey == "EventName"), asked => Assert.Equal(TimeSpan.FromMinutes(2), asked.EndTime - asked.StartTime));
    }

    [Fact]
    public async Task While_the_account_is_blind_only_that_is_told()
    {
        _account.Trail.OwnCallVisibleAt = static at => at > WatchedAccount.Start.AddMinutes(30) ? at.AddHours(3) : at;
        await _account.Run(TimeSpan.FromMinutes(40));
        _account.Trail.Fault = static (operation, _) => operation == "LookupEvents" ? FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDeniedException") : null;
        await _account.Run(TimeSpan.FromHours(2));

        Assert.Empty(Told);
        Assert.Single(_account.Alerts, alert => alert.RuleId == "RW-X04");
    }

    [Fact]
    public async Task A_question_that_is_answered_beside_streams_that_fail_says_nothing()
    {
        _account.Trail.OwnCallVisibleAt = static _ => DateTimeOffset.MaxValue;
        int questions = 0;
        _account.Trail.Fault = (operation, region) => operation == "LookupEvents" && region == "us-east-1" && _account.Trail.OwnCallQuestions.Count == questions
            ? FakeCloudTrail.Failure(AwsFailureReason.Unreachable, "x") : null;
        await _account.Run(TimeSpan.FromHours(2));

        Assert.Empty(Told);
    }

    [Fact]
    public async Task It_waits_where_calls_are_short_and_then_nothing_is_said()
    {
        using WatchedAccount account = new(options: new PollOptions { MaxCallsPerAccountPerDay = 1_000 });
        account.Trail.OwnCallVisibleAt = static _ => DateTimeOffset.MaxValue;
        await account.Run(TimeSpan.FromHours(6));

        Assert.Empty(account.Trail.OwnCallQuestions);
        Assert.DoesNotContain(account.Alerts, alert => alert.RuleId == "RW-X05");
    }

    [Fact]
    public async Task A_restart_forgets_no_call_that_was_stored()
    {
        _account.Trail.OwnCallVisibleAt = static _ => DateTimeOffset.MaxValue;
        await _account.Run(TimeSpan.FromMinutes(10));
        OwnCall waits = Assert.Single(_account.Stored.State.Canary!.Unseen);
        await _account.Poll.Leave();
        await _account.Stored.ReadStateAsync();
        using AccountPoll again = new(_account.Stored, WatchedAccount.Id, _account.Surroundings);
        again.Register(WatchedAccount.Registration);
        await _account.Run(TimeSpan.FromMinutes(60), again);

        Assert.Equal(waits.At, Assert.Single(Told).EventTime);
        Assert.Equal([waits.AccessKeyId, "ASIA2"], _account.Stored.State.Canary!.Unseen.Take(2).Select(call => call.AccessKeyId));
    }

    [Fact]
    public async Task It_makes_no_write_of_its_own()
    {
        await _account.Run(TimeSpan.FromHours(1));
        int writes = _account.Stored.Writes;
        await _account.Run(TimeSpan.FromHours(4));

        Assert.InRange(_account.Stored.Writes - writes, 40, 4 * 12);
    }

    /// <summary>After a time in which the store failed the last reading is an old one, and an answer about our own calls may be the first to come.</summary>
    [Fact]
    public void An_answer_alone_says_nothing_of_sight()
    {
        DateTimeOffset now = WatchedAccount.Start;
        StreamState stream = new() { Region = "us-east-1", Query = StreamQuery.Root, Front = now.AddMinutes(-30), LastSuccess = now.AddMinutes(-30) };
        AccountDocument document = Noted("a") with
        {
            TenantId = "acme",
            WatchedSince = now.AddDays(-1),
            NextOutSeq = 1,
            Streams = ImmutableSortedDictionary<string, StreamState>.Empty.Add(stream.Name().Key, stream),
        };

        AccountStep Take(AccountDocument before, DateTimeOffset at) => AccountStep.Take(
            WatchedAccount.Registration, before, new HashSet<string> { stream.Name().Key }, [], at, new PollOptions(), DetectionSettings.Default, SigmaRules.None, NoOriginTable.Instance,
            NullLogger.Instance, canary: Answer());

        Assert.Empty(Take(document, now.AddMinutes(20)).Alerts);
        Assert.Equal(["RW-X05"], Take(document, now.AddMinutes(31)).Alerts.Select(alert => alert.RuleId));
        AccountDocument troubled = document with { Streams = document.Streams.SetItem(stream.Name().Key, stream with { Trouble = new StreamTrouble(WatchStatus.Degraded, "x", now, 1) }) };
        Assert.Empty(Take(troubled, now.AddMinutes(31)).Alerts);
    }

    [Fact]
    public void A_later_call_that_is_seen_says_that_the_history_goes_on()
    {
        AccountDocument document = Noted("a", "b", "c");
        (document, CanaryWatch? watch) = AccountCanary.Hear(document, Answer("b"));

        Assert.Equal(["c"], document.Canary!.Unseen.Select(call => call.AccessKeyId));
        Assert.Equal("b", document.Canary.Seen!.AccessKeyId);
        Assert.Equal((document.Canary.Unseen[0].At, true), (watch!.UnseenSince, watch.WasSeen));
    }

    [Fact]
    public void An_answer_about_the_first_call_alone_says_nothing_of_the_next()
    {
        (AccountDocument document, CanaryWatch? watch) = AccountCanary.Hear(Noted("a", "b"), Answer("a") with { IsWhole = false });

        Assert.Equal(["b"], document.Canary!.Unseen.Select(call => call.AccessKeyId));
        Assert.Null(watch);
    }

    [Fact]
    public void An_answer_about_another_role_or_region_is_none()
    {
        AccountDocument document = Noted("a");

        Assert.All(
            [(document, Answer("a") with { RoleArn = Role + "2" }), (document, Answer("a") with { Region = "eu-west-1" }), (new AccountDocument(), Answer("a"))],
            ((AccountDocument Document, CanaryAnswer Answer) one) =>
            {
                (AccountDocument after, CanaryWatch? watch) = AccountCanary.Hear(one.Document, one.Answer);
                Assert.Same(one.Document, after);
                Assert.Null(watch);
            });
    }

    [Fact]
    public void A_call_is_noted_once_and_another_role_begins_anew()
    {
        AccountDocument document = Noted("a", "b");
        AccountDocument seen = AccountCanary.Hear(document, Answer("b")).Document;

        Assert.Same(document, Note(document, "b", 9));
        Assert.Same(seen, Note(seen, "b", 9));
        AccountCanary other = AccountCanary.Note(seen, new AssumedRole(Role + "2", "c", 0), "us-east-1", WatchedAccount.Start).Canary!;
        Assert.Equal((1, null), (other.Unseen.Count, other.Seen));
    }

    [Fact]
    public void Of_very_many_unseen_calls_the_first_and_the_last_are_kept()
    {
        string[] keys = [.. Enumerable.Range(0, 100).Select(n => $"key-{n}")];
        ImmutableList<OwnCall> unseen = Noted(keys).Canary!.Unseen;

        Assert.Equal(16, unseen.Count);
        Assert.Equal(("key-0", "key-99"), (unseen[0].AccessKeyId, unseen[^1].AccessKeyId));
        Assert.Equal(unseen.OrderBy(call => call.At), unseen);
    }

    [Fact]
    public void What_has_left_the_history_is_not_waited_for() =>
        Assert.Equal(["b"], Note(Noted("a"), "b", 91 * 24 * 60).Canary!.Unseen.Select(call => call.AccessKeyId));

    [Theory]
    [InlineData("AssumeRole", """{"responseElements":{"credentials":{"accessKeyId":"ASIA1"}}}""", "ASIA1")]
    [InlineData("AssumeRoleWithSAML", """{"responseElements":{"credentials":{"accessKeyId":"ASIA1"}}}""", null)]
    [InlineData("AssumeRole", """{"requestParameters":{"roleSessionName":"ASIA1"},"responseElements":null}""", null)]
    [InlineData("AssumeRole", """{"responseElements":"{\"credentials\":{\"accessKeyId\":\"ASIA1\"}}"}""", null)]
    [InlineData("AssumeRole", """{"responseElements":{"credentials":["ASIA1"]}}""", null)]
    [InlineData("AssumeRole", """{"responseElements":{"credentials":{"accessKeyId":7}}}""", null)]
    [InlineData("AssumeRole", """{"responseElements":{"credentials":{"accessKeyId":"\ud800"}}}""", null)]
    [InlineData("AssumeRole", """["responseElements"]""", null)]
    [InlineData("AssumeRole", """{"responseElements":{""", null)]
    [InlineData("AssumeRole", "", null)]
    [InlineData("AssumeRole", null, null)]
    public void Only_what_AWS_gave_counts_as_the_key(string name, string? record, string? key) =>
        Assert.Equal(key, AccountCanary.KeyGivenBy(new Event { EventName = name, CloudTrailEvent = record }));

    private static AccountDocument Noted(params string[] keys) =>
        keys.Index().Aggregate(new AccountDocument(), static (document, key) => Note(document, key.Item, key.Index));

    private static AccountDocument Note(AccountDocument document, string key, int minutes) =>
        AccountCanary.Note(document, new AssumedRole(Role, key, 0), "us-east-1", WatchedAccount.Start.AddMinutes(minutes));

    private static CanaryAnswer Answer(params string[] keys) => new(Role, "us-east-1", keys.ToHashSet(), true);
}
