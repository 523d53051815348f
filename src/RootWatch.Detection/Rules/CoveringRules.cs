using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Rules that can have to do with an event. Most have nothing to say of it by itself, or nothing to remember: what calls each
/// of them in turn, for each event, calls only those that have.
/// </summary>
/// <param name="All">In the order of the catalogue.</param>
/// <param name="Looking">Those that may find something in the event alone.</param>
/// <param name="Remembering"><see cref="IEventMemory.Remember"/> of those that remember.</param>
public sealed record CoveringRules(
    IReadOnlyList<Rule> All, ReadOnlyMemory<Rule> Looking, ReadOnlyMemory<Func<WatchState, CloudTrailEvent, RuleFacts, WatchState>> Remembering)
{
    public static CoveringRules None { get; } = Of([]);

    public static CoveringRules Of(IReadOnlyList<Rule> rules) => new(
        rules,
        rules.Where(rule => rule is not EpisodeOnlyRule).ToArray(),
        rules.OfType<IEventMemory>().Select(rule => (Func<WatchState, CloudTrailEvent, RuleFacts, WatchState>)rule.Remember).ToArray());
}
