using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Anomaly;

public sealed class AccountRiskTests
{
    private static readonly DateTimeOffset Begin = new(2026, 2, 28, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_unusual_halves_in_a_week()
    {
        var state = TestOrigins.Advance(WatchState.Empty, SignIn("Success", "No", From(Office, "2026-03-01T08:00:00"))).State;

        Assert.Equal(55, Risk(state, "2026-03-01T08:00:00"), 1e-9);
        Assert.Equal(27.5, Risk(state, "2026-03-08T08:00:00"), 1e-9);
    }

    [Fact]
    public void What_touched_credentials_halves_in_a_month()
    {
        var state = TestOrigins.Advance(
            WatchState.Empty,
            SignIn("Success", "Yes", From(Office, "2026-03-01T08:00:00")),
            Root("iam.amazonaws.com", "CreateAccessKey", From(Office, "2026-03-01T08:10:00"))).State;

        Assert.Equal(45, Risk(state, "2026-03-01T08:10:00"), 1e-9);
        Assert.Equal(22.5, Risk(state, "2026-03-31T08:10:00"), 1e-9);
    }

    [Fact]
    public void A_high_risk_is_not_hidden_by_a_low_one_that_comes_after()
    {
        var state = TestOrigins.Advance(WatchState.Empty, SignIn("Success", "No", From(Office, "2026-02-01T08:00:00"))).State;
        state = TestOrigins.Advance(state, SignIn("Success", "Yes", From(Office, "2026-02-08T08:00:00"))).State;

        Assert.Equal(27.5, Risk(state, "2026-02-08T08:00:00"), 1e-9);
    }

    /// <summary>Sixteen hours over a midnight, each event up to an hour late, in batches of any size.</summary>
    [Fact]
    public void The_order_of_arrival_within_the_lateness_and_the_batches_do_not_change_the_risk() =>
        Gen.Select(Record.List[1, 30], Gen.Int[1, 5], Gen.Int).Sample(
            (records, batchSize, seed) =>
            {
                var random = new Random(seed);
                var late = records.OrderBy(record => record.Time.AddMinutes(random.Next(60))).Select(record => record.Json).ToArray();
                var inOrder = records.OrderBy(record => record.Time).Select(record => record.Json).ToArray();

                return Risks(After(late, batchSize)).SequenceEqual(Risks(After(inOrder, records.Count)));
            },
            iter: 500);

    /// <summary>Nor which sessions reach the score that RW-N01 tells of, whatever that is, and whether little or much is known of root.</summary>
    [Fact]
    public void The_order_of_arrival_within_the_lateness_and_the_batches_do_not_change_what_is_told_by_score() =>
        Gen.Select(Record.List[1, 60], Gen.Int[1, 5], Gen.Int, Gen.Int[0, 3], Gen.Int[5, 90]).Sample(
            (records, batchSize, seed, days, threshold) =>
            {
                var subject = Watched with { Settings = new DetectionSettings { Thresholds = new Dictionary<string, double> { ["RW-N01/score"] = threshold } } };
                var before = TestOrigins.After([.. Enumerable.Range(0, days).Select(day => SignIn("Success", "Yes", From(Office, Begin.AddDays(day - 40).ToString("s"))))]);
                var random = new Random(seed);
                var late = records.OrderBy(record => record.Time.AddMinutes(random.Next(60))).Select(record => record.Json).ToArray();
                var inOrder = records.OrderBy(record => record.Time).Select(record => record.Json).ToArray();

                return ToldByScore(subject, before, late, batchSize).SequenceEqual(ToldByScore(subject, before, inOrder, 1));
            },
            iter: 300);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_late_from_the_day_before_makes_nothing_known_that_was_scored_as_new(bool late)
    {
        var subject = Watched with { Settings = new DetectionSettings { Thresholds = new Dictionary<string, double> { ["RW-N01/score"] = 50 } } };
        var before = TestOrigins.After([.. Enumerable.Range(1, 4).Select(day => SignIn("Success", "Yes", From(Office, $"2026-02-0{day}T09:00:00")))]);
        string[] records = [.. new[] { "2026-02-28T23:55:00", "2026-03-01T00:05:00" }.Select(time => SignIn("Success", "Yes", From(Hotel, time)).ToJsonString())];

        Assert.Equal(2, ToldByScore(subject, before, late ? [.. records.Reverse()] : records, batchSize: 1).Length);
    }

    /// <summary>Cut in time order, not the score of a single alert may change.</summary>
    [Fact]
    public void Batches_do_not_change_scores() =>
        Gen.Select(Record.List[1, 25], Gen.Int[1, 5]).Sample(
            (records, batchSize) =>
            {
                // Of one second, a batch would be told apart by its ids and a cut could fall between them.
                string[] inOrder = [.. records.DistinctBy(record => record.Time).OrderBy(record => record.Time).Select(record => record.Json)];
                return Scores(inOrder, 1000).SequenceEqual(Scores(inOrder, batchSize));
            },
            iter: 100);

    [Fact]
    public void A_flood_keeps_the_profile_small()
    {
        var state = WatchState.Empty;
        foreach (var hour in Enumerable.Range(0, 40))
        {
            state = TestOrigins.Advance(state, [.. Enumerable.Range(0, 60).SelectMany(minute => new[]
            {
                SignIn("Failure", "No", From(Cloud, $"2026-02-{1 + (hour / 24):00}T{hour % 24:00}:{minute:00}:00")),
                Root($"service{(hour * 60) + minute}.amazonaws.com", $"Create{(hour * 60) + minute}", From($"10.{hour}.{minute}.1", $"2026-02-{1 + (hour / 24):00}T{hour % 24:00}:{minute:00}:30")),
                SignIn("Success", "Yes", From($"10.{hour}.{minute}.2", $"2026-02-{1 + (hour / 24):00}T{hour % 24:00}:{minute:00}:40")),
            })]).State;
        }

        var profile = state.Profile;
        Assert.True(profile.Recent.Count <= AccountProfile.RecentMax && profile.Sessions.Count <= AccountProfile.SessionsMax);
        Assert.All([profile.FailureTimes, profile.SignInTimes, profile.DeedTimes, profile.RecoveryTimes], times => Assert.True(times.Count <= Moments.CountMax));
        Assert.Equal((AccountProfile.PrefixesMax, AccountProfile.ServicesMax, AccountProfile.ActionsMax), (profile.Prefixes.Count, profile.Services.Count, profile.Actions.Count));
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(profile).Length, 0, 200_000);
    }

