using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CentralRootAccessDisabledRuleTests() : RuleTest("RW-O05")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("credentials", Severity.Critical, User(Iam, "DisableOrganizationsRootCredentialsManagement")),
        new("sessions", Severity.Critical, User(Iam, "DisableOrganizationsRootSessions")),
        new("refused", Severity.Medium, User(Iam, "DisableOrganizationsRootSessions", Denied)),
        new("enabled", Silent, User(Iam, "EnableOrganizationsRootSessions")),
        new("listed", Silent, User(Iam, "ListOrganizationsFeatures", e => e["readOnly"] = true)),
    ];
}
