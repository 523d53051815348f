using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class OffHoursSignInRule() : Rule(
    "RW-S15",
    "Off-hours sign-in",
    Severity.Low,
    "T1078.004",
    "Ask the owner whether somebody worked late. Together with a new country or network it is more than that.",
    falsePositives: "An emergency at night, which is what root is for.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.EventTime is { } time && facts.Settings.ExpectedOf(this).Hours?.Contains(time) == false && SignIn.IsRootSuccess(e, facts)
            ? Found("signed in to the console outside the hours in which somebody is expected")
            : null;
}
