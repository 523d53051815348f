using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each time that an account is paused.</summary>
public sealed class AccountPausedRule() : OrganizationRule(
    "RW-X09",
    "Account paused: gone from its organization",
    Severity.High,
    "T1666",
    "Ask whoever runs the organization whether it was meant. If it was not, the account is in other hands: nobody sees what root does there until it is back, or listed in accounts.yaml by itself.",
    "An account that was closed, moved or handed over on purpose.")
{
    public override Episode? About(OrganizationFact fact) => fact is AccountPaused paused
        ? new Episode($"{paused.OrganizationId} {ShownTime.Of(paused.At)}", paused.At,
            $"it is watched no more since {ShownTime.Of(paused.At)}, as {ShownText.Of(paused.Reason, 300)} (organization {ShownText.Of(paused.OrganizationId, 64)})")
        : null;
}
