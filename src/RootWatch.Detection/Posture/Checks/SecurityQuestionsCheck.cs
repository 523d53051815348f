using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class SecurityQuestionsCheck() : PostureCheck(
    "P25",
    "Security questions are dealt with",
    Severity.Low,
    "AWS has given them up: attest that they are removed, or registered and kept safe.",
    PostureReferences.Of(cis: "1.3/1.3/1.3/-/-"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) =>
        facts.JudgeAttested(now, AttestationSubjects.SecurityQuestions);
}
