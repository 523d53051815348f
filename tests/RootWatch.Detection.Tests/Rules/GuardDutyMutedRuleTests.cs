using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class GuardDutyMutedRuleTests() : RuleTest("RW-D08")
{
    private const string GuardDuty = "guardduty.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("trusted list", Severity.High, User(GuardDuty, "CreateIPSet", With(("activate", true), ("location", "s3://b/k")))),
        new("trusted list, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "CreateIPSet")),
        new("trusted list activated", Severity.High, User(GuardDuty, "UpdateIPSet", With(("activate", true), ("ipSetId", "i")))),
        new("trusted list from another place", Severity.High, User(GuardDuty, "UpdateIPSet", With(("location", "s3://b/k"), ("ipSetId", "i")))),
        new("trusted entities", Severity.High, User(GuardDuty, "CreateTrustedEntitySet", With(("activate", true)))),
        new("a filter that archives", Severity.High, User(GuardDuty, "CreateFilter", With(("action", "ARCHIVE"), ("name", "f")))),
        new("a filter that archives from now on", Severity.High, User(GuardDuty, "UpdateFilter", With(("action", "ARCHIVE")))),
        new("a feature disabled", Severity.High, User(GuardDuty, "UpdateDetector", With(("detectorId", "d"), ("features", JsonNode.Parse("""[{"name":"EKS_AUDIT_LOGS","status":"ENABLED"},{"name":"S3_DATA_EVENTS","status":"DISABLED"}]"""))))),
        new("a part of a feature disabled", Severity.High, User(GuardDuty, "UpdateDetector", With(("detectorId", "d"), ("features", JsonNode.Parse("""[{"name":"RUNTIME_MONITORING","status":"ENABLED","additionalConfiguration":[{"name":"EKS_ADDON_MANAGEMENT","status":"ENABLED"},{"name":"EC2_AGENT_MANAGEMENT","status":"DISABLED"}]}]"""))))),
        new("a feature disabled for members", Severity.High, User(GuardDuty, "UpdateMemberDetectors", With(("accountIds", JsonNode.Parse("""["999988887777"]""")), ("features", JsonNode.Parse("""[{"name":"S3_DATA_EVENTS","status":"DISABLED"}]"""))))),
        new("a part of a feature enabled", Silent, User(GuardDuty, "UpdateDetector", With(("features", JsonNode.Parse("""[{"name":"RUNTIME_MONITORING","status":"ENABLED","additionalConfiguration":[{"name":"EC2_AGENT_MANAGEMENT","status":"ENABLED"}]}]"""))))),
        new("a data source disabled", Severity.High, User(GuardDuty, "UpdateDetector", With(("dataSources", JsonNode.Parse("""{"kubernetes":{"auditLogs":{"enable":false}}}"""))))),
        new("destination deleted", Severity.High, User(GuardDuty, "DeletePublishingDestination")),
        new("destination deleted, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "DeletePublishingDestination")),
        new("left its administrator", Severity.High, User(GuardDuty, "DisassociateFromMasterAccount")),
        new("left its administrator, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "DisassociateFromMasterAccount")),
        new("members left alone", Severity.High, User(GuardDuty, "StopMonitoringMembers")),
        new("members left alone, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "StopMonitoringMembers")),
        new("members let go", Severity.High, User(GuardDuty, "DisassociateMembers")),
        new("members let go, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "DisassociateMembers")),
        new("members deleted", Severity.High, User(GuardDuty, "DeleteMembers")),
        new("members deleted, refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "DeleteMembers", e => (string?)e["eventSource"] == GuardDuty)),
        new("parameters too large to be kept", Severity.High, User(GuardDuty, "CreateFilter", With(("omitted", true)))),
        new("refused", Severity.Medium, User(GuardDuty, "StopMonitoringMembers", Denied)),
        new("trusted list made and left off", Silent, User(GuardDuty, "CreateIPSet", With(("activate", false)))),
        new("trusted list switched off", Silent, User(GuardDuty, "UpdateIPSet", With(("activate", false), ("location", "s3://b/k")))),
        new("trusted list renamed", Silent, User(GuardDuty, "UpdateIPSet", With(("name", "n"), ("ipSetId", "i")))),
        new("a filter that only filters", Silent, User(GuardDuty, "CreateFilter", With(("action", "NOOP")))),
        new("a feature enabled", Silent, User(GuardDuty, "UpdateDetector", With(("enable", true), ("features", JsonNode.Parse("""[{"name":"S3_DATA_EVENTS","status":"ENABLED"}]"""))))),
        new("a list of threats, which makes it louder", Silent, User(GuardDuty, "CreateThreatIntelSet", With(("activate", true)))),
        new("members of Security Hub deleted, as recorded", Silent, Real("traildiscover.jsonl", "DeleteMembers", e => (string?)e["eventSource"] == "securityhub.amazonaws.com")),
    ];
}
