using System.Net;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ListedAddressRuleTests() : RuleTest("RW-S12")
{
    private const string Time = "2026-03-01T09:00:00";

    protected override IOriginTable Origins => Instance;

    protected override DetectionSettings Settings => DetectionSettings.Default with
    {
        Expected = ExpectedUse.Unknown with { Networks = new NetworkList([IPNetwork.Parse("203.0.113.7/32")]) },
    };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a success through Tor", Severity.Critical, SignIn("Success", "Yes", From(TorExit, Time))),
        new("a failure through a VPN", Severity.Critical, SignIn("Failure", "No", From(Vpn, Time))),
        new("a recovery through Tor", Severity.Critical, Sent(SignInPage("PasswordRecoveryRequested"))),
        new("the end of one", Severity.Critical, Sent(SignInPage("PasswordRecoveryCompleted"))),
        new("a recovery by nobody in particular", Severity.Critical, Sent(User("signin.amazonaws.com", "PasswordRecoveryRequested"))),
        new("rented servers that the tenant expects", Silent, SignIn("Success", "Yes", From(Cloud, Time))),
        new("a relay for a provider's own customers", Silent, SignIn("Success", "Yes", From(Relay, Time))),
        new("the office", Silent, SignIn("Success", "Yes", From(Office, Time))),
        new("a call through Tor", Silent, Root("s3.amazonaws.com", "CreateBucket", From(TorExit, Time))),
        new("a user's sign-in through Tor", Silent, Sent(User("signin.amazonaws.com", "ConsoleLogin"))),
    ];

    private static System.Text.Json.Nodes.JsonObject Sent(System.Text.Json.Nodes.JsonObject record)
    {
        From(TorExit, Time)(record);
        return record;
    }
}
