using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class OutOfScopeActionRuleTests() : SituationRuleTest("RW-G02")
{
    private static readonly Situation Open = With(Window with { Scope = ["iam/CreateUser", "s3/*"] });

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("another change", Severity.Critical, At(5, Root("iam.amazonaws.com", "CreateRole"))) { Situation = Open },
        new("a change that is named", Silent, At(5, Root("iam.amazonaws.com", "CreateUser"))) { Situation = Open },
        new("a service that is named", Silent, At(5, Root("s3.amazonaws.com", "DeleteBucketPolicy"))) { Situation = Open },
        new("a read", Silent, At(5, Root("ec2.amazonaws.com", "DescribeInstances", e => e["readOnly"] = true))) { Situation = Open },
        new("refused", Silent, At(5, Root("iam.amazonaws.com", "CreateRole", Denied))) { Situation = Open },
        new("signing in", Silent, At(5, SignIn())) { Situation = Open },
        new("by a user", Silent, At(5, User("iam.amazonaws.com", "CreateRole"))) { Situation = Open },
        new("outside the window", Silent, At(90, Root("iam.amazonaws.com", "CreateRole"))) { Situation = Open },
        new("no scope was agreed on", Silent, At(5, Root("iam.amazonaws.com", "CreateRole"))) { Situation = With(Window) },
        new("everything is in scope", Silent, At(5, Root("iam.amazonaws.com", "CreateRole"))) { Situation = With(Window with { Scope = ["*"] }) },
    ];
}
