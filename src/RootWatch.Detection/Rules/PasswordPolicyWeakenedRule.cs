using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Judged by what the policy is afterwards and, as far as earlier updates or a posture reading tell it, by what it was
/// before.
/// </summary>
public sealed class PasswordPolicyWeakenedRule() : Rule(
    "RW-D10",
    "Password policy weakened or deleted",
    Severity.Medium,
    "T1556",
    "Put the policy back. It binds the account's users, not root; look at which of them got a new password since.",
    falsePositives: "A policy that is set anew by deployment: allow its role."), IEpisodeRule, IStandingMemory, IEventMemory
{
    private const string Update = "UpdateAccountPasswordPolicy";

    /// <summary>AWS's, if an update names none.</summary>
    private const int DefaultLength = 6;

    private static readonly IComparer<PasswordPolicyChange> InTime = Comparer<PasswordPolicyChange>.Create(
        static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Call?.EventKey, b.Call?.EventKey));

    private static readonly string[] Classes = ["requireSymbols", "requireNumbers", "requireUppercaseCharacters", "requireLowercaseCharacters"];

    private static readonly RuleThreshold LengthMin = new("minimum-length", 14, 6, 128, "characters of a password; less is weak");

    private static readonly RuleThreshold ReuseMin = new("reuse-prevention", 24, 1, 24, "former passwords that may not be used again; less is weak");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [LengthMin, ReuseMin];

    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DeleteAccountPasswordPolicy", Update);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        !IsChange(e) ? null
        : e.EventName != Update ? Found(e, "deleted the password policy", "tried to delete the password policy")
        : IsWeak(e, facts) ? Found(e, Done, Tried)
        : null;

    /// <summary>
    /// What was stronger only lately, in whichever order that and the update which lowers it arrive. The alert has the id that
    /// it would have if the stronger policy had been known for long.
    /// </summary>
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        e.EventName == Update && e.EventTime is { } time && IsChange(e) && !e.ParametersOmitted ? Episodes(e, Asked(e), time, facts) : [];

    private IEnumerable<Episode> Episodes(CloudTrailEvent e, PasswordRules asked, DateTimeOffset time, RuleFacts facts)
    {
        var known = facts.Before.PasswordPolicies;
        var own = !IsWeak(e, facts) && known.Any(before => TookEffect(before) && facts.IsJustBefore(before.At, time) && Lowers(asked, before.Rules))
            ? [Of(UnexplainedCall.Of(this, "", e, time, facts))]
            : Array.Empty<Episode>();
        return e.Succeeded
            ? own.Concat(known.Where(later => later.Waits && facts.IsJustBefore(time, later.At) && Lowers(later.Rules, asked)).Select(later => Of(later.Call!)))
            : own;
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (e.EventTime is not { } time || !IsChange(e))
        {
            return state;
        }

        var waits = e.EventName == Update && !IsWeak(e, facts);
        return e.Succeeded || waits
            ? With(state, new PasswordPolicyChange(time, e.EventName == Update && !e.ParametersOmitted ? Asked(e) : null, UnexplainedCall.Of(this, "", e, time, facts), waits))
            : state;
    }

    /// <summary>What a posture reading shows, unless an update or an earlier reading told the same.</summary>
    public WatchState RememberStanding(StandingFacts facts)
    {
        if (facts.Situation.SetUp?.PasswordPolicy is not { Unknown: null, At: { } at } read)
        {
            return facts.State;
        }

        var known = facts.State.PasswordPolicies;
        var before = known.LastOrDefault(change => TookEffect(change) && change.At <= at);
        return before?.Rules != read.Value && (before is not null || known.Count < PasswordPolicyChange.CountMax)
            ? With(facts.State, new PasswordPolicyChange(at, read.Value, Call: null, Waits: false))
            : facts.State;
    }

    private bool IsChange(CloudTrailEvent e) => Reach.Covers(e) && e.Identity.Type != "AWSService";

    private bool IsWeak(CloudTrailEvent e, RuleFacts facts) =>
        e.ParametersOmitted
        || (Number(e, "minimumPasswordLength") ?? 0) < facts.Settings.Of(this, LengthMin)
        || Number(e, "passwordReusePrevention") < facts.Settings.Of(this, ReuseMin)
        || Classes.Any(name => e.ParameterFlag(name) == false)
        || Lowers(Asked(e), LongBefore(e, facts));

    private static bool Lowers(PasswordRules? rules, PasswordRules? before) => rules is not null && before is not null && rules.IsWeakerThan(before);

    /// <summary>By what was set so long before the event that nothing earlier was still on its way. Null: there was none, or it is not known.</summary>
    private static PasswordRules? LongBefore(CloudTrailEvent e, RuleFacts facts) =>
        facts.Before.PasswordPolicies.LastOrDefault(change => TookEffect(change) && !(change.At > e.EventTime - facts.Lateness))?.Rules;

    private static bool TookEffect(PasswordPolicyChange change) => change.Call?.Succeeded != false;

    private static WatchState With(WatchState state, PasswordPolicyChange change) =>
        state.PasswordPolicies.Contains(change)
            ? state
            : state with { PasswordPolicies = InOrder.With(state.PasswordPolicies, change, InTime, PasswordPolicyChange.CountMax) };

    /// <summary>AWS knows no partial updates: what a call leaves out takes its default, the weakest there is.</summary>
    private static PasswordRules Asked(CloudTrailEvent e) => new()
    {
        MinimumLength = Number(e, "minimumPasswordLength") ?? DefaultLength,
        RequiresUppercase = e.ParameterFlag("requireUppercaseCharacters") == true,
        RequiresLowercase = e.ParameterFlag("requireLowercaseCharacters") == true,
        RequiresNumbers = e.ParameterFlag("requireNumbers") == true,
        RequiresSymbols = e.ParameterFlag("requireSymbols") == true,
        AgeMax = Number(e, "maxPasswordAge") is > 0 and var days ? days : null,
        ReusePrevention = Number(e, "passwordReusePrevention") is > 0 and var passwords ? passwords : null,
    };

    private const string Done = "weakened the password policy";

    private const string Tried = "tried to weaken the password policy";

    private static Episode Of(UnexplainedCall change) => change.Told(Done, Tried);

    private static int? Number(CloudTrailEvent e, string name) =>
        int.TryParse(e.Parameter(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
