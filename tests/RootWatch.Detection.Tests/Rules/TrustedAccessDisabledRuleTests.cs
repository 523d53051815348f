using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TrustedAccessDisabledRuleTests() : RuleTest("RW-O04")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("CloudTrail", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "cloudtrail.amazonaws.com")))),
        new("IAM, which manages members' root", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "iam.amazonaws.com")))),
        new("Config, its principal for many accounts", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "config-multiaccountsetup.amazonaws.com")))),
        new("GuardDuty's administrator", Severity.High, User(Organizations, "DeregisterDelegatedAdministrator", With(("accountId", "999988887777"), ("servicePrincipal", "guardduty.amazonaws.com")))),
        new("in the European Sovereign Cloud", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "guardduty.amazonaws.eu")))),
        new("in China", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "securityhub.amazonaws.com.cn")))),
        new("refused", Severity.Medium, User(Organizations, "DisableAWSServiceAccess", e => { With(("servicePrincipal", "config.amazonaws.com"))(e); Denied(e); })),
        new("parameters too large to be kept", Severity.High, User(Organizations, "DisableAWSServiceAccess", With(("omitted", true)))),
        new("resource sharing", Silent, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "ram.amazonaws.com")))),
        new("enabled", Silent, User(Organizations, "EnableAWSServiceAccess", With(("servicePrincipal", "cloudtrail.amazonaws.com")))),
        new("a service that only sounds like it", Silent, User(Organizations, "DisableAWSServiceAccess", With(("servicePrincipal", "cloudtrail.example.com")))),
    ];
}
