using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

/// <summary>Reading works and yet shows nothing: our own calls must show up where root's would.</summary>
public sealed class CanaryUnseenRule() : SituationRule(
    "RW-X05",
    "Blind: events not arriving",
    Severity.High,
    "T1562.008",
    "CloudTrail answers and does not tell all. Look at the account's event history in the console; if it stands still there, too, ask AWS whether it is late, and treat the account as unwatched until then.",
    "CloudTrail is late; it promises nothing about how long it takes."), IStandingRule
{
    private static readonly RuleThreshold Patience = new("minutes", 30, 15, 240, "from our own call to its showing up in the account's history");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Patience];

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Canary?.UnseenSince is { } since && facts.Now - since > TimeSpan.FromMinutes(facts.Settings.Of(this, Patience))
            ? [new Episode(ShownTime.Of(since), since, $"our own call of {ShownTime.Of(since)} has not shown up in its event history{(facts.Situation.Canary.WasSeen ? "" : ", and no other ever did")}")]
            : [];
}
