using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class SecurityContactCheck() : PostureCheck(
    "P08",
    "There is a security contact",
    Severity.Medium,
    "Account settings, Alternate contacts: name a security contact whose mailbox a team reads.",
    PostureReferences.Of(cis: "1.2/1.2/1.2/1.2/2.2", hub: "Account.1", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.SecurityContact.Judge(now, contact =>
        contact is null ? Verdict.Fail("no security contact") : Verdict.Pass($"security contact: {contact.Email}"));
}
