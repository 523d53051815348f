using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>What the value was before, a record does not tell: naming a bucket, key or log group counts as changing it.</summary>
public sealed class TrailWeakenedRule() : Rule(
    "RW-D03",
    "Trail weakened",
    Severity.High,
    "T1562.008",
    "Compare the trail with its definition: regions, global events, validation, the organisation's accounts, bucket, key, log group. Put back what was not asked for.",
    RuleTouch.Guards,
    falsePositives: "A trail that moves to another bucket or key as planned; deployment tools that write all of a trail's settings each time. Allow their role.")
{
    private static readonly string[] Flags = ["isMultiRegionTrail", "includeGlobalServiceEvents", "enableLogFileValidation", "isOrganizationTrail"];

    private static readonly string[] Targets =
        ["s3BucketName", "s3KeyPrefix", "kmsKeyId", "cloudWatchLogsLogGroupArn", "cloudWatchLogsRoleArn"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(Trail.Source, "UpdateTrail");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!e.Is(Trail.Source, "UpdateTrail"))
        {
            return null;
        }

        string[] weak =
        [
            .. Flags.Where(flag => e.ParameterFlag(flag) == false).Select(flag => flag + " off"),
            .. Targets.Where(e.RequestParameters.ContainsKey),
        ];
        if (weak.Length == 0 && !e.ParametersOmitted)
        {
            return null;
        }

        var what = weak.Length > 0 ? $" ({string.Join(", ", weak)})" : " for the worse";
        return Found(e, $"changed a CloudTrail trail{what}", $"tried to change a CloudTrail trail{what}");
    }
}
