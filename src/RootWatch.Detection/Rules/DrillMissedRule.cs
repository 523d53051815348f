using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each goal of a drill that was not met. It is about people, and no part of the drill.</summary>
public sealed class DrillMissedRule() : SituationRule(
    "RW-G14",
    "Drill not answered in time",
    Severity.High,
    "T1078.004",
    "A real sign-in of root would have had as long. Find out whom the alert should have reached and why it did not (rootwatch drill show), mend it, close the drill (rootwatch drill close) and hold another.",
    "People who answered and did not record it."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) => facts.Situation.Drills.Count == 0 ? [] : Missed(facts);

    private static IEnumerable<Episode> Missed(StandingFacts facts)
    {
        foreach (var drill in facts.Situation.Drills)
        {
            var of = $"the drill {ShownText.Of(drill.Id, 64)}, started by {ShownText.Of(drill.StartedBy, 64)} at {ShownTime.Of(drill.StartedAt)},";
            if (drill.MissedAcknowledgement(facts.Now))
            {
                yield return new Episode($"{drill.Id}/acknowledged", drill.AcknowledgeBy, $"{of} was not acknowledged by {ShownTime.Of(drill.AcknowledgeBy)}: {Alert(drill)}");
            }
            else if (drill.MissedClosing(facts.Now))
            {
                yield return new Episode($"{drill.Id}/closed", drill.CloseBy, $"{of} was acknowledged, and not closed by {ShownTime.Of(drill.CloseBy)}", Severity.Medium);
            }
        }
    }

    private static string Alert(Drill drill) => drill.RaisedAt is { } raised && raised < drill.AcknowledgeBy
        ? $"its alert was raised at {ShownTime.Of(raised)}"
        : "its alert was not raised by then, as the account was not read";
}
