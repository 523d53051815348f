using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Emergencies;

/// <summary>
/// What an open window takes the surprise out of: that root was used, and what for. How it was used (without MFA, from a new
/// country, after failures) nobody has approved, and a record is never hidden.
/// </summary>
internal static class ExpectedUseOfRoot
{
    /// <summary>Worth keeping, and nobody needs to act.</summary>
    public const Severity Told = Severity.Info;

    /// <summary>The open window whose purpose the event belongs to; null if there is none.</summary>
    public static EmergencyWindow? WindowOf(CloudTrailEvent e, RootVerdict root, Situation situation) =>
        root.Class == RootClass.Human && e.EventTime is { } time && situation.Emergencies?.OpenAt(time) is { } window
        && (IsPartOfEveryUse(e) || (!e.IsSignIn && window.Allows(e.EventSource, e.EventName)))
            ? window
            : null;

    /// <summary>
    /// Whether the finding tells no more than the window says. Root's ways in and what watches it have to be named in the
    /// scope: <c>*</c> thinks of neither.
    /// </summary>
    public static bool Explains(EmergencyWindow window, CloudTrailEvent e, Finding finding) =>
        finding.At is null && IsAboutWhat(finding.Rule)
        && (finding.Rule.Touch == RuleTouch.Nothing || IsPartOfEveryUse(e) || window.Names(e.EventSource, e.EventName));

    /// <summary>Signing in, and the new password afterwards.</summary>
    private static bool IsPartOfEveryUse(CloudTrailEvent e) => e.Is(SignIn.Source, "ConsoleLogin") || e.Is(SignIn.Source, "CheckMfa") || e.Is(SignIn.Source, "PasswordUpdated");

    /// <summary>By families: root's sign-in as such and its waking up, then API activity, account, organisation, credentials and audit services.</summary>
    private static bool IsAboutWhat(Rule rule) => rule is RootSignInRule or DormantRootRule
        || (rule is not (RootAccessKeyUsedRule or SituationRule) && rule.Id.Length > 3 && rule.Id.StartsWith("RW-", StringComparison.Ordinal) && rule.Id[3] is 'A' or 'B' or 'C' or 'D' or 'O');
}
