using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class UnusualAgentRuleTests() : RuleTest("RW-S14")
{
    protected override DetectionSettings Settings => DetectionSettings.Default with
    {
        Expected = ExpectedUse.Unknown with { UserAgents = [new TextPattern("acme-deploy/*")] },
    };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a script signs in", Severity.Medium, SignIn("Success", "Yes", Agent("python-requests/2.32"))),
        new("a browser without anybody before it signs in", Severity.Medium, SignIn("Success", "Yes", Agent("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36"))),
        new("PowerShell, which calls itself Mozilla, signs in", Severity.Medium, SignIn("Success", "Yes", Agent("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4522"))),
        new("PowerShell by its own means", Severity.Medium, Call("Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.19045; en-US) PowerShell/7.4.1")),
        new("Kali under a usual name", Severity.Medium, Call("Boto3/1.34 md/Botocore#1.34 ua/2.0 os/linux#6.6.9-kali1-amd64 lang/python#3.11")),
        new("TruffleHog", Severity.Medium, Call("TruffleHog")),
        new("an unknown program", Severity.Medium, Call("curl/8.5.0")),
        new("a browser signs in", Silent, SignIn()),
        new("a script fails to sign in", Silent, SignIn("Failure", "No", Agent("python-requests/2.32"))),
        new("AWS's own command line", Silent, Call("aws-cli/2.17.32 md/awscrt#0.20.11 ua/2.0 os/linux#6.6")),
        new("AWS's tools for PowerShell", Silent, Call("AWSPowerShell.Common/4.1.20.0 .NET_Runtime/4.0 .NET_Framework/4.0 OS/Microsoft_Windows_NT_6.3.9600.0 ProcessMode")),
        new("AWS, by its name alone", Silent, Call("AWS")),
        new("the console's backend", Silent, Call("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12]")),
        new("a program that the tenant expects", Silent, Call("acme-deploy/7 (linux)")),
        new("masked", Silent, Call("XXXXXXXXXXXX")),
        new("absent", Silent, Call("")),
        new("a user", Silent, User("s3.amazonaws.com", "CreateBucket", Agent("TruffleHog"))),
    ];

    [Fact]
    public void A_tool_is_told_of_once_a_day_however_many_calls_it_makes()
    {
        var again = Call("curl/8.5.1");
        again["eventID"] = "0a1b2c3d-0000-4000-8000-00000000ffff";
        var state = Advance(Call("curl/8.5.0")).State;

        Assert.DoesNotContain(Advance(state, again).Alerts, alert => alert.RuleId == RuleId);
        again["eventTime"] = "2026-03-02T10:00:30Z";
        Assert.Contains(Advance(state, again).Alerts, alert => alert.RuleId == RuleId);
    }

    private static JsonObject Call(string agent) => Root("s3.amazonaws.com", "CreateBucket", Agent(agent));

    private static Action<JsonObject> Agent(string agent) => e => e["userAgent"] = agent;
}
