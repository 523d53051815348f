using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ContactSwapThenRecoveryRuleTests() : SequenceRuleTest("RW-Q04")
{
    private const double Day = 24 * 60;

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a new address, then recovery", Severity.Critical, At(-7 * Day, SignInPage("EmailUpdated")), At(0, SignInPage("PasswordRecoveryRequested"))),
        new("from the organisation", Severity.Critical, At(-10, User("account.amazonaws.com", "AcceptPrimaryEmailUpdate")), At(0, SignInPage("PasswordRecoveryRequested"))),
        new("asked for twice", Severity.Critical, At(-10, SignInPage("EmailUpdated")), At(0, SignInPage("PasswordRecoveryRequested")), At(1, SignInPage("PasswordRecoveryRequested"))),
        new("after more than a week", Silent, At((-7 * Day) - 1, SignInPage("EmailUpdated")), At(0, SignInPage("PasswordRecoveryRequested"))),
        new("the other way round", Silent, At(1, SignInPage("EmailUpdated")), At(0, SignInPage("PasswordRecoveryRequested"))),
        new("a member's contact, and this account's recovery", Silent,
            At(-10, User("account.amazonaws.com", "PutAlternateContact", With(("accountId", "999988887777"), ("alternateContactType", "BILLING")))), At(0, SignInPage("PasswordRecoveryRequested"))),
        new("the change was refused", Silent, At(-10, User("account.amazonaws.com", "AcceptPrimaryEmailUpdate", Denied)), At(0, SignInPage("PasswordRecoveryRequested"))),
    ];

    [Fact]
    public void Both_are_needed() => NeedsEachRecordOf(
        new RuleCase("swap", Severity.Critical, At(-7 * Day, SignInPage("EmailUpdated")), At(0, SignInPage("PasswordRecoveryRequested"))));
}
