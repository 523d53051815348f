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
    public override RuleReach Reach { get; } = RuleReach.Anyone(AccountService.Source, "EnableRegion", "DisableRegion");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var region = AccountService.Parameter(e, "regionName") is { Length: > 0 } name ? $"the region {ShownText.Of(name, 32)}" : "a region that the record does not name";
        var where = MemberAccount.Of(e) is { } member ? $"{region} in account {member}" : region;
        return e.Is(AccountService.Source, "EnableRegion") ? Found(e, $"enabled {where}", $"tried to enable {where}")
            : e.Is(AccountService.Source, "DisableRegion") ? Found(e, $"disabled {where}", $"tried to disable {where}")
            : null;
    }
}
