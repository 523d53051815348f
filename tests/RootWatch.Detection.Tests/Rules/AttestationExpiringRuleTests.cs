using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AttestationExpiringRuleTests() : SituationRuleTest("RW-G08")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("fourteen days before", Severity.Low) { Situation = Said(Word("A-1", Now.AddDays(14))) },
        new("two minutes earlier", Silent) { Situation = Said(Word("A-1", Now.AddDays(14).AddMinutes(2))) },
        new("already over", Silent) { Situation = Said(Word("A-1", Now)) },
        new("another of the subject holds longer", Silent) { Situation = Said(Word("A-1", Now.AddDays(2)), Word("A-2", Now.AddDays(90))) },
        new("another of another subject holds longer", Severity.Low) { Situation = Said(Word("A-1", Now.AddDays(2)), Word("A-2", Now.AddDays(90)) with { Subject = AttestationSubjects.Drill }) },
        new("the longer one was withdrawn", Severity.Low) { Situation = Said(Word("A-1", Now.AddDays(2)), Word("A-2", Now.AddDays(90)) with { WithdrawnAt = Now }) },
        new("withdrawn", Silent) { Situation = Said(Word("A-1", Now.AddDays(2)) with { WithdrawnAt = Now }) },
        new("given for six days, two of them over", Silent) { Situation = Said(Word("A-1", Now.AddDays(4)) with { At = Now.AddDays(-2) }) },
        new("given for six days, half of them over", Severity.Low) { Situation = Said(Word("A-1", Now.AddDays(3)) with { At = Now.AddDays(-3) }) },
        new("nobody said anything", Silent),
    ];

    private static Attestation Word(string id, DateTimeOffset until) => new(AttestationSubjects.RootPassword, "alice", Now.AddDays(-100), until) { Id = id };

    private static Situation Said(params IReadOnlyList<Attestation> words) => Situation.Unknown with { Attestations = words };
}
