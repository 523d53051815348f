using System.Globalization;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>Signing puts up with a wrong clock; how late an alert is, and when a session ends, does not.</summary>
internal static class ClockStep
{
    private static readonly TimeSpan ApartMax = TimeSpan.FromMinutes(1);

    public static Task<VerificationResult> Try(VerificationRun run, CancellationToken stop) => Task.FromResult(run.ClockApart switch
    {
        null => VerificationResult.Unknown("AWS has not told its time"),
        { } apart when apart.Duration() > ApartMax => VerificationResult.Fail(
            string.Create(CultureInfo.InvariantCulture, $"it is {apart.Duration().TotalMinutes:0.#} min {(apart > TimeSpan.Zero ? "behind" : "ahead of")} AWS's"),
            "Set the clock of the machine that the server runs on, and let it be kept by NTP."),
        _ => VerificationResult.Pass("within a minute of AWS's"),
    });
}
