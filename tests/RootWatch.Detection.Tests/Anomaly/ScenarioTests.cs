using System.Text.Json.Nodes;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Anomaly;

/// <summary>
/// What the weights are set by: situations as an operator would label them, and where the highest score of each must lie.
/// All synthetic. Benign ones stay below the threshold of RW-N01, takeovers reach it; in between lies what a person
/// should look at.
/// </summary>
public sealed class ScenarioTests
{
    private const string Day = "2026-03-01T";
    private const string Firefox = "Mozilla/5.0 (Macintosh; rv:140.0) Gecko/20100101 Firefox/140.0";

    /// <summary>What one does not get up for.</summary>
    private static readonly (int Low, int High) Quiet = (0, 24);

    /// <summary>What one looks at in the morning.</summary>
    private static readonly (int Low, int High) Odd = (25, 69);

    /// <summary>What RW-N01 tells of.</summary>
    private static readonly (int Low, int High) Alarm = (70, 100);

    /// <param name="History">What the account saw before; null: four quarters of sign-ins from the office, with MFA.</param>
    private sealed record Scenario(string Name, (int Low, int High) Band, JsonObject[] Events)
    {
        public JsonObject[]? History { get; init; }
        public ExpectedUse Expected { get; init; } = ExpectedUse.Unknown;
        public Circumstances Around { get; init; } = Circumstances.Untold;
    }

