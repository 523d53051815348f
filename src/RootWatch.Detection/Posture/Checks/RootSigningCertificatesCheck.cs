using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class RootSigningCertificatesCheck() : PostureCheck(
    "P04",
    "Root has no signing certificate",
    Severity.Low,
    "Delete the certificate as root: nothing that AWS offers today needs one.",
    PostureReferences.Of(wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Summary.Judge(now, summary =>
        summary!.SigningCertificates is { } count
            ? Verdict.Of(count == 0, $"AccountSigningCertificatesPresent = {count}")
            : Verdict.Unknown("the account's summary does not tell AccountSigningCertificatesPresent"));
}
