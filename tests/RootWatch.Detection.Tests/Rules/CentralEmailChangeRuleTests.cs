using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CentralEmailChangeRuleTests() : RuleTest("RW-C05")
{
    private const string AccountService = "account.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("started by a user", Severity.Critical, User(AccountService, "StartPrimaryEmailUpdate")),
        new("accepted by root", Severity.Critical, Root(AccountService, "AcceptPrimaryEmailUpdate")),
        new("of a member", Severity.Critical, User(AccountService, "StartPrimaryEmailUpdate", With(("accountId", "999988887777")))),
        new("refused", Severity.Medium, User(AccountService, "StartPrimaryEmailUpdate", Denied)),
        new("only looked at", Silent, User(AccountService, "GetPrimaryEmail")),
    ];
}
