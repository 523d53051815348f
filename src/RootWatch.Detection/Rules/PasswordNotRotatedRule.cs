using RootWatch.Detection.Alerts;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class PasswordNotRotatedRule() : SituationRule(
    "RW-G04",
    "Window closed, no password rotation seen",
    Severity.Medium,
    "T1078.004",
    "Change root's password and store the new one: whoever used the window knows the old one.",
    "Root that is kept without a password between its uses."), IStandingRule
{
    private static readonly RuleThreshold Patience = new("hours", 24, 1, 168, "from the end of a window in which root was used to the change of its password");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Patience];

    public IEnumerable<Episode> Standing(StandingFacts facts) => facts.Situation.Emergencies is null ? [] : NotRotated(facts);

    private IEnumerable<Episode> NotRotated(StandingFacts facts)
    {
        var patience = TimeSpan.FromHours(facts.Settings.Of(this, Patience));
        return from window in UsedWindows.Of(facts)
               let due = window.EndsAt + patience
               where facts.Now >= due + facts.Lateness
                   && !facts.State.Trace.Of(TraceKind.PasswordChanged).Any(change => change.Time >= window.OpensAt && change.Time <= due)
               select new Episode(
                   window.Id, due,
                   $"root was used in the window {ShownText.Of(window.Id, 64)}, which ended at {ShownTime.Of(window.EndsAt)}, and its password was not changed by {ShownTime.Of(due)}")
               { Begin = window.EndsAt };
    }
}
