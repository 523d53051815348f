using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection;

/// <summary>Whose events they are.</summary>
/// <param name="TenantId">Owner.</param>
/// <param name="AccountId">12 digits.</param>
/// <param name="WatchedSince">Events before this are historical.</param>
public sealed record WatchSubject(string TenantId, string AccountId, DateTimeOffset WatchedSince)
{
    /// <summary>The tenant's.</summary>
    public DetectionSettings Settings { get; init; } = DetectionSettings.Default;

    /// <summary>The user's own rules.</summary>
    public SigmaRules Sigma { get; init; } = SigmaRules.None;

    /// <summary>The name that deploy/aws/rootwatch-role.yaml gives the role through which RootWatch reads an account.</summary>
    public const string UsualRoleName = "RootWatch";

    /// <summary>Of that role.</summary>
    public string RoleName { get; init; } = UsualRoleName;

    /// <summary>Says where addresses belong.</summary>
    public IOriginTable Origins { get; init; } = NoOriginTable.Instance;

    public Circumstances Around { get; init; } = Circumstances.Untold;

    public Situation Situation { get; init; } = Situation.Unknown;

    /// <summary>The drill whose made-up event is judged, which every alert about it says. Empty: the events are real.</summary>
    public string DrillId { get; init; } = "";

    /// <summary>How long after it happened an event may still arrive in the ordinary course.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>What one step did.</summary>
/// <param name="RootRecords">Records whose userIdentity is root's, services that acted in its name included.</param>
/// <param name="Unreadable">Count of records that could not be read, by reason.</param>
/// <param name="Dismissed">Count of readable events that raised no alert, by reason: <c>not_root</c>, <c>service_invoked</c>, <c>no_rule</c>, <c>rule_off</c>, <c>allowed</c>, ...</param>
public sealed record WatchTally(
    int RecordsRead,
    int RootRecords,
    IReadOnlyDictionary<UnreadableReason, int> Unreadable,
    IReadOnlyDictionary<string, int> Dismissed)
{
    /// <summary>All reasons there are for <see cref="Dismissed"/>, so that they may label a metric.</summary>
    public static IReadOnlyList<string> DismissalReasons { get; } = [.. RootPredicate.Exclusions, "no_rule", "rule_off", "allowed"];

    /// <summary>What root did in emergency windows and after them.</summary>
    public IReadOnlyList<RootAct> RootActs { get; init; } = [];

    /// <summary>When root last did something; null if these events tell of nothing that it did.</summary>
    public DateTimeOffset? LastRootAct { get; init; }

    public static WatchTally Nothing { get; } = new(0, 0, new Dictionary<UnreadableReason, int>(), new Dictionary<string, int>());
}

/// <param name="Drafts">What is to be told, once each.</param>
public sealed record WatchStep(WatchState State, IReadOnlyList<AlertDraft> Drafts, WatchTally Tally)
{
    /// <summary>The drafts, written.</summary>
    public IReadOnlyList<Alert> Alerts => Drafts.Count == 0 ? [] : [.. Drafts.Select(draft => draft.Alert)];

    /// <summary>The same with all alerts written, so that one that cannot be written shows here and not where it is read.</summary>
    public WatchStep Written()
    {
        foreach (var draft in Drafts)
        {
            _ = draft.Alert;
        }

        return this;
    }
}

/// <summary>The pure core: decode, rules, score, alerts. No I/O, no clock, no randomness.</summary>
public static class AccountWatch
{
    /// <summary>An event from further ahead than this has a time that cannot be believed, and teaches nothing.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromDays(1);

    // An event costs a call of each of these, so only those are called that can have an answer.
    private static readonly (Rule Rule, Func<CloudTrailEvent, RuleFacts, TraceStep, IEnumerable<Episode>> Episodes)[] EpisodeRules =
        [.. RuleCatalogue.All.OfType<IEpisodeRule>().Select(rule => ((Rule)rule, (Func<CloudTrailEvent, RuleFacts, TraceStep, IEnumerable<Episode>>)rule.Episodes))];

