using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class GuardDutyMutedRule() : Rule(
    "RW-D08",
    "GuardDuty muted",
    Severity.High,
    "T1562.001",
    "Compare with what was agreed: trusted lists, filters that archive, destinations, members. Take back the rest, and read the findings that were archived.",
    RuleTouch.Guards,
    falsePositives: "Tuning, a trusted address list for a scanner, members that leave.")
{
    private static readonly string[] Mutes =
    [
        "DeletePublishingDestination", "DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount",
        "DisassociateMembers", "StopMonitoringMembers", "DeleteMembers",
    ];

    private static readonly string[] Asked =
        ["CreateIPSet", "UpdateIPSet", "CreateTrustedEntitySet", "UpdateTrustedEntitySet", "CreateFilter", "UpdateFilter", "UpdateDetector", "UpdateMemberDetectors"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(GuardDuty.Source, [.. Mutes, .. Asked]);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) && (Mutes.Contains(e.EventName) || e.ParametersOmitted || Does(e))
            ? Found(e, $"muted GuardDuty with {ShownCall.Of(e)}", $"tried to mute GuardDuty with {ShownCall.Of(e)}")
            : null;

    private static bool Does(CloudTrailEvent e) => e.EventName switch
    {
        "CreateIPSet" or "CreateTrustedEntitySet" => e.ParameterFlag("activate") != false,
        "UpdateIPSet" or "UpdateTrustedEntitySet" => e.ParameterFlag("activate") ?? (e.Parameter("location").Length > 0),
        "CreateFilter" or "UpdateFilter" => e.Parameter("action").Equals("ARCHIVE", StringComparison.OrdinalIgnoreCase),
        _ => e.RequestParameters.Any(Disables),
    };

    private static bool Disables(KeyValuePair<string, string> parameter) =>
        (parameter.Key.StartsWith("features.", StringComparison.Ordinal) && parameter.Key.EndsWith(".status", StringComparison.Ordinal)
            && parameter.Value.Equals("DISABLED", StringComparison.OrdinalIgnoreCase))
        || (parameter.Key.StartsWith("dataSources.", StringComparison.Ordinal) && parameter.Value.Equals("false", StringComparison.OrdinalIgnoreCase));
}
