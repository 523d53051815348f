using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

/// <summary>
/// What can be read is read, and not all of it is known. Apart from <see cref="BlindRule"/>: a role that may not list the
/// regions is so for months, and must not hide that the account goes dark altogether. Two alerts for each stretch.
/// </summary>
public sealed class PartlyBlindRule() : SituationRule(
    "RW-X12",
    "Partly blind: regions or alias not known",
    Severity.High,
    "T1562.001",
    $"{Unseen} Look at what the role may call. {Later}",
    "A role that was made from an older template; an outage of AWS."), IStandingRule, IStandingMemory
{
    private const string Unseen = "Part of what root does may not be seen.";
    private const string Later = "What happens meanwhile is read later if that is known within 90 days.";

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.UnknownScopes is { } unknown && unknown.Count + facts.State.ScopeUnknownSince.Count > 0
            ? [.. unknown.Where(scope => scope.IsOverdue).Select(Began), .. facts.State.ScopeUnknownSince.Where(told => !unknown.Any(scope => scope.Name == told.Key)).Select(told => Ended(told.Key, told.Value, facts.Now))]
            : [];

    public WatchState RememberStanding(StandingFacts facts)
    {
        if (facts.Situation.UnknownScopes is not { Count: > 0 } scopes)
        {
            return facts.State;
        }

        var told = facts.State.ScopeUnknownSince;
        foreach (var scope in scopes)
        {
            told = scope.IsOverdue ? told.SetItem(scope.Name, scope.Since) : told;
        }

        return ReferenceEquals(told, facts.State.ScopeUnknownSince) ? facts.State : facts.State with { ScopeUnknownSince = told };
    }

    private static Episode Began(UnknownScope scope) =>
        new(KeyOf(scope.Name, scope.Since), scope.Since, $"not all of it is read since {ShownTime.Of(scope.Since)}: {ShownText.Of(scope.Reason, 300)}")
        {
            Cause = scope.Cause,
            Advice = scope.Remedy.Length > 0 ? $"{Unseen} {ShownText.Of(scope.Remedy, 300)}. {Later}" : null,
        };

    private Episode Ended(string name, DateTimeOffset since, DateTimeOffset now) =>
        new($"over {KeyOf(name, since)}", now, $"what was not known of it since {ShownTime.Of(since)} ({name}) is known again, and is read", Severity.Low)
        {
            Begin = since,
            Closes = (Id, KeyOf(name, since)),
        };

    private static string KeyOf(string name, DateTimeOffset since) => $"{name} {ShownTime.Of(since)}";
}
