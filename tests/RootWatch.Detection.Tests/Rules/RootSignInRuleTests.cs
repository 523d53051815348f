using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSignInRuleTests() : RuleTest("RW-S01")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("success with MFA", Severity.High, SignIn()),
        new("arn missing and userName an alias", Severity.High, SignIn("Success", "Yes", e => { Identity(e).Remove("arn"); Identity(e)["userName"] = "acme-prod"; })),
        new("other partition", Severity.High, SignIn("Success", "Yes", e => Identity(e)["arn"] = $"arn:aws-cn:iam::{Account}:root")),
        new("success, but an error message", Silent, SignIn("Success", "Yes", e => e["errorMessage"] = "Failed authentication")),
        new("IAM user called root", Silent, User("signin.amazonaws.com", "ConsoleLogin", e => e["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" })),
        new("the directory's own login, typed Root with an empty arn", Silent, SignIn("Success", "Yes", e => { e["eventName"] = "ExternalIdPDirectoryLogin"; Identity(e)["arn"] = ""; })),
    ];
}
