using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each attestation. One that was given for a short time warns when half of it is over, not at once.</summary>
public sealed class AttestationExpiringRule() : SituationRule(
    "RW-G08",
    "Attestation runs out soon",
    Severity.Low,
    "T1078.004",
    "Look whether it still is so, and attest it anew: rootwatch attest add.",
    "A word that somebody means to let run out."), IStandingRule
{
    private static readonly RuleThreshold Notice = new("days", 14, 1, 90, "before an attestation runs out");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Notice];

    public IEnumerable<Episode> Standing(StandingFacts facts)
    {
        if (facts.Situation.Attestations.Count == 0)
        {
            return [];
        }

        var notice = TimeSpan.FromDays(facts.Settings.Of(this, Notice));
        return from word in Attestation.Counting(facts.Situation.Attestations, facts.Now)
               let half = (word.ValidUntil - word.At) / 2
               let warnAt = word.ValidUntil - (notice < half ? notice : half)
               where facts.Now >= warnAt && facts.Now < word.ValidUntil
               select new Episode(
                   word.Id, warnAt,
                   $"the attestation {ShownText.Of(word.Id, 64)} of {word.Subject}, given by {ShownText.Of(word.By, 64)} at {ShownTime.Of(word.At)}, holds until {ShownTime.Of(word.ValidUntil)}")
               { Begin = word.ValidUntil };
    }
}
