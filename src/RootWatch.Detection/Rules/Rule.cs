using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>What a rule saw in one event.</summary>
/// <param name="What">A clause that follows who did it: <c>signed in to the console</c>.</param>
/// <param name="Episode">
/// What the alert is about if that is more than this one event; all events of an episode share one alert id. Null: the event.
/// </param>
/// <param name="Score">If the finding is about another score than that of its event.</param>
/// <param name="At">When the episode came about, if that is not the time of the event in which it was found.</param>
public sealed record Finding(Rule Rule, Severity Severity, string What, string? Episode = null, AnomalyScore? Score = null, DateTimeOffset? At = null)
{
    /// <summary>It lands in this account's history and is about another, or changes nothing by itself: no sequence and no score of this account counts it.</summary>
    public bool IsApart { get; init; }

    /// <summary>Of an episode that a score tells of: <see cref="Rules.Episode.Begin"/>.</summary>
    public DateTimeOffset? Begin { get; init; }

    /// <summary>The emergency window that takes the surprise out of it.</summary>
    public EmergencyWindow? ExpectedBy { get; init; }

    /// <summary>Whether the tenant's allow list covers it, where another event than the one in hand decides; null: that one does.</summary>
    public bool? Allowed { get; init; }

    internal static Finding Of(Rule rule, Episode episode) =>
        new(rule, episode.Severity ?? rule.Severity, episode.What, episode.Key, At: episode.At) { Allowed = episode.Allowed };
}

/// <summary>Something that more than one event tells, or that time does. It is told once, whatever comes in which order.</summary>
/// <param name="Key">The same whichever event it is found in; unique within the rule.</param>
/// <param name="At">When it came about.</param>
/// <param name="What">A clause about the account: <c>root signed in after three failures</c>.</param>
/// <param name="Severity">If it is not the rule's usual one. May depend only on the key.</param>
public sealed record Episode(string Key, DateTimeOffset At, string What, Severity? Severity = null)
{
    /// <summary>Its place among the told ones. Always the same for a key, where <see cref="At"/> may move with what else is known.</summary>
    public DateTimeOffset Begin { get; init; } = At;

    /// <summary>It is about one event only, and the tenant's allow list covers that.</summary>
    public bool Allowed { get; init; }

    /// <summary>The event that it is about and nothing else; the alert is then as if it had been told at once.</summary>
    public CloudTrailEvent? Event { get; init; }

    /// <summary>Of our own words, why calls to AWS fail: <c>denied</c>; empty if none do.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do now, where it depends on the cause; null: what the rule advises.</summary>
    public string? Advice { get; init; }

    /// <summary>The episode whose end this one is, and the rule that told of it; null: it is none's.</summary>
    public (string RuleId, string Key)? Closes { get; init; }

    /// <summary>The one region that it is about; empty: it is about the account.</summary>
    public string Region { get; init; } = "";

    /// <summary>Of a tenant's episode: the accounts that it is about.</summary>
    public IReadOnlyList<string> AccountIds { get; init; } = [];
}

/// <summary>What is known besides the event: what root has to do with it, the account's state before it, the tenant's settings.</summary>
public sealed record RuleFacts(RootVerdict Root, WatchState Before, DetectionSettings Settings)
{
    /// <summary>Of the role through which RootWatch reads the account; <see cref="WatchSubject.RoleName"/>.</summary>
    public string RoleName { get; init; } = "";

    /// <summary>Of the source address; looked up for root's events and those of the sign-in pages only.</summary>
    public Origin Origin { get; init; } = Origin.Unknown;

    public Circumstances Around { get; init; } = Circumstances.Untold;

    /// <summary><see cref="WatchSubject.Lateness"/>.</summary>
    public TimeSpan Lateness { get; init; }

    /// <summary>When the event is looked at.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>What is known besides the events of the account.</summary>
    public Situation Situation { get; init; } = Situation.Unknown;

    /// <summary>It was before the other, and not for so long that nothing from before it is still on its way.</summary>
    internal bool IsJustBefore(DateTimeOffset at, DateTimeOffset other) => at <= other && at > other - Lateness;
}

/// <summary>What there is to judge when time passes.</summary>
/// <param name="Lateness">How long after it happened an event may still arrive in the ordinary course.</param>
public sealed record StandingFacts(
    WatchState State, Situation Situation, DetectionSettings Settings, TimeSpan Lateness, DateTimeOffset Now)
{
    /// <summary><see cref="WatchSubject.WatchedSince"/>.</summary>
    public DateTimeOffset WatchedSince { get; init; }
}

/// <summary>What a rule's events do to the account, for the score of what follows them.</summary>
[Flags]
public enum RuleTouch
{
    Nothing = 0,

    /// <summary>Root's ways in: keys, MFA, password, e-mail, what a new owner would change.</summary>
    Credentials = 1,

    /// <summary>The ways to reach the owner or to become him: e-mail, recovery.</summary>
    Recovery = 2,

    /// <summary>What watches the account.</summary>
    Guards = 4,
}

/// <summary>
/// One thing worth telling. A rule is one file here, one line in <see cref="RuleCatalogue"/>, one section in
/// docs/detections.md and its tests.
/// </summary>
/// <param name="severity">The usual one; a finding may say another.</param>
/// <param name="attack">MITRE ATT&amp;CK techniques as <see cref="AttackTechniques.Version"/> names them, separated by a comma.</param>
/// <param name="advice">What a person should do now, in a few sentences.</param>
/// <param name="falsePositives">What else it may be than an intruder.</param>
public abstract class Rule(
    string id, string title, Severity severity, string attack, string advice, RuleTouch touch = RuleTouch.Nothing, string falsePositives = "")
{
    public string Id { get; } = id;
    public string Title { get; } = title;
    public Severity Severity { get; } = severity;
    public string Attack { get; } = attack;
    public string Advice { get; } = advice;
    public string FalsePositives { get; } = falsePositives;

    /// <summary>From the repository's root; the anchor outlives a change of the title.</summary>
    public virtual string Runbook { get; } = $"docs/detections.md#{id.ToLowerInvariant()}";

    public RuleTouch Touch { get; } = touch;

    /// <summary>What <see cref="Look"/> and <see cref="IEventMemory.Remember"/> can have to do with.</summary>
    public virtual RuleReach Reach => RuleReach.RootOnly;

    /// <summary>The numbers of the condition that a tenant may set, read through <see cref="DetectionSettings.Of"/>.</summary>
    public virtual IReadOnlyList<RuleThreshold> Thresholds => [];

    /// <summary>Pure. Null if there is nothing to tell.</summary>
    public abstract Finding? Look(CloudTrailEvent e, RuleFacts facts);

    protected Finding Found(string what) => new(this, Severity, what);

    /// <summary>A call that AWS refused changed nothing and yet tells what somebody is after: medium at most.</summary>
    protected Finding Found(CloudTrailEvent e, string done, string tried) =>
        e.TookEffect
            ? Found(done + Doubt(e))
            : new Finding(this, Severity > Severity.Medium ? Severity.Medium : Severity, tried + Doubt(e) + ", and failed");

    /// <summary>Whoever makes parameters too large to be recorded is told as if they had been the worst, which is not known.</summary>
    private static string Doubt(CloudTrailEvent e) => e.ParametersOmitted ? " (assumed, as the record leaves out the call's parameters)" : "";
}
