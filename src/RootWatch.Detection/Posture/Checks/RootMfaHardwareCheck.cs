using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>By the states of <see cref="RootMfa"/>; which class of hardware it is no call tells.</summary>
public sealed class RootMfaHardwareCheck() : PostureCheck(
    "P02",
    "Root's MFA is hardware or a passkey",
    Severity.Critical,
    "Register a security key or a passkey for root, then remove each virtual device.",
    PostureReferences.Of(cis: "1.6/1.6/1.6/1.5/2.5", hub: "IAM.6", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now)
    {
        if (facts.Partition == "aws-us-gov")
        {
            return Verdict.NotApplicable("GovCloud has no hardware MFA for root");
        }

        return facts.Summary.Judge(now, summary => summary!.HasNoCredentials && !summary.MfaEnabled
            ? Verdict.Pass("root has no password, no access key and no certificate: nothing to protect")
            : RootMfa.Of(facts, now) switch
            {
                RootMfaState.None => Verdict.Fail("root has no MFA"),
                RootMfaState.HardwareOnly => Verdict.Pass("MFA is on and no virtual device is root's").Since(facts.VirtualMfa.At),
                RootMfaState.VirtualPresent => Verdict.Fail($"virtual: {Serials(facts)}").Since(facts.VirtualMfa.At),
                RootMfaState.Mixed => Verdict.Fail($"virtual beside other devices: {Serials(facts)}").Since(facts.VirtualMfa.At),
                _ => Verdict.Unknown(facts.VirtualMfa.WhyUnknown(now) ?? "not read yet").Since(facts.VirtualMfa.At),
            });
    }

    private static string Serials(PostureFacts facts) => string.Join(", ", RootMfa.VirtualsOf(facts).Select(device => device.Serial));
}
