using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootFromTwoSourcesRuleTests() : SequenceRuleTest("RW-S13")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a sign-in here, a call there", Severity.Medium, At(0, SignIn()), At(9, Root("iam.amazonaws.com", "ListUsers", From("203.0.113.9")))),
        new("the owner, and somebody who fails", Severity.Medium, At(0, SignIn()), At(10, SignIn("Failure", "No", From("203.0.113.9")))),
        new("the owner, and somebody who asks for a recovery", Severity.Medium, At(0, SignIn()), At(10, Elsewhere(SignInPage("PasswordRecoveryRequested")))),
        new("the owner, and somebody at the page that asks for MFA", Severity.Medium, At(0, Elsewhere(SignInPage("CheckMfa"))), At(3, SignIn())),
        new("one source", Silent, At(0, SignIn()), At(1, Root("iam.amazonaws.com", "ListUsers"))),
        new("one after the other", Silent, At(0, SignIn()), At(11, Root("iam.amazonaws.com", "ListUsers", From("203.0.113.9")))),
        new("a service acts meanwhile", Silent, At(0, SignIn()), At(1, Root("kms.amazonaws.com", "Decrypt", From("s3.amazonaws.com")))),
        new("a user elsewhere", Silent, At(0, SignIn()), At(1, User("iam.amazonaws.com", "ListUsers", From("203.0.113.9")))),
        new("an agent of the owner's calls", Silent, At(0, SignIn()), At(1, Root("iam.amazonaws.com", "ListUsers", ThroughAgentServer))),
        new("the console calls from within AWS", Silent, At(0, SignIn()), At(1, Root("cloudformation.amazonaws.com", "CreateStack", e => { From("AWS Internal")(e); Identity(e)["invokedBy"] = "AWS Internal"; }))),
        new("masked", Silent, At(0, SignIn()), At(1, Root("iam.amazonaws.com", "ListUsers", From("HIDDEN_DUE_TO_SECURITY_REASONS")))),
        new("one address, written in two ways", Silent, At(0, Root("iam.amazonaws.com", "ListUsers", From("2001:db8::1"))), At(1, Root("iam.amazonaws.com", "ListRoles", From("2001:0DB8:0:0:0:0:0:1")))),
        new("one address, within IPv6", Silent, At(0, Root("iam.amazonaws.com", "ListUsers", From("203.0.113.9"))), At(1, Root("iam.amazonaws.com", "ListRoles", From("::ffff:203.0.113.9")))),
        new("no address", Silent, At(0, SignIn()), At(1, Root("iam.amazonaws.com", "ListUsers", From("")))),
    ];

    private static JsonObject Elsewhere(JsonObject record)
    {
        From("203.0.113.9")(record);
        return record;
    }

    [Fact]
    public void Both_are_needed() => NeedsEachRecordOf(new RuleCase("two", Severity.Medium, At(0, SignIn()), At(9, Root("iam.amazonaws.com", "ListUsers", From("203.0.113.9")))));
}
