using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class OrganizationPolicyWeakenedRuleTests() : RuleTest("RW-O03")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("detached, its content not known", Severity.High, User(Organizations, "DetachPolicy", With(("policyId", "p-examplepolicyid111"), ("targetId", "r-exmp")))),
        new("deleted", Severity.High, User(Organizations, "DeletePolicy", With(("policyId", "p-examplepolicyid111")))),
        new("the kind of policy turned off", Severity.High, User(Organizations, "DisablePolicyType", With(("rootId", "r-exmp"), ("policyType", "SERVICE_CONTROL_POLICY")))),
        new("changed, its content names root", Severity.High, User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", DenyRoot)))),
        new("changed, its content names root by the type of principal", Severity.High, User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", DenyIf("StringEquals", "aws:PrincipalType", "Account"))))),
        new("changed, its content names sessions of AssumeRoot", Severity.High, User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", DenyIf("Bool", "aws:AssumedRoot", "true"))))),
        new("changed, its content no longer names root", Severity.High, Written("p-1", "guard", DenyRoot), User(Organizations, "UpdatePolicy", e => { With(("policyId", "p-1"), ("content", DenyRegions))(e); Next(e); })),
        new("changed a minute after it was made", Severity.High, Written("p-1", "guard", DenyRoot, "2026-03-01T10:00:00Z"), User(Organizations, "UpdatePolicy", e => { With(("policyId", "p-1"), ("content", DenyRegions))(e); Next(e); })),
        new("changed, and only its name tells", Severity.High, User(Organizations, "UpdatePolicy", e => { With(("policyId", "p-1"), ("content", DenyRegions))(e); Answer(e, "p-1", "DenyRootUser"); })),
        new("changed, parameters too large to be kept", Severity.High, User(Organizations, "UpdatePolicy", With(("omitted", true)))),
        new("changed, content longer than is read", Severity.High, User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", new string(' ', 5000) + DenyRoot)))),
        new("refused", Severity.Medium, User(Organizations, "DetachPolicy", e => { With(("policyId", "p-1"))(e); Denied(e); })),
        new("detached, known to leave root alone", Silent, Written("p-2", "regions", DenyRegions), User(Organizations, "DetachPolicy", e => { With(("policyId", "p-2"))(e); Next(e); })),
        new("changed, and root is in neither", Silent, User(Organizations, "UpdatePolicy", With(("policyId", "p-2"), ("content", DenyRegions)))),
        new("changed, it binds roles by the type of principal", Silent, User(Organizations, "UpdatePolicy", With(("policyId", "p-2"), ("content", DenyIf("StringEquals", "aws:PrincipalType", "AssumedRole"))))),
        new("changed, it binds principals of other accounts", Silent, User(Organizations, "UpdatePolicy", With(("policyId", "p-2"), ("content", DenyIf("StringNotEquals", "aws:PrincipalAccount", "111122223333"))))),
        new("a tag policy changed", Silent, User(Organizations, "UpdatePolicy", e => { With(("policyId", "p-3"), ("content", DenyRoot))(e); Answer(e, "p-3", "tags", "TAG_POLICY"); })),
        new("tag policies turned off", Silent, User(Organizations, "DisablePolicyType", With(("policyType", "TAG_POLICY")))),
        new("the policy that grants all is detached", Silent, User(Organizations, "DetachPolicy", With(("policyId", "p-FullAWSAccess"), ("targetId", "r-exmp")))),
        new("attached", Silent, User(Organizations, "AttachPolicy", With(("policyId", "p-1")))),
        new("created", Silent, Written("p-1", "guard", DenyRoot)),
    ];

    private const string DenyRoot = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}""";

    private const string DenyRegions = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}}]}""";

    private static string DenyIf(string comparison, string key, string value) =>
        DenyRegions.Replace("\"StringNotEquals\":{\"aws:RequestedRegion\":\"eu-central-1\"}", $"\"{comparison}\":{{\"{key}\":\"{value}\"}}", StringComparison.Ordinal);

    private static JsonObject Written(string id, string name, string content, string time = "2026-03-01T09:00:00Z") => User(Organizations, "CreatePolicy", e =>
    {
        With(("content", content), ("name", name), ("type", "SERVICE_CONTROL_POLICY"))(e);
        Answer(e, id, name);
        e["eventTime"] = time;
    });

    private static void Answer(JsonObject e, string id, string name, string type = "SERVICE_CONTROL_POLICY") => e["responseElements"] = new JsonObject
    {
        ["policy"] = new JsonObject { ["content"] = "{}", ["policySummary"] = new JsonObject { ["id"] = id, ["name"] = name, ["type"] = type } },
    };
}
