using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ConfigStoppedRuleTests() : RuleTest("RW-D06")
{
    private const string Config = "config.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("stopped, as recorded", Severity.High, Real("streamalert.jsonl", "StopConfigurationRecorder")),
        new("channel deleted, as recorded", Severity.High, Real("awsdocs-iam-config.jsonl", "DeleteDeliveryChannel")),
        new("recorder deleted", Severity.High, Root(Config, "DeleteConfigurationRecorder", With(("configurationRecorderName", "default")))),
        new("stopped through CloudFormation", Severity.High, User(Config, "StopConfigurationRecorder", e => Identity(e)["invokedBy"] = "cloudformation.amazonaws.com")),
        new("refused, as recorded", Severity.Medium, Real("traildiscover.jsonl", "StopConfigurationRecorder")),
        new("stopped by Control Tower", Silent, User(Config, "StopConfigurationRecorder", e => Identity(e)["invokedBy"] = "controltower.amazonaws.com")),
        new("stopped by Security Hub in China", Silent, User(Config, "StopConfigurationRecorder", e => Identity(e)["invokedBy"] = "securityhub.amazonaws.com.cn")),
        new("deleted by a conformance pack", Silent, User(Config, "DeleteDeliveryChannel", e => Identity(e)["invokedBy"] = "config-conforms.amazonaws.com")),
        new("started, as recorded", Silent, Real("awsdocs-iam-config.jsonl", "StartConfigurationRecorder")),
        new("a rule deleted", Silent, User(Config, "DeleteConfigRule")),
    ];
}