    private static readonly (Rule Rule, Func<StandingFacts, IEnumerable<Episode>> Standing)[] StandingRules =
        [.. RuleCatalogue.All.OfType<IStandingRule>().Select(rule => ((Rule)rule, (Func<StandingFacts, IEnumerable<Episode>>)rule.Standing))];

    private static readonly Func<StandingFacts, WatchState>[] StandingMemories =
        [.. RuleCatalogue.All.OfType<IStandingMemory>().Select(rule => (Func<StandingFacts, WatchState>)rule.RememberStanding)];

    private static readonly IScoreRule[] ScoreRules = [.. RuleCatalogue.All.OfType<IScoreRule>()];

    /// <summary>
    /// Takes records that were not taken before (the caller has dropped repeats by event id), in any order, and says
    /// what they mean. The same state, records and now give the same step.
    /// </summary>
    public static WatchStep Advance(WatchState state, WatchSubject subject, IReadOnlyList<string> records, DateTimeOffset now)
    {
        if (records.Count == 0)
        {
            // What nearly every reading of an account finds.
            return Tick(state, subject, now);
        }

        var events = new List<CloudTrailEvent>(records.Count);
        var unreadable = new Dictionary<UnreadableReason, int>();
        foreach (var record in records)
        {
            var outcome = EventDecoder.Decode(record);
            if (outcome.Event is { } e)
            {
                events.Add(subject.Sigma.Mark(e, record));
            }
            else if (outcome.Unreadable is { } reason)
            {
                unreadable[reason] = unreadable.GetValueOrDefault(reason) + 1;
            }
        }

        var step = Advance(state, subject, events, now);
        return step with { Tally = step.Tally with { RecordsRead = records.Count, Unreadable = unreadable } };
    }

    /// <summary>The same for events that are already decoded.</summary>
    public static WatchStep Advance(WatchState state, WatchSubject subject, IReadOnlyList<CloudTrailEvent> events, DateTimeOffset now)
    {
        var drafts = new List<AlertDraft>();
        var told = new ToldOnce(events.Count);
        var dismissed = new Dictionary<string, int>(StringComparer.Ordinal);
        var acts = new List<RootAct>();
        DateTimeOffset? lastRootAct = null;
        foreach (var e in InOrderOfTime(events))
        {
            var facts = FactsOf(e, state, subject, now);
            if (RootAct.Of(e, facts.Root, subject.Situation) is { } act)
            {
                acts.Add(act);
            }

            lastRootAct = facts.Root.IsRoot && e.EventTime is { } acted ? acted : lastRootAct;
            var covering = RuleIndex.OfCatalogue.Covering(e);
            var findings = Look(covering.Looking.Span, e, facts);
            foreach (var remember in covering.Remembering.Span)
            {
                state = remember(state, e, facts);
            }

            LookBack(ref state, e, facts, findings);
            var scores = EventScoring.Take(state.Profile, e, facts, findings, latest: now + ClockSkewMax, out var profile);
            state = ReferenceEquals(profile, state.Profile) ? state : state with { Profile = profile };
            if (scores.Count > 0)
            {
                foreach (var rule in ScoreRules)
                {
                    var weighed = rule.Weigh(scores, facts);
                    if (!IsNone(weighed))
                    {
                        findings.AddRange(Untold(ref state, weighed, e));
                    }
                }
            }

            var isTold = false;
            foreach (var finding in findings)
            {
                if (IsTold(finding, e, subject.Settings))
                {
                    isTold = true;
                    if (told.Add(finding.Rule.Id, finding.Episode ?? e.EventKey))
                    {
                        drafts.Add(Draft(subject, e, facts.Root, finding, finding.Score ?? scores[0].Score, now));
                    }
                }
            }

            if (!isTold)
            {
                var reason = Reason(findings, facts);
                dismissed[reason] = dismissed.GetValueOrDefault(reason) + 1;
            }
        }

        var standing = Tick(state, subject, now);
        drafts.AddRange(standing.Drafts);
        var rootRecords = 0;
        foreach (var e in events)
        {
            rootRecords += e.Identity.Type == RootPredicate.RootType ? 1 : 0;
        }

        return new WatchStep(
            standing.State, drafts, new WatchTally(events.Count, rootRecords, WatchTally.Nothing.Unreadable, dismissed) { LastRootAct = lastRootAct, RootActs = acts });
    }

