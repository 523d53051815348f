using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootGrantRuleTests() : RuleTest("RW-A04")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a user", Severity.Critical, Root(Iam, "CreateUser", With(("userName", "eve")))),
        new("a policy attached", Severity.Critical, Root(Iam, "AttachUserPolicy", With(("userName", "eve")))),
        new("a policy written", Severity.Critical, Root(Iam, "PutRolePolicy", With(("roleName", "r")))),
        new("a key for a user", Severity.Critical, Root(Iam, "CreateAccessKey", With(("userName", "eve")))),
        new("root's own key", Silent, Root(Iam, "CreateAccessKey")),
        new("root's own key, by its name", Silent, Root(Iam, "CreateAccessKey", With(("userName", "AWS ROOT USER")))),
        new("root's own password, by its name", Silent, Root(Iam, "CreateLoginProfile", With(("userName", "AWS ROOT USER")))),
        new("a policy detached", Silent, Root(Iam, "DetachUserPolicy", With(("userName", "eve")))),
        new("refused", Silent, Root(Iam, "CreateUser", Denied)),
        new("a bucket's policy", Silent, Root("s3.amazonaws.com", "PutBucketPolicy")),
    ];
}