    private static readonly Func<JsonObject>[] Kinds =
    [
        () => SignIn(),
        () => SignIn("Success", "No"),
        () => SignIn("Failure", "No"),
        () => SignInPage("PasswordRecoveryCompleted"),
        () => Root("iam.amazonaws.com", "CreateAccessKey"),
        () => Root("s3.amazonaws.com", "CreateBucket"),
        () => Root("ec2.amazonaws.com", "RunInstances", e => e["awsRegion"] = "eu-west-1"),
        () => Root("s3.amazonaws.com", "ListBuckets", e => e["readOnly"] = true),
        () => User("cloudtrail.amazonaws.com", "StopLogging"),
    ];

    private static readonly string[] Addresses = [Office, OfficeOtherRange, Hotel, Cloud, Vpn, "AWS Internal"];

    private static readonly Gen<(DateTimeOffset Time, string Json)> Record =
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int[0, Addresses.Length - 1], Gen.Int[0, 16 * 3600], Gen.Guid).Select((kind, address, second, id) =>
        {
            var record = Kinds[kind]();
            var time = Begin.AddSeconds(second);
            From(Addresses[address], time.ToString("s"))(record);
            record["eventID"] = id.ToString();
            return (time, record.ToJsonString());
        });

    private static WatchSubject Watched => Subject with { Origins = Instance };

    private static AccountProfile After(string[] records, int batchSize) =>
        records.Chunk(batchSize).Aggregate(WatchState.Empty, (state, batch) => AccountWatch.Advance(state, Watched, batch, Now).State).Profile;

    private static double[] Risks(AccountProfile profile) =>
        [.. new[] { 0, 1, 7, 40 }.Select(days => AccountRisk.At(profile, DetectionSettings.Default, Now.AddDays(days)))];

    private static double Risk(WatchState state, string time) =>
        AccountRisk.At(state.Profile, DetectionSettings.Default, DateTimeOffset.Parse(time + "Z", System.Globalization.CultureInfo.InvariantCulture));

    private static string[] ToldByScore(WatchSubject subject, WatchState before, string[] records, int batchSize)
    {
        var (state, told) = (before, new List<string>());
        foreach (var batch in records.Chunk(batchSize))
        {
            var step = AccountWatch.Advance(state, subject, batch, Now);
            told.AddRange(step.Alerts.Where(alert => alert.RuleId == "RW-N01").Select(alert => alert.AlertId));
            state = step.State;
        }

        return [.. told.Order(StringComparer.Ordinal)];
    }

    private static string[] Scores(string[] records, int batchSize)
    {
        var (state, scores) = (WatchState.Empty, new List<string>());
        foreach (var batch in records.Chunk(batchSize))
        {
            var step = AccountWatch.Advance(state, Watched, batch, Now);
            scores.AddRange(step.Alerts.Where(alert => alert.EventId.Length > 0).Select(alert => $"{alert.AlertId} {alert.Score} {string.Join(' ', alert.Reasons.Select(reason => $"{reason.Term}={reason.Points}"))}"));
            state = step.State;
        }

        return [.. scores];
    }
}
