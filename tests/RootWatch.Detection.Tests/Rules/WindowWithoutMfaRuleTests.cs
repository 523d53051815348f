using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowWithoutMfaRuleTests() : SituationRuleTest("RW-G07")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("no MFA", Severity.High) { Situation = With(Window with { MfaReadiness = MfaReadiness.None }) },
        new("not known", Severity.High) { Situation = With(Window with { MfaReadiness = MfaReadiness.Unknown }) },
        new("ready", Silent) { Situation = With(Window) },
        new("no windows are turned on", Silent),
    ];
}
