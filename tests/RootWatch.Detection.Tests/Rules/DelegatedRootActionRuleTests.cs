using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DelegatedRootActionRuleTests() : RuleTest("RW-O08")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a read", Severity.Info, Delegated(Iam, "ListAccessKeys", e => e["readOnly"] = true)),
        new("a person", Silent, Root(Iam, "ListAccessKeys")),
    ];

    [Theory]
    [InlineData(null, false)]
    [InlineData(-1.0, true)]
    [InlineData(9.5, false)]
    [InlineData(-16.0, true)]
    public void A_session_that_no_call_of_the_management_account_explains_is_told_as_high(double? callAfterMinutes, bool isTold)
    {
        IReadOnlyList<AssumeRootCall>? calls = callAfterMinutes switch
        {
            null => null,
            -1 => [],
            { } minutes => [new AssumeRootCall(Now.AddHours(-2).AddMinutes(minutes), "arn:aws:iam::444455556666:role/audit", "IAMAuditRootUserCredentials")],
        };
        var subject = Subject with { Situation = Situation.Unknown with { AssumeRootCalls = calls } };
        string[] records = [At(10, Delegated(Iam, "ListAccessKeys")).ToJsonString(), At(11, Delegated(Iam, "ListMFADevices")).ToJsonString()];

        var soon = AccountWatch.Advance(WatchState.Empty, subject, records, Now.AddHours(-2).AddMinutes(30));
        var late = AccountWatch.Tick(soon.State, subject, Now.AddHours(-2).AddMinutes(41));

        Assert.Equal(2, soon.Alerts.Count(alert => alert.RuleId == RuleId && alert.Severity == Severity.Info));
        Assert.Equal(isTold ? [Severity.High] : [], late.Alerts.Select(alert => alert.Severity));
    }
}
