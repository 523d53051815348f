using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>Root's password, its mailbox, the incident plan and the drill.</summary>
public sealed class AttestedPracticesCheck() : PostureCheck(
    "P27",
    "What no call shows is attested",
    Severity.Medium,
    "Have those who are responsible attest it: rootwatch shows which of the statements is missing or has run out.",
    PostureReferences.Of(wa: "SEC01-BP02, SEC10"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.JudgeAttested(
        now, AttestationSubjects.RootPassword, AttestationSubjects.RootMailbox, AttestationSubjects.IncidentPlan, AttestationSubjects.Drill);
}