    /// <summary>
    /// What time alone, or the situation, has to tell by now; <see cref="Advance(WatchState, WatchSubject, IReadOnlyList{string}, DateTimeOffset)"/>
    /// ends with it. However often it is called, the same things have the same ids, and each is told once.
    /// </summary>
    public static WatchStep Tick(WatchState state, WatchSubject subject, DateTimeOffset now)
    {
        var facts = new StandingFacts(state, subject.Situation, subject.Settings, subject.Lateness, now) { WatchedSince = subject.WatchedSince };
        foreach (var rememberStanding in StandingMemories)
        {
            var after = rememberStanding(facts);
            facts = ReferenceEquals(after, facts.State) ? facts : facts with { State = after };
        }

        state = facts.State;
        var drafts = new List<AlertDraft>();
        foreach (var (rule, standing) in StandingRules)
        {
            var episodes = standing(facts);
            if (IsNone(episodes))
            {
                continue;
            }

            foreach (var episode in Untold(ref state, rule, episodes))
            {
                var finding = Finding.Of(rule, episode);
                if (episode.Event is { } e)
                {
                    drafts.AddRange(Waited(state, subject, e, finding with { At = null, Allowed = null }, now));
                }
                else if (subject.Settings.IsEnabled(rule))
                {
                    drafts.Add(new EpisodeAlertDraft(subject, finding with { Severity = subject.Settings.SeverityOf(finding) }, episode, now));
                }
            }
        }

        return new WatchStep(state, drafts, WatchTally.Nothing);
    }

    /// <summary>Of an event of which it was not known before what to tell.</summary>
    private static AlertDraft[] Waited(WatchState state, WatchSubject subject, CloudTrailEvent e, Finding finding, DateTimeOffset now)
    {
        if (!IsTold(finding, e, subject.Settings))
        {
            return [];
        }

        var facts = FactsOf(e, state, subject, now);
        var score = EventScoring.Score(state.Profile, ScoredEvent.Of(e, facts, [], latest: now + ClockSkewMax), subject.Settings);
        return [Draft(subject, e, facts.Root, finding, score, now)];
    }

    private static EventAlertDraft Draft(WatchSubject subject, CloudTrailEvent e, RootVerdict root, Finding finding, AnomalyScore score, DateTimeOffset now) =>
        new(subject, e, root, AsTold(finding, e, ExpectedUseOfRoot.WindowOf(e, root, subject.Situation), subject.Settings), score, now);

    /// <summary>LookupEvents answers newest first and one event may come before its cause; within a batch that can be mended.</summary>
    private static CloudTrailEvent[] InOrderOfTime(IReadOnlyList<CloudTrailEvent> events) =>
        events.Count == 1 ? [events[0]] : [.. events.OrderBy(e => e.EventTime ?? DateTimeOffset.MinValue).ThenBy(e => e.EventKey, StringComparer.Ordinal)];

    private static RuleFacts FactsOf(CloudTrailEvent e, WatchState state, WatchSubject subject, DateTimeOffset now)
    {
        var root = RootPredicate.Judge(e);
        var address = root.IsRoot || e.IsSignIn ? SourceAddress.Parse(e.SourceIpAddress) : null;
        return new RuleFacts(root, state, subject.Settings)
        {
            RoleName = subject.RoleName,
            Origin = address is null ? Origin.Unknown : subject.Origins.Find(address),
            Around = subject.Around,
            Lateness = subject.Lateness,
            Now = now,
            Situation = subject.Situation,
        };
    }

