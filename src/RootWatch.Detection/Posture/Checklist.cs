using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Posture;

/// <summary>What the seven points are answered from.</summary>
/// <param name="Results">Of all checks.</param>
/// <param name="Lateness">How long after it happened an event may still come.</param>
public sealed record ChecklistFacts(
    IReadOnlyList<PostureResult> Results, IReadOnlyList<Attestation> Attestations, EmergencyPlan? Emergencies, WatchState State, PastRead Past, DetectionSettings Settings, TimeSpan Lateness, DateTimeOffset Now);

/// <summary>How far what root did in the past is known.</summary>
/// <param name="From">What happened earlier was never meant to be read.</param>
/// <param name="Unread">What else was not read.</param>
public sealed record PastRead(DateTimeOffset From, IReadOnlyList<UnreadStretch> Unread);

/// <param name="End">Null: it lasts.</param>
/// <param name="HasSignIns">Root's sign-ins may lie in it.</param>
public sealed record UnreadStretch(DateTimeOffset Start, DateTimeOffset? End, bool HasSignIns, string Reason);

/// <summary>The checklist for ongoing security of root sign-in, point by point. Pure; what is not known is never a PASS.</summary>
public static class Checklist
{
    /// <summary>What root did longer ago than this says nothing of how it is used now.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(90);

    /// <summary>They tell of root's sign-ins, its ways in, changes by it, and of what watches it.</summary>
    private static readonly string[] CriticalChanges = ["RW-S01", "RW-S02", "RW-A01", .. Family('C'), .. Family('D')];

    public static IReadOnlyList<ChecklistPoint> Of(ChecklistFacts facts) =>
    [
        new(1, "Root MFA is on and works", [Check(facts, "P01"), SignInsWithoutMfa(facts)]),
        new(2, "Root's password is strong, unique and kept where few get at it",
            [Attested(facts, AttestationSubjects.RootPassword), Attested(facts, AttestationSubjects.RootHolders), Rotations(facts)]),
        new(3, "Root is for exceptions, daily work is done with users and roles", [Check(facts, "P05"), Check(facts, "P03"), UseOutsideWindows(facts)]),
        new(4, "What root does is logged in CloudTrail and looked at regularly",
            [Check(facts, "P16"), Check(facts, "P17"), Check(facts, "P18"), Attested(facts, AttestationSubjects.LogReview), Reviews(facts)]),
        new(5, "Somebody is told of root sign-ins and of critical changes", [Check(facts, "P23"), Told(facts, CriticalChanges)]),
        new(6, "Billing is watched and changes of payment need an approval",
            [Told(facts, ["RW-B05", "RW-B06", "RW-B07"]), Attested(facts, AttestationSubjects.PaymentApproval)]),
        new(7, "An incident plan is written and was tried", [Attested(facts, AttestationSubjects.IncidentPlan), Attested(facts, AttestationSubjects.Drill)]),
    ];

    private static ChecklistPart Check(ChecklistFacts facts, string id) => facts.Results.FirstOrDefault(result => result.Check.Id == id) is { } result
        ? new ChecklistPart(id, result.Status, $"{result.Check.Title}: {result.Text}")
        : new ChecklistPart(id, PostureStatus.Unknown, "not read yet");

    private static ChecklistPart Attested(ChecklistFacts facts, string subject)
    {
        var source = $"attestation {subject}";
        return Attestation.Counting(facts.Attestations, facts.Now).FirstOrDefault(word => word.Subject == subject) is not { } word
            ? new ChecklistPart(source, PostureStatus.Unknown, $"nobody has attested that {AttestationSubjects.Meanings[subject]}")
            : word.ValidUntil > facts.Now
                ? new ChecklistPart(source, PostureStatus.Pass, $"{ShownText.Of(word.By, 64)} until {Day(word.ValidUntil)}: {ShownText.Of(word.Statement)}")
                : new ChecklistPart(source, PostureStatus.Fail, $"the word of {ShownText.Of(word.By, 64)} ran out on {Day(word.ValidUntil)}");
    }

