using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>Root's password and who holds it, its mailbox, the incident plan and the drill.</summary>
public sealed class AttestedPracticesCheck() : PostureCheck(
    "P27",
    "What no call shows is attested",
    Severity.Medium,
    "Have those who are responsible attest it with 'rootwatch attest add': the check says which of the statements is missing or has run out.",
    PostureReferences.Of(wa: "SEC01-BP02, SEC10"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.JudgeAttested(
        now, AttestationSubjects.RootPassword, AttestationSubjects.RootHolders, AttestationSubjects.RootMailbox, AttestationSubjects.IncidentPlan, AttestationSubjects.Drill);
}