    private static List<Finding> Look(ReadOnlySpan<Rule> covering, CloudTrailEvent e, RuleFacts facts)
    {
        var findings = new List<Finding>();
        foreach (var rule in covering)
        {
            if (rule.Look(e, facts) is { } finding)
            {
                findings.Add(finding);
            }
        }

        foreach (var match in e.SigmaMatches)
        {
            if (match.Rule.Look(e, facts) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    /// <summary>An allow list is about single events: which event of an episode arrives last must not decide.</summary>
    private static bool IsTold(Finding finding, CloudTrailEvent e, DetectionSettings settings) =>
        settings.IsEnabled(finding.Rule) && !(finding.Allowed ?? settings.Allows(finding.Rule, e));

    /// <summary>With the severity that the tenant gives it, or that an open window leaves of it.</summary>
    private static Finding AsTold(Finding finding, CloudTrailEvent e, EmergencyWindow? window, DetectionSettings settings)
    {
        var severity = settings.SeverityOf(finding);
        finding = severity == finding.Severity ? finding : finding with { Severity = severity };
        return window is not null && ExpectedUseOfRoot.Explains(window, e, finding)
            ? finding with { Severity = ExpectedUseOfRoot.Told, ExpectedBy = window }
            : finding;
    }

    private static string Reason(List<Finding> untold, RuleFacts facts) =>
        untold.Count > 0 ? untold.Exists(finding => facts.Settings.IsEnabled(finding.Rule)) ? "allowed" : "rule_off"
            : facts.Root.IsRoot ? "no_rule"
            : facts.Root.Reason;

    private static void LookBack(ref WatchState state, CloudTrailEvent e, RuleFacts facts, List<Finding> findings)
    {
        var after = TraceStep.Take(facts.Before.Trace, e, facts, findings);
        state = ReferenceEquals(after.Kept, state.Trace) ? state : state with { Trace = after.Kept };
        foreach (var (rule, look) in EpisodeRules)
        {
            var episodes = look(e, facts, after);
            if (IsNone(episodes))
            {
                continue;
            }

            foreach (var episode in Untold(ref state, rule, episodes))
            {
                findings.Add(Finding.Of(rule, episode));
            }
        }
    }

    /// <summary>The answer of nearly every rule, which should cost nothing.</summary>
    private static bool IsNone<T>(IEnumerable<T> answer) => ReferenceEquals(answer, Array.Empty<T>());

    private static List<Episode> Untold(ref WatchState state, Rule rule, IEnumerable<Episode> episodes)
    {
        var untold = new List<Episode>();
        foreach (var episode in episodes)
        {
            if (!state.Told.Contains(rule.Id, episode.Key, episode.Begin))
            {
                state = state with { Told = state.Told.With(rule.Id, episode.Key, episode.Begin) };
                untold.Add(episode);
            }
        }

        return untold;
    }

    /// <summary>Of a session is told once; what the tenant's allow list covers tells nothing, and hides nothing else.</summary>
    private static List<Finding> Untold(ref WatchState state, IEnumerable<Finding> findings, CloudTrailEvent e)
    {
        var untold = new List<Finding>();
        foreach (var finding in findings)
        {
            var at = finding.Begin ?? e.EventTime ?? DateTimeOffset.UnixEpoch;
            if (finding.Episode is { } episode && finding.Allowed != true)
            {
                if (state.Told.Contains(finding.Rule.Id, episode, at))
                {
                    continue;
                }

                state = state with { Told = state.Told.With(finding.Rule.Id, episode, at) };
            }

            untold.Add(finding);
        }

        return untold;
    }

    /// <summary>What the alerts of a batch are about. One event has few, which are sooner compared than hashed.</summary>
    private sealed class ToldOnce(int events)
    {
        private readonly List<(string RuleId, string EventOrEpisode)> _few = [];
        private readonly HashSet<(string RuleId, string EventOrEpisode)>? _many = events > 1 ? [] : null;

        /// <summary>False: it was added before.</summary>
        public bool Add(string ruleId, string eventOrEpisode)
        {
            if (_many is not null)
            {
                return _many.Add((ruleId, eventOrEpisode));
            }

            foreach (var known in _few)
            {
                if (known.RuleId == ruleId && known.EventOrEpisode == eventOrEpisode)
                {
                    return false;
                }
            }

            _few.Add((ruleId, eventOrEpisode));
            return true;
        }
    }
}
