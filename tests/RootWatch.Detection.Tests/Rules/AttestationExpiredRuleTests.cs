using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AttestationExpiredRuleTests() : SituationRuleTest("RW-G09")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("its last moment", Severity.Medium) { Situation = Said(Word("A-1", Now)) },
        new("a minute and a half before", Silent) { Situation = Said(Word("A-1", Now.AddSeconds(90))) },
        new("given anew", Silent) { Situation = Said(Word("A-1", Now.AddDays(-1)), Word("A-2", Now.AddDays(300))) },
        new("given anew and that withdrawn", Severity.Medium) { Situation = Said(Word("A-1", Now.AddDays(-1)), Word("A-2", Now.AddDays(300)) with { WithdrawnAt = Now }) },
        new("withdrawn", Silent) { Situation = Said(Word("A-1", Now.AddDays(-1)) with { WithdrawnAt = Now.AddDays(-3) }) },
        new("nobody said anything", Silent),
    ];

    private static Attestation Word(string id, DateTimeOffset until) => new(AttestationSubjects.RootPassword, "alice", Now.AddDays(-100), until) { Id = id };

    private static Situation Said(params IReadOnlyList<Attestation> words) => Situation.Unknown with { Attestations = words };
}
