using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootChangeRuleTests() : RuleTest("RW-A01")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a write", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket")),
        new("a write whose readOnly is a text", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", e => e["readOnly"] = "False")),
        new("a write that does not say so", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", e => e.Remove("readOnly"))),
        new("on the billing page", Severity.Medium, Root("billingconsole.amazonaws.com", "SetAlternateContact", e => e["eventType"] = "AwsConsoleAction")),
        new("through the console, AWS Internal", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", e => { Identity(e)["invokedBy"] = "AWS Internal"; e["sourceIPAddress"] = "AWS Internal"; })),
        new("by an agent, through AWS MCP Server", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", ThroughAgentServer)),
        new("an agent's tool call itself", Severity.Medium, Root("aws-mcp.amazonaws.com", "CallReadWriteTool", e => e["eventType"] = "AwsMcpEvent")),
        new("the console in China", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", e => Identity(e)["invokedBy"] = "signin.amazonaws.com.cn")),
        new("a service in China", Silent, Root("s3.amazonaws.com", "CreateBucket", From("cloudformation.amazonaws.com.cn"))),
        new("a service in the European Sovereign Cloud", Silent, Root("s3.amazonaws.com", "CreateBucket", From("cloudformation.amazonaws.eu"))),
        new("a service that only begins like the console", Silent, Root("s3.amazonaws.com", "CreateBucket", e => Identity(e)["invokedBy"] = "signin.amazonaws.com.example.org")),
        new("from the address of AWS MCP Server, for nobody", Silent, Root("s3.amazonaws.com", "CreateBucket", From("aws-mcp.amazonaws.com"))),
        new("a read", Silent, Root("s3.amazonaws.com", "ListBuckets", e => e["readOnly"] = true)),
        new("a read that does not say so", Silent, Root("s3.amazonaws.com", "ListBuckets", e => e.Remove("readOnly"))),
        new("refused", Silent, Root("s3.amazonaws.com", "CreateBucket", Denied)),
        new("on who may sign in from where", Severity.Medium, Root("signin.amazonaws.com", "PutResourcePermissionStatement")),
        new("a sign-in", Silent, SignIn()),
        new("a sign-in of the time before event types", Silent, SignIn(change: e => e.Remove("eventType"))),
        new("a page of sign-in that has a type alone", Silent, SignInPage("SwitchRole")),
        new("by Auto Scaling", Silent, Root("ec2.amazonaws.com", "RunInstances", e => Identity(e)["invokedBy"] = "autoscaling.amazonaws.com")),
        new("from a service's address", Silent, Root("ec2.amazonaws.com", "RunInstances", e => e["sourceIPAddress"] = "autoscaling.amazonaws.com")),
        new("a service event", Silent, Root("kms.amazonaws.com", "RotateKey", e => e["eventType"] = "AwsServiceEvent")),
        new("a service-linked role in a new account", Silent, Root(Iam, "CreateServiceLinkedRole")),
        new("from the organisation", Silent, Delegated("s3.amazonaws.com", "DeleteBucketPolicy")),
        new("by a user called root", Silent, User("s3.amazonaws.com", "CreateBucket")),
        new("typed Root with an empty arn", Silent, Root("s3.amazonaws.com", "CreateBucket", e => Identity(e)["arn"] = "")),
        new("an arn ending in :root of another type", Silent, User("s3.amazonaws.com", "CreateBucket", e => Identity(e)["arn"] = $"arn:aws:iam::{Account}:root")),
    ];
}
