using RootWatch.Detection.Emergencies;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>A rule over what is known besides events: besides its cases, asking again tells nothing new and nothing else.</summary>
public abstract class SituationRuleTest(string ruleId) : RuleTest(ruleId)
{
    /// <summary>From 10:00 to 11:00 on the day of the records.</summary>
    protected static EmergencyWindow Window { get; } = new("W-1", Now.AddHours(-2), Now.AddHours(-1)) { MfaReadiness = MfaReadiness.Ready };

    [Fact]
    public void However_often_it_is_asked_it_tells_each_thing_once_with_the_same_id()
    {
        foreach (var c in Cases)
        {
            string[] records = [.. c.Records.Select(record => record.ToJsonString())];
            var step = AccountWatch.Advance(Before, SubjectOf(c), records, c.Now);
            var again = AccountWatch.Tick(step.State, SubjectOf(c), c.Now);
            var later = AccountWatch.Tick(again.State, SubjectOf(c), c.Now.AddMinutes(1));
            var anew = AccountWatch.Advance(Before, SubjectOf(c), records, c.Now.AddMinutes(1));

            Assert.Empty(again.Alerts);
            Assert.DoesNotContain(later.Alerts, alert => c.Expected != Silent && alert.RuleId == RuleId);
            Assert.Equal(Ids(step), c.Expected == Silent ? [] : Ids(anew));
        }
    }

    protected static Situation With(EmergencyWindow window) => Situation.Unknown with
    {
        Emergencies = new EmergencyPlan(Now.AddDays(-20)) { Windows = [window], LastDrillAt = Now.AddDays(-10) },
    };

    private string[] Ids(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId == RuleId).Select(alert => alert.AlertId)];
}
