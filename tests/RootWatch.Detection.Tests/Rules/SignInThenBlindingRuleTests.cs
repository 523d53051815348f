using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class SignInThenBlindingRuleTests() : SequenceRuleTest("RW-Q03")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("stopped", Severity.Critical, At(0, SignIn()), At(60, Root(CloudTrail, "StopLogging"))),
        new("deleted", Severity.Critical, At(0, SignIn()), At(5, Root(CloudTrail, "DeleteTrail"))),
        new("later than an hour", Silent, At(0, SignIn()), At(61, Root(CloudTrail, "StopLogging"))),
        new("before", Silent, At(5, SignIn()), At(0, Root(CloudTrail, "StopLogging"))),
        new("by a user", Silent, At(0, SignIn()), At(5, User(CloudTrail, "StopLogging"))),
        new("refused", Silent, At(0, SignIn()), At(5, Root(CloudTrail, "StopLogging", Denied))),
        new("started", Silent, At(0, SignIn()), At(5, Root(CloudTrail, "StartLogging"))),
    ];

    [Fact]
    public void Both_are_needed() => NeedsEachRecordOf(new RuleCase("stopped", Severity.Critical, At(0, SignIn()), At(60, Root(CloudTrail, "StopLogging"))));
}
