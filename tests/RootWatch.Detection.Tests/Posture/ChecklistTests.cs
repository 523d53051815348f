using System.Text.Json.Nodes;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Posture;

/// <summary>The seven points, each with what makes it pass, fail and stay open.</summary>
public sealed class ChecklistTests
{
    private static readonly DateTimeOffset At = GoodFacts.Now;
    private static readonly EmergencyWindow Window = new("W-1", At.AddDays(-20), At.AddDays(-20).AddHours(1)) { ReviewedAt = At.AddDays(-19) };

    private static readonly ChecklistFacts Good = new(
        PostureCatalogue.Check(GoodFacts.All, PostureSettings.Default, At), GoodFacts.All.Attestations, new EmergencyPlan(At.AddDays(-100)) { Windows = [Window] },
        WatchState.Empty, new PastRead(At.AddDays(-200), []), DetectionSettings.Default, TimeSpan.FromMinutes(15), At);

    [Fact]
    public void All_seven_pass_where_all_is_well()
    {
        var points = Checklist.Of(Good);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], points.Select(point => point.Number));
        Assert.All(points, point => Assert.True(point.Status == PostureStatus.Pass, $"{point.Number} {point.Status}: {string.Join("; ", point.Parts.Select(part => $"{part.Source} {part.Status} {part.Text}"))}"));
    }

    [Fact]
    public void Nothing_is_known_of_an_account_that_was_never_read_and_nothing_passes()
    {
        var points = Checklist.Of(Good with { Results = PostureCatalogue.Check(GoodFacts.Denied, PostureSettings.Default, At), Attestations = [], Emergencies = null, Past = Never });

        Assert.All(points, point => Assert.True(point.Status == PostureStatus.Unknown, $"{point.Number} {point.Status}"));
    }

    [Theory]
    [InlineData(1, "P01")]
    [InlineData(3, "P03")]
    [InlineData(4, "P16")]
    [InlineData(5, "P23")]
    public void A_check_that_fails_fails_its_point_and_one_that_is_exempt_does_not_hold_it_up(int number, string check)
    {
        Assert.Equal([number], Failing(Good with { Results = [.. Good.Results.Select(result => result.Check.Id == check ? result with { Status = PostureStatus.Fail } : result)] }));
        Assert.Empty(Failing(Good with { Results = [.. Good.Results.Select(result => result.Check.Id == check ? result with { Status = PostureStatus.Exempt } : result)] }));
    }

    [Theory]
    [InlineData(2, AttestationSubjects.RootPassword)]
    [InlineData(2, AttestationSubjects.RootHolders)]
    [InlineData(4, AttestationSubjects.LogReview)]
    [InlineData(6, AttestationSubjects.PaymentApproval)]
    [InlineData(7, AttestationSubjects.IncidentPlan)]
    [InlineData(7, AttestationSubjects.Drill)]
    public void A_word_that_ran_out_fails_its_point_and_one_that_nobody_gave_leaves_it_open(int number, string subject)
    {
        var ranOut = Good with { Attestations = [.. Good.Attestations.Select(word => word.Subject == subject ? word with { ValidUntil = At } : word)] };
        var never = Good with { Attestations = [.. Good.Attestations.Where(word => word.Subject != subject)] };

        Assert.Equal([number], Failing(ranOut));
        Assert.Equal([number], Checklist.Of(never).Where(point => point.Status == PostureStatus.Unknown).Select(point => point.Number));
        Assert.Empty(Failing(never));
    }

    [Theory]
    [InlineData(5, "RW-S01")]
    [InlineData(5, "RW-C06")]
    [InlineData(5, "RW-D01")]
    [InlineData(6, "RW-B05")]
    public void A_rule_that_the_tenant_has_turned_off_tells_nobody(int number, string rule) => Assert.Equal(
        [number],
        Failing(Good with { Settings = DetectionSettings.Default with { Rules = new Dictionary<string, RuleSettings> { [rule] = RuleSettings.Usual with { Enabled = false } } } }));

    [Fact]
    public void Root_s_use_counts_against_the_points_that_it_belies_for_ninety_days()
    {
        // Outside the window: without MFA, and at all.
        Assert.Equal([1, 3], Failing(Good with { State = After(SignIn("Success", "No"), At.AddDays(-10)) }));
        Assert.Equal([3], Failing(Good with { State = After(SignIn("Success", "Yes"), At.AddDays(-10)) }));
        Assert.Empty(Failing(Good with { State = After(SignIn("Success", "No"), At.AddDays(-91)) }));
        Assert.Empty(Failing(Good with { State = After(SignIn("Success", "Yes"), At.AddDays(-10)), Emergencies = null }));
        // Within it, and nobody has rotated the password since.
        Assert.Equal([2], Failing(Good with { State = After(SignIn("Success", "Yes"), Window.OpensAt.AddMinutes(5)) }));
    }

    [Fact]
    public void What_was_not_read_passes_neither_sign_ins_nor_use_of_root()
    {
        Assert.Equal([("P01", PostureStatus.Pass), ("events", PostureStatus.Unknown)], Parts(Good with { Past = Never }, 1));
        Assert.Contains(Checklist.Of(Good with { Past = Never })[0].Parts, part => part.Text.EndsWith("not all was read: denied: no", StringComparison.Ordinal));
        Assert.Equal([("P05", PostureStatus.Pass), ("P03", PostureStatus.Pass), ("windows", PostureStatus.Unknown)], Parts(Good with { Past = Never }, 3));
        // What was seen is known, whatever else was not read.
        Assert.Equal([1, 3], Failing(Good with { State = After(SignIn("Success", "No"), At.AddDays(-10)), Past = Never }));
    }

    [Theory]
    [InlineData(-80, -60, true, PostureStatus.Unknown, PostureStatus.Unknown)]
    [InlineData(-80, -60, false, PostureStatus.Pass, PostureStatus.Unknown)]
    [InlineData(-120, -91, true, PostureStatus.Pass, PostureStatus.Pass)]
    public void Only_what_was_not_read_of_the_ninety_days_counts_and_for_sign_ins_only_where_they_are(int from, int to, bool hasSignIns, PostureStatus signIns, PostureStatus use)
    {
        var partly = Good with { Past = new PastRead(At.AddDays(-200), [new UnreadStretch(At.AddDays(from), At.AddDays(to), hasSignIns, "still being read")]) };

        Assert.Contains(("events", signIns), Parts(partly, 1));
        Assert.Contains(("windows", use), Parts(partly, 3));
    }

    [Fact]
    public void A_past_that_was_never_meant_to_be_read_is_not_said_to_be_known() => Assert.Contains(
        "no sign-in without MFA was seen since 2",
        Checklist.Of(Good with { Past = new PastRead(At.AddDays(-3), []) })[0].Parts[1].Text, StringComparison.Ordinal);

    [Fact]
    public void A_review_that_is_overdue_fails_the_point_about_looking_back() =>
        Assert.Equal([4], Failing(Good with { Emergencies = Good.Emergencies! with { Windows = [Window with { ReviewedAt = null }] } }));

    private static PastRead Never => new(DateTimeOffset.MinValue, [new UnreadStretch(DateTimeOffset.MinValue, null, HasSignIns: true, "denied: no")]);

    private static IEnumerable<(string, PostureStatus)> Parts(ChecklistFacts facts, int number) => Checklist.Of(facts)[number - 1].Parts.Select(part => (part.Source, part.Status));

    private static WatchState After(JsonObject record, DateTimeOffset time)
    {
        record["eventTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return AccountWatch.Advance(WatchState.Empty, Subject, [record.ToJsonString()], At).State;
    }

    private static IEnumerable<int> Failing(ChecklistFacts facts) => Checklist.Of(facts).Where(point => point.Status == PostureStatus.Fail).Select(point => point.Number);
}
