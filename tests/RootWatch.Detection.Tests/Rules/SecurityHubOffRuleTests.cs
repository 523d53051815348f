using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class SecurityHubOffRuleTests() : RuleTest("RW-D09")
{
    private const string SecurityHub = "securityhub.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("disabled", Severity.High, User(SecurityHub, "DisableSecurityHub")),
        new("the new one disabled", Severity.High, User(SecurityHub, "DisableSecurityHubV2")),
        new("standards disabled", Severity.High, User(SecurityHub, "BatchDisableStandards", With(("StandardsSubscriptionArns", new JsonArray("arn:aws:securityhub:us-east-1:111122223333:subscription/x"))))),
        new("left its administrator", Severity.High, User(SecurityHub, "DisassociateFromAdministratorAccount")),
        new("findings changed by root", Severity.High, Root(SecurityHub, "BatchUpdateFindings", With(("Workflow", new JsonObject { ["Status"] = "SUPPRESSED" })))),
        new("refused", Severity.Medium, User(SecurityHub, "DisableSecurityHub", Denied)),
        new("findings changed by a user", Silent, User(SecurityHub, "BatchUpdateFindings")),
        new("standards enabled", Silent, User(SecurityHub, "BatchEnableStandards")),
        new("read by root", Silent, Root(SecurityHub, "GetFindings", e => e["readOnly"] = true)),
    ];
}
