using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each extension.</summary>
public sealed class WindowExtendedRule() : SituationRule(
    "RW-G11",
    "Emergency window extended",
    Severity.Medium,
    "T1078.004",
    "Root stays in use longer than was agreed on at first. Ask why, and whether somebody else can go on with a role.",
    "None: it tells that somebody approved it, and who that is."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from window in plan.Windows
        from extension in window.Extensions
        select new Episode(
            $"{window.Id} {ShownTime.Of(extension.Until)}", extension.At,
            $"the emergency window {ShownText.Of(window.Id, 64)} was extended by {ShownText.Of(extension.By, 64)} from {ShownTime.Of(extension.From)} to {ShownTime.Of(extension.Until)}: {ShownText.Of(extension.Reason, 200)}");
}