    private static ChecklistPart SignInsWithoutMfa(ChecklistFacts facts)
    {
        var bare = facts.State.Trace.Of(TraceKind.SignIn).Where(signIn => signIn.Time > facts.Now - Lately && signIn.Detail.StartsWith("bare ", StringComparison.Ordinal)).ToList();
        return bare.Count > 0
            ? new ChecklistPart("events", PostureStatus.Fail, $"root signed in without MFA, last at {ShownTime.Of(bare[^1].Time)}")
            : NoneSeen(facts, "events", "sign-in without MFA", facts.Past.Unread.Where(stretch => stretch.HasSignIns), facts.Now - Lately);
    }

    /// <summary>Where nothing was read, nothing can have been seen.</summary>
    private static ChecklistPart NoneSeen(ChecklistFacts facts, string source, string what, IEnumerable<UnreadStretch> unread, DateTimeOffset from) =>
        unread.FirstOrDefault(stretch => !(stretch.End < from)) is { } stretch
            ? new ChecklistPart(source, PostureStatus.Unknown, $"no {what} was seen, but not all was read: {ShownText.Of(stretch.Reason, 200)}")
            : new ChecklistPart(
                source, PostureStatus.Pass,
                // A new account's past is read to just before the edge of what AWS keeps.
                facts.Past.From > facts.Now - Lately + TimeSpan.FromDays(1) ? $"no {what} was seen since {ShownTime.Of(facts.Past.From)}, from when on it was read" : $"no {what} was seen in {Lately.TotalDays:0} days");

    private static ChecklistPart Rotations(ChecklistFacts facts)
    {
        var standing = new StandingFacts(facts.State, Situation.Unknown with { Emergencies = facts.Emergencies }, facts.Settings, facts.Lateness, facts.Now);
        var overdue = new PasswordNotRotatedRule().Standing(standing).ToList();
        return overdue.Count > 0
            ? new ChecklistPart("windows", PostureStatus.Fail, overdue[^1].What)
            : new ChecklistPart("windows", PostureStatus.Pass, "after no emergency window is a rotation of root's password overdue");
    }

    private static ChecklistPart UseOutsideWindows(ChecklistFacts facts)
    {
        if (facts.Emergencies is not { Since: { } since } plan)
        {
            return new ChecklistPart("windows", PostureStatus.Exempt, "the tenant does not demand emergency windows");
        }

        var outside = facts.State.Trace.Of(TraceKind.Use).Where(use => use.Time >= since && use.Time > facts.Now - Lately && plan.OpenAt(use.Time) is null).ToList();
        return outside.Count > 0
            ? new ChecklistPart("windows", PostureStatus.Fail, $"root was used outside any emergency window, last at {ShownTime.Of(outside[^1].Time)}")
            : NoneSeen(facts, "windows", "use of root outside an emergency window", facts.Past.Unread, since > facts.Now - Lately ? since : facts.Now - Lately);
    }

    private static ChecklistPart Reviews(ChecklistFacts facts)
    {
        var standing = new StandingFacts(facts.State, Situation.Unknown with { Emergencies = facts.Emergencies }, facts.Settings, facts.Lateness, facts.Now);
        var overdue = new ReviewOverdueRule().Standing(standing).ToList();
        return overdue.Count > 0
            ? new ChecklistPart("windows", PostureStatus.Fail, overdue[^1].What)
            : new ChecklistPart("windows", PostureStatus.Pass, "no review of an emergency window is overdue");
    }

    private static ChecklistPart Told(ChecklistFacts facts, string[] rules)
    {
        var off = RuleCatalogue.All.Where(rule => rules.Contains(rule.Id) && !facts.Settings.IsEnabled(rule)).Select(rule => rule.Id).ToList();
        return off.Count > 0
            ? new ChecklistPart("rules", PostureStatus.Fail, $"the tenant has turned off {string.Join(", ", off)}")
            : new ChecklistPart("rules", PostureStatus.Pass, string.Create(CultureInfo.InvariantCulture, $"{rules.Length} rules about it are on"));
    }

    private static IEnumerable<string> Family(char letter) => RuleCatalogue.All.Where(rule => rule.Id[3] == letter).Select(rule => rule.Id);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
