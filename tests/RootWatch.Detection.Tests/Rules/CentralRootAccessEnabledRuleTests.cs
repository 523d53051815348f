using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CentralRootAccessEnabledRuleTests() : RuleTest("RW-O06")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("credentials", Severity.Medium, User(Iam, "EnableOrganizationsRootCredentialsManagement")),
        new("sessions", Severity.Medium, User(Iam, "EnableOrganizationsRootSessions")),
        new("disabled", Silent, User(Iam, "DisableOrganizationsRootSessions")),
        new("listed", Silent, User(Iam, "ListOrganizationsFeatures", e => e["readOnly"] = true)),
    ];
}
