using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>A <see cref="Rule"/> that has something to tell of several events together.</summary>
public interface IEpisodeRule
{
    /// <summary>
    /// The episodes that this event completes, the trace having taken it up. Whether the event is their cause or their
    /// effect: the one may arrive after the other. May name again what was told before.
    /// </summary>
    IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after);
}

/// <summary>A <see cref="Rule"/> that has something to tell as time passes, or of the situation.</summary>
public interface IStandingRule
{
    /// <summary>The episodes that stand now. May name again what was told before.</summary>
    IEnumerable<Episode> Standing(StandingFacts facts);
}

/// <summary>A <see cref="Rule"/> that remembers something of an event for later ones.</summary>
public interface IEventMemory
{
    /// <summary>
    /// The state with a bounded piece of its own. Called for every event within the rule's reach, after all rules have looked
    /// at it.
    /// </summary>
    WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts);
}

/// <summary>A <see cref="Rule"/> that remembers of the situation, as <see cref="IEventMemory"/> does of an event.</summary>
public interface IStandingMemory
{
    /// <summary>Called before any rule is asked what stands.</summary>
    WatchState RememberStanding(StandingFacts facts);
}

/// <summary>A <see cref="Rule"/> that has something to tell once an event has its score.</summary>
public interface IScoreRule
{
    /// <summary>Not asked about events that have no score.</summary>
    /// <param name="scores">The event's, then those of later events that it changed by coming late.</param>
    IEnumerable<Finding> Weigh(IReadOnlyList<SessionScore> scores, RuleFacts facts);
}
