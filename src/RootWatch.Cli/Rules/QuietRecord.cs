using RootWatch.Cli.Scan;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;

namespace RootWatch.Cli.Rules;

/// <summary>A record in which nothing was found.</summary>
/// <param name="Reason">As <see cref="WatchTally.Dismissed"/> has it, or <see cref="OtherRule"/>.</param>
/// <param name="Rules">Those that would have told it but for their settings, or that the user did not ask for.</param>
internal sealed record QuietRecord(CloudTrailEvent Event, string Reason, IReadOnlyList<string> Rules)
{
    /// <summary>Found by rules that <c>--rule</c> leaves out.</summary>
    public const string OtherRule = "other_rule";

    public string Explanation => Reason switch
    {
        "not_root" => "somebody else than root did it, and no rule about others matches",
        "arn_missing" => "its userIdentity has no arn and it is no sign-in, so it does not count as root's",
        "service_event" or "service_invoked" or "service_address" or "service_linked_role" => "an AWS service acted in root's name",
        "no_rule" => "root did it, and no rule matches",
        "rule_off" => "the rules that match are off",
        "allowed" => "the rules that match allow it",
        OtherRule => "only rules match that --rule leaves out",
        _ => "",
    };

    /// <summary>Each event is looked at after those before it in its account.</summary>
    public static IReadOnlyList<QuietRecord> Among(
        IEnumerable<CloudTrailEvent> events, Func<string, WatchSubject> subjectOf, FindingSelection selection)
    {
        var quiet = new List<QuietRecord>();
        var states = new Dictionary<string, WatchState>(StringComparer.Ordinal);
        foreach (var e in events.OrderBy(e => e.EventTime ?? DateTimeOffset.MinValue).ThenBy(e => e.EventKey, StringComparer.Ordinal))
        {
            var subject = subjectOf(e.AccountId);
            var state = states.GetValueOrDefault(e.AccountId, WatchState.Empty);
            var step = Look(state, subject, e);
            states[e.AccountId] = step.State;
            var told = RulesOf(step);
            if (step.Tally.Dismissed.Keys.SingleOrDefault() is { } reason)
            {
                var unmuted = Look(state, subject with { Settings = Unmuted(subject.Settings) }, e);
                quiet.Add(new QuietRecord(e, reason, [.. RulesOf(unmuted).Except(told)]));
            }
            else if (!step.Drafts.Any(selection.Includes))
            {
                quiet.Add(new QuietRecord(e, OtherRule, told));
            }
        }

        return quiet;
    }

    private static WatchStep Look(WatchState state, WatchSubject subject, CloudTrailEvent e) =>
        AccountWatch.Advance(state, subject, [e], e.EventTime ?? DateTimeOffset.UnixEpoch);

    private static string[] RulesOf(WatchStep step) => [.. step.Drafts.Select(draft => draft.RuleId).Distinct().Order(StringComparer.Ordinal)];

    private static DetectionSettings Unmuted(DetectionSettings settings) => settings with
    {
        Rules = settings.Rules.ToDictionary(rule => rule.Key, rule => rule.Value with { Enabled = true, Allow = null }),
    };
}
