using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AlertPathCutRuleTests() : RuleTest("RW-D11")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("rule deleted", Severity.High, Root("events.amazonaws.com", "DeleteRule", With(("name", "root-alarm")))),
        new("rule disabled", Severity.High, Root("events.amazonaws.com", "DisableRule")),
        new("targets removed", Severity.High, Root("events.amazonaws.com", "RemoveTargets")),
        new("alarms deleted", Severity.High, Root("monitoring.amazonaws.com", "DeleteAlarms", With(("alarmNames", new JsonArray("root"))))),
        new("alarms silenced", Severity.High, Root("monitoring.amazonaws.com", "DisableAlarmActions")),
        new("topic deleted", Severity.High, Root("sns.amazonaws.com", "DeleteTopic")),
        new("unsubscribed", Severity.High, Root("sns.amazonaws.com", "Unsubscribe")),
        new("refused", Severity.Medium, Root("sns.amazonaws.com", "DeleteTopic", Denied)),
        new("by a user", Silent, User("events.amazonaws.com", "DeleteRule")),
        new("by a service in root's name", Silent, Root("monitoring.amazonaws.com", "DeleteAlarms", e => Identity(e)["invokedBy"] = "autoscaling.amazonaws.com")),
        new("a rule made, as recorded", Silent, Real("awsdocs-services.jsonl", "PutRule")),
        new("an alarm made, as recorded", Silent, Real("awsdocs-services.jsonl", "PutMetricAlarm")),
    ];
}
