using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RegionSwitchedRule() : Rule(
    "RW-B03",
    "Region enabled or disabled",
    Severity.Medium,
    "T1535",
    "Ask who needs the region. If nobody does: disable it again and look there for machines that mine or send mail.",
    falsePositives: "A roll-out to a new region.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone("account.amazonaws.com", "EnableRegion", "DisableRegion");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var region = e.Parameter("regionName") is { Length: > 0 } name ? ShownText.Of(name, 32) : "a region";
        var where = MemberAccount.Of(e) is { } member ? $"{region} in account {member}" : region;
        return e.Is("account.amazonaws.com", "EnableRegion") ? Found(e, $"enabled {where}", $"tried to enable {where}")
            : e.Is("account.amazonaws.com", "DisableRegion") ? Found(e, $"disabled {where}", $"tried to disable {where}")
            : null;
    }
}
