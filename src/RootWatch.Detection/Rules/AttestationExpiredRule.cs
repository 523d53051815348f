using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each attestation that nobody has given anew in time.</summary>
public sealed class AttestationExpiredRule() : SituationRule(
    "RW-G09",
    "Attestation ran out",
    Severity.Medium,
    "T1078.004",
    "Nobody vouches for it any more. Look whether it still is so, and attest it anew: rootwatch attest add.",
    "A word that somebody meant to let run out."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) => facts.Situation.Attestations.Count == 0
        ? []
        : from word in Attestation.Counting(facts.Situation.Attestations, facts.Now)
          where facts.Now >= word.ValidUntil
          select new Episode(
              word.Id, word.ValidUntil,
              $"the attestation {ShownText.Of(word.Id, 64)} of {word.Subject}, given by {ShownText.Of(word.By, 64)} at {ShownTime.Of(word.At)}, ran out at {ShownTime.Of(word.ValidUntil)}");
}