    private static readonly Scenario[] Scenarios =
    [
        new("the quarterly sign-in from the office, with MFA", Quiet, [SignIn("Success", "Yes", From(Office, Day + "09:00:00"))]),
        new("and the reading of bills", Quiet, [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), Read("billingconsole", "GetBillsForBillingPeriod", "09:05:00")]),
        new("a new laptop with another browser, same office", Quiet, [SignIn("Success", "Yes", Agent(Firefox, From(Office, Day + "09:00:00")))]),
        new("another range of the office's provider", Quiet, [SignIn("Success", "Yes", From(OfficeOtherRange, Day + "09:00:00"))]),
        new("the owner mistypes twice, then signs in", Quiet,
            [SignIn("Failure", "No", From(Office, Day + "09:00:00")), SignIn("Failure", "No", From(Office, Day + "09:00:40")), SignIn("Success", "Yes", From(Office, Day + "09:01:20"))]),
        new("a year without use, then the yearly task", Quiet, [SignIn("Success", "Yes", From(Office, "2027-03-15T09:00:00"))]),
        new("the first sign-in of an account that nobody knows yet", Quiet, [SignIn("Success", "Yes", From(Office, Day + "09:00:00"))]) { History = [] },
        new("a tenant's VPN that it told of, in another country", Quiet, [SignIn("Success", "Yes", From(Vpn, Day + "09:00:00"))])
            { Expected = ExpectedUse.Unknown with { Asns = [64502], Countries = ["DE", "NL"] } },
        new("a drill inside its window, without MFA", Quiet, [SignIn("Success", "No", From(Office, Day + "09:00:00"))]) { Around = Window("08:00:00") },
        new("a delegated audit by a known caller", Quiet, [Delegated("iam.amazonaws.com", "ListAccessKeys", From(Office, Day + "10:05:00"))])
            { Around = Circumstances.Untold with { KnownAudits = [new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)] } },
        new("a service acts in root's name", Quiet, [Root("ec2.amazonaws.com", "RunInstances", e => { From(Cloud, Day + "09:00:00")(e); e["userIdentity"]!["invokedBy"] = "autoscaling.amazonaws.com"; })]),
        new("a stranger's single failed sign-in from abroad", Odd, [SignIn("Failure", "No", From(Hotel, Day + "09:00:00"))]),
        new("the admin travels, with MFA", Odd, [SignIn("Success", "Yes", From(Hotel, Day + "09:00:00"))]),
        new("and reads from the hotel", Odd, [SignIn("Success", "Yes", From(Hotel, Day + "09:00:00")), Read("s3", "ListBuckets", "09:05:00", Hotel)]),
        new("the admin travels, at night", Odd, [SignIn("Success", "Yes", From(Hotel, Day + "02:00:00"))]) { Expected = ExpectedUse.Unknown with { Hours = OfficeHours } },
        new("the second day at the hotel", Odd, [SignIn("Success", "Yes", From(Hotel, "2026-03-02T09:00:00"))])
            { History = [.. Quarters(), SignIn("Success", "Yes", From(Hotel, Day + "09:00:00"))] },
        new("the office without MFA", Odd, [SignIn("Success", "No", From(Office, Day + "09:00:00"))]),
        new("the owner adds an MFA device at the office", Odd,
            [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), Root("iam.amazonaws.com", "EnableMFADevice", From(Office, Day + "09:10:00"))]),
        new("the owner renews the MFA device at the office", Odd,
            [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), .. Mfa(Office, "CreateVirtualMFADevice", "EnableMFADevice", "DeactivateMFADevice", "DeleteVirtualMFADevice")]),
        new("and takes the old one away first", Odd,
            [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), .. Mfa(Office, "DeactivateMFADevice", "DeleteVirtualMFADevice", "CreateVirtualMFADevice", "EnableMFADevice")]),
        new("a stranger renews the MFA device", Alarm,
            [SignIn("Success", "Yes", From(Hotel, Day + "09:00:00")), .. Mfa(Hotel, "EnableMFADevice", "DeactivateMFADevice", "DeleteVirtualMFADevice")]),
        new("the owner clicks where a service control policy refuses root", Quiet,
            [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), .. new[] { "StopLogging", "DeleteTrail" }.Select(call => Root("cloudtrail.amazonaws.com", call, e => { From(Office, Day + "09:05:00")(e); Denied(e); }))]),
        new("the office recovers a forgotten password, with MFA", Odd,
            [Recovery("PasswordRecoveryCompleted", Office, "08:50:00"), SignIn("Success", "Yes", From(Office, Day + "09:00:00"))]),
        new("the office, outside the windows in which root is approved", Odd, [SignIn("Success", "Yes", From(Office, Day + "09:00:00"))]) { Around = Circumstances.Untold with { Windows = [] } },
        new("a script signs in from the office", Odd, [SignIn("Success", "Yes", Agent("python-requests/2.32", From(Office, Day + "09:00:00")))]),
        new("takeover by recovery, from abroad, with MFA renewed by the thief", Alarm,
            [Recovery("PasswordRecoveryRequested", Hotel, "08:40:00"), Recovery("PasswordRecoveryCompleted", Hotel, "08:50:00"), SignIn("Success", "Yes", From(Hotel, Day + "09:00:00"))]),
        new("takeover by recovery, from the office's own network", Alarm,
            [Recovery("PasswordRecoveryCompleted", Office, "08:50:00"), SignIn("Success", "No", From(Office, Day + "09:00:00"))]),
        new("a stolen password, no MFA, from abroad", Alarm, [SignIn("Success", "No", From(Hotel, Day + "09:00:00"))]),
        new("a sign-in through Tor, with MFA", Alarm, [SignIn("Success", "Yes", From(TorExit, Day + "09:00:00"))]),
        new("a sign-in through a VPN that nobody told of", Alarm, [SignIn("Success", "Yes", From(Vpn, Day + "09:00:00"))]),
        new("root's key leaks and is used from rented servers", Alarm, [Key("sts", "GetCallerIdentity", Cloud)]),
        new("root's key is used where it always was", Odd, [Key("s3", "PutObject", Office)])
            { History = [.. Enumerable.Range(1, 20).Select(day => Key("s3", "PutObject", Office, $"2026-02-{day:00}T09:00:00"))] },
        new("brute force from abroad, then success with MFA", Alarm,
            [.. Enumerable.Range(0, 9).Select(i => SignIn("Failure", "No", From(Hotel, $"{Day}09:0{i}:00"))), SignIn("Success", "Yes", From(Hotel, Day + "09:10:00"))]),
        new("a sign-in from the office, then keys and a trail that stops", Alarm,
            [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), Root("iam.amazonaws.com", "CreateAccessKey", From(Office, Day + "09:05:00")), Root("cloudtrail.amazonaws.com", "StopLogging", From(Office, Day + "09:06:00"))]),
        new("one address on root of many accounts of the tenant", Alarm, [SignIn("Success", "Yes", From(Hotel, Day + "09:00:00"))])
            { Around = Circumstances.Untold with { AccountsByAddress = new Dictionary<string, int> { [Hotel] = 7 } } },
        new("a country that the tenant denies", Alarm, [SignIn("Success", "Yes", From(Hotel, Day + "09:00:00"))])
            { Expected = ExpectedUse.Unknown with { DeniedCountries = ["FR"] } },
        new("two places at once", Alarm, [SignIn("Success", "Yes", From(Office, Day + "09:00:00")), SignIn("Success", "Yes", From(Hotel, Day + "09:05:00"))]),
        new("a new account, taken over in its first week", Alarm, [SignIn("Success", "No", From(TorExit, Day + "09:00:00"))]) { History = [] },
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_situation_scores_as_it_was_labelled(string name)
    {
        var scenario = Scenarios.Single(other => other.Name == name);
        var subject = Subject with
        {
            Origins = Instance,
            Settings = DetectionSettings.Default with { Expected = scenario.Expected },
            Around = scenario.Around,
        };
        var now = Now.AddYears(2);
        var state = AccountWatch.Advance(WatchState.Empty, Subject with { Origins = Instance }, Json(scenario.History ?? Quarters()), now).State;

        var alerts = AccountWatch.Advance(state, subject, Json(scenario.Events), now).Alerts;

        var highest = alerts.MaxBy(alert => alert.Score);
        var score = highest?.Score ?? 0;
        Assert.True(score >= scenario.Band.Low && score <= scenario.Band.High,
            $"{name}: {score} is not within {scenario.Band}: {string.Join(", ", highest?.Reasons.Select(reason => $"{reason.Term} {reason.Points}") ?? [])}");
        Assert.Equal(scenario.Band == Alarm, alerts.Any(alert => alert.RuleId == "RW-N01"));
    }

    [Fact]
    public void Every_term_that_gives_points_is_in_some_situation_or_has_a_test_of_its_own()
    {
        string[] seen = [.. Scenarios.SelectMany(scenario => AccountWatch.Advance(
            AccountWatch.Advance(WatchState.Empty, Subject with { Origins = Instance }, Json(scenario.History ?? Quarters()), Now.AddYears(2)).State,
            Subject with { Origins = Instance, Settings = DetectionSettings.Default with { Expected = scenario.Expected }, Around = scenario.Around },
            Json(scenario.Events),
            Now.AddYears(2)).Alerts).SelectMany(alert => alert.Reasons).Select(reason => reason.Term).Distinct()];

        // Each of these has a test in EventScoringTests.
        Assert.Equal(
            ["breadth", "delegated", "lists_unavailable", "not_root", "origin_unavailable", "region_new"],
            ScoreTerms.All.Select(term => term.Name).Except(seen).Order(StringComparer.Ordinal));
    }

    private static BusinessHours OfficeHours => new(
        TimeZoneInfo.Utc, new HashSet<DayOfWeek>(Enum.GetValues<DayOfWeek>()), new TimeOnly(8, 0), new TimeOnly(18, 0));

    private static JsonObject[] Quarters() =>
    [
        .. new[] { "2025-03-03", "2025-06-02", "2025-09-01", "2025-12-01" }.SelectMany(day => new[]
        {
            SignIn("Success", "Yes", From(Office, day + "T09:00:00")),
            Read("billingconsole", "GetBillsForBillingPeriod", "09:05:00", Office, day + "T"),
            Read("s3", "ListBuckets", "09:06:00", Office, day + "T"),
            Root("iam.amazonaws.com", "UpdateAccountPasswordPolicy", From(Office, day + "T09:07:00")),
        }),
    ];

    private static JsonObject Read(string service, string name, string time, string address = Office, string day = Day) =>
        Root($"{service}.amazonaws.com", name, e => { From(address, day + time)(e); e["readOnly"] = true; });

    private static JsonObject Key(string service, string name, string address, string time = Day + "09:00:00") => Root($"{service}.amazonaws.com", name, e =>
    {
        From(address, time)(e);
        e["userIdentity"]!.AsObject().Remove("sessionContext");
        e["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE";
        e["userAgent"] = "aws-cli/2.17.32 md/awscrt#0.20.11";
    });

    private static JsonObject[] Mfa(string address, params string[] calls) =>
        [.. calls.Select((call, index) => Root("iam.amazonaws.com", call, e => { With(("serialNumber", RootSerial))(e); From(address, $"{Day}09:0{index + 2}:00")(e); }))];

    private static JsonObject Recovery(string name, string address, string time)
    {
        var record = SignInPage(name);
        From(address, Day + time)(record);
        return record;
    }

    private static Action<JsonObject> Agent(string agent, Action<JsonObject> change) => e =>
    {
        change(e);
        e["userAgent"] = agent;
    };

    private static Circumstances Window(string from) => Circumstances.Untold with
    {
        Windows = [new ApprovedWindow(DateTimeOffset.Parse($"{Day}{from}Z", System.Globalization.CultureInfo.InvariantCulture), Now)],
    };

    private static string[] Json(JsonObject[] records) => [.. records.Select(record => record.ToJsonString())];
}
