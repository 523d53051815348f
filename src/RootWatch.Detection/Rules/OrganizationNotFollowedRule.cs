using RootWatch.Detection.Alerts;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each stretch.</summary>
public sealed class OrganizationNotFollowedRule() : OrganizationRule(
    "RW-X10",
    "Organization not followed",
    Severity.High,
    "T1562.001",
    "Accounts that were known are watched as before, new ones are not found. Run rootwatch account import --organization with its id: it says what is the matter now, and what to do.",
    "A role in the management account that is being replaced; many accounts that were closed or moved on purpose.")
{
    public override Episode? About(OrganizationFact fact) => fact is OrganizationNotFollowed trouble
        ? new Episode($"{trouble.OrganizationId} {ShownTime.Of(trouble.At)}", trouble.At,
            $"The accounts of organization {ShownText.Of(trouble.OrganizationId, 64)} are not followed since {ShownTime.Of(trouble.At)}: {ShownText.Of(trouble.Reason, 700)}")
        : null;
}
