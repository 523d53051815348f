using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootCloudShellRuleTests() : RuleTest("RW-A06")
{
    private const string CloudShell = "cloudshell.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("opened", Severity.High, Root(CloudShell, "CreateEnvironment")),
        new("by a user", Silent, User(CloudShell, "CreateEnvironment")),
    ];
}
