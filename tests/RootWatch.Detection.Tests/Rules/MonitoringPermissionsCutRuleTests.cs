using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class MonitoringPermissionsCutRuleTests() : RuleTest("RW-X03")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("detached", Severity.Critical, Cut("DetachRolePolicy", ("policyArn", "arn:aws:iam::aws:policy/SecurityAudit"))),
        new("inline policy deleted", Severity.Critical, Cut("DeleteRolePolicy", ("policyName", "read"))),
        new("inline policy written", Severity.Critical, Cut("PutRolePolicy", ("policyName", "deny"))),
        new("boundary", Severity.Critical, Cut("PutRolePermissionsBoundary", ("permissionsBoundary", "arn:aws:iam::aws:policy/AWSDenyAll"))),
        new("session shortened", Severity.Critical, Cut("UpdateRole", ("maxSessionDuration", 3600))),
        new("denial attached", Severity.Critical, Cut("AttachRolePolicy", ("policyArn", "arn:aws:iam::aws:policy/AWSDenyAll"))),
        new("denial attached in another partition", Severity.Critical, Cut("AttachRolePolicy", ("policyArn", "arn:aws-us-gov:iam::aws:policy/AWSDenyAll"))),
        new("a policy attached whose content nobody knows", Severity.Critical, Cut("AttachRolePolicy", ("policyArn", "arn:aws:iam::111122223333:policy/x"))),
        new("parameters too large to be kept", Severity.Critical, User(Iam, "PutRolePolicy", With(("omitted", true)))),
        new("refused", Severity.Medium, User(Iam, "DetachRolePolicy", e => { With(("roleName", "RootWatch"))(e); Denied(e); })),
        new("a right added", Silent, Cut("AttachRolePolicy", ("policyArn", "arn:aws:iam::aws:policy/SecurityAudit"))),
        new("a right added in China", Silent, Cut("AttachRolePolicy", ("policyArn", "arn:aws-cn:iam::aws:policy/SecurityAudit"))),
        new("another role, as recorded", Silent, Real("invictus-aws.jsonl", "DetachRolePolicy")),
        new("tagged", Silent, Cut("TagRole")),
    ];

    private static JsonObject Cut(string call, params (string Name, JsonNode? Value)[] parameters) =>
        User(Iam, call, With([("roleName", "RootWatch"), .. parameters]));
}
