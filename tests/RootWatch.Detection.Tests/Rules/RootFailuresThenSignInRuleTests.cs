using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootFailuresThenSignInRuleTests() : SequenceRuleTest("RW-S05")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("three, then in", Severity.Critical, [.. Failures(3, 2), At(10, SignIn())]),
        new("three within the hour", Severity.Critical, [.. Failures(3, 20), At(60, SignIn("Success", "No"))]),
        new("two, then in", Silent, [.. Failures(2, 2), At(10, SignIn())]),
        new("in, then three", Silent, [At(0, SignIn()), .. Failures(3, 2, from: 1)]),
        new("the first more than an hour before", Silent, [.. Failures(3, 20), At(61, SignIn())]),
        new("a user gets in", Silent, [.. Failures(3, 2), At(10, User("signin.amazonaws.com", "ConsoleLogin"))]),
    ];

    [Fact]
    public void Each_failure_is_needed() => NeedsEachRecordOf(new RuleCase("three", Severity.Critical, [.. Failures(3, 2), At(10, SignIn())]));

    [Fact]
    public void A_success_in_the_middle_of_a_flood_that_arrives_before_it_is_found()
    {
        var success = At(35, SignIn());
        foreach (var before in new[] { 3, 400 })
        {
            var flood = Failures(before, 0.05, 34).Concat(Failures(2000, 0.01, 35.5)).ToArray();
            var state = Advance(flood).State;

            Assert.Single(Advance(state, success).Alerts, alert => alert.RuleId == "RW-S05");
        }
    }
}
