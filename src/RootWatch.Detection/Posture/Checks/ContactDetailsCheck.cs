using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class ContactDetailsCheck() : PostureCheck(
    "P10",
    "Contact details and root's e-mail address are right",
    Severity.Medium,
    "Look at the contact information in the account settings and attest that it is right; move root's e-mail address into a domain of the company.",
    PostureReferences.Of(cis: "1.1/1.1/1.1/1.1/2.1", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now)
    {
        if (settings.EmailDomains.Count > 0 && facts.PrimaryEmail.WhyUnknown(now) is null && !IsExpected(facts.PrimaryEmail.Value!, settings))
        {
            return Verdict.Fail($"root's e-mail address {facts.PrimaryEmail.Value} is in none of: {string.Join(", ", settings.EmailDomains)}").Since(facts.PrimaryEmail.At);
        }

        var attested = facts.JudgeAttested(now, AttestationSubjects.ContactDetails);
        return attested.Status == PostureStatus.Pass && attested.At?.AddMonths(settings.ContactMonthsMax) <= now
            ? attested with { Status = PostureStatus.Fail, Text = $"attested more than {settings.ContactMonthsMax} months ago" }
            : attested;
    }

    private static bool IsExpected(string email, PostureSettings settings) =>
        settings.EmailDomains.Contains(email[(email.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase);
}
