using RootWatch.Aws;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Onboarding;

/// <summary>How a step of a verification ended; the numbers are those of the API.</summary>
internal enum VerificationStatus
{
    Pass = 1,
    Fail = 2,

    /// <summary>It could not be told.</summary>
    Unknown = 3,

    /// <summary>Not tried, since the role could not be taken.</summary>
    Skipped = 4,
}

/// <summary>What a step found.</summary>
/// <param name="Remedy">What to do; empty where there is nothing to do.</param>
internal sealed record VerificationResult(VerificationStatus Status, string Text, string Remedy = "")
{
    public static VerificationResult Pass(string text) => new(VerificationStatus.Pass, text);

    public static VerificationResult Fail(string text, string remedy) => new(VerificationStatus.Fail, text, remedy);

    public static VerificationResult Unknown(string text, string remedy = "Verify again when that is mended.") => new(VerificationStatus.Unknown, text, remedy);

    /// <summary>A call that gave no answer says nothing about the account.</summary>
    public static VerificationResult Unknown(AwsFailure failure, DateTimeOffset now) => Unknown(StreamTroubles.From(failure, now).Told());
}

/// <summary>One demand on the way to an account.</summary>
/// <param name="Name">Never used again for another step.</param>
/// <param name="Title">What is demanded.</param>
/// <param name="NeedsRole">Not tried if the role could not be taken.</param>
internal sealed record VerificationStep(
    string Name, string Title, bool NeedsRole, Func<VerificationRun, CancellationToken, Task<VerificationResult>> Try);
