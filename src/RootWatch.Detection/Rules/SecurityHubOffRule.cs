using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class SecurityHubOffRule() : Rule(
    "RW-D09",
    "Security Hub off or muted",
    Severity.High,
    "T1562.001",
    "Enable it and its standards again, in the region that the event names; set suppressed findings back.",
    RuleTouch.Guards,
    falsePositives: "A standard that is given up for another; the move to another administrator.")
{
    private const string Source = "securityhub.amazonaws.com";

    private static readonly string[] Mutes =
    [
        "DisableSecurityHub", "DisableSecurityHubV2", "BatchDisableStandards",
        "DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount",
    ];

    public override RuleReach Reach { get; } = RuleReach.Anyone(Source, Mutes).OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Mutes.Any(name => e.Is(Source, name)) ? Found(e, $"turned Security Hub off or down with {ShownCall.Of(e)}", $"tried to turn Security Hub off or down with {ShownCall.Of(e)}")
            : facts.Root.IsRoot && (e.Is(Source, "BatchUpdateFindings") || e.Is(Source, "BatchUpdateFindingsV2"))
                ? Found(e, "changed findings of Security Hub", "tried to change findings of Security Hub")
            : null;
}
