using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PrivilegedRootSessionRuleTests() : RuleTest("RW-O07")
{
    private const string Sts = "sts.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a password made", Severity.High, Session("IAMCreateRootUserPassword")),
        new("an audit", Severity.Info, Session("IAMAuditRootUserCredentials")),
        new("credentials deleted", Severity.Low, Session("IAMDeleteRootUserCredentials")),
        new("a bucket unlocked", Severity.Medium, Session("S3UnlockBucketPolicy")),
        new("a queue unlocked", Severity.Medium, Session("SQSUnlockQueuePolicy")),
        new("a task that came later", Severity.High, Session("SomethingNew")),
        new("AWS does not call it a read", Severity.Info, Session("IAMAuditRootUserCredentials", e => e["readOnly"] = false)),
        new("in another partition", Severity.Info, Session("IAMAuditRootUserCredentials", e => e["requestParameters"]!["taskPolicyArn"]!["arn"] = "arn:aws-us-gov:iam::aws:policy/root-task/IAMAuditRootUserCredentials")),
        new("the task's ARN by itself", Severity.Info, Session("IAMAuditRootUserCredentials", e => e["requestParameters"]!["taskPolicyArn"] = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials")),
        new("parameters too large to be kept", Severity.High, User(Sts, "AssumeRoot", With(("omitted", true)))),
        new("a password, refused", Severity.Medium, Session("IAMCreateRootUserPassword", Denied)),
        new("an audit, refused", Severity.Info, Session("IAMAuditRootUserCredentials", Denied)),
        new("a role assumed", Silent, User(Sts, "AssumeRole", e => e["readOnly"] = true)),
        new("the session's own calls", Silent, Delegated("iam.amazonaws.com", "ListAccessKeys", e => e["readOnly"] = true)),
    ];

    [Fact]
    public void A_caller_who_never_did_it_raises_the_severity_once_others_are_known()
    {
        var known = Advance(Session("IAMAuditRootUserCredentials", e => e["eventTime"] = "2026-02-01T10:00:00Z")).State;

        Assert.Equal(Severity.Low, Told(known, Session("IAMAuditRootUserCredentials", By("Stranger"))));
        Assert.Equal(Severity.Critical, Told(known, Session("IAMCreateRootUserPassword", By("Stranger"))));
        Assert.Equal(Severity.Info, Told(known, Session("IAMAuditRootUserCredentials", e => Identity(e)["arn"] = $"arn:aws:sts::{Account}:assumed-role/Audit/another-session")));

        static Severity Told(WatchState state, JsonObject record) => Assert.Single(Advance(state, record).Alerts).Severity;
    }

    private static Action<JsonObject> By(string role) => e => Identity(e)["arn"] = $"arn:aws:sts::{Account}:assumed-role/{role}/s";

    private static JsonObject Session(string policy, Action<JsonObject>? change = null) => User(Sts, "AssumeRoot", e =>
    {
        e["readOnly"] = true;
        Identity(e)["type"] = "AssumedRole";
        By("Audit")(e);
        With(("targetPrincipal", "999988887777"), ("taskPolicyArn", new JsonObject { ["arn"] = $"arn:aws:iam::aws:policy/root-task/{policy}" }), ("durationSeconds", 900))(e);
        change?.Invoke(e);
    });
}
