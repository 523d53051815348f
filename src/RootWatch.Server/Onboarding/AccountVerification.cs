using System.Runtime.CompilerServices;
using RootWatch.Server.Accounts;
using RootWatch.Server.Onboarding.Steps;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Onboarding;

/// <summary>Tries all that watching an account needs, one step after the other, and that its role is closed to others.</summary>
internal sealed class AccountVerification(PostureAws aws, IAwsCalls calls)
{
    /// <summary>In this order.</summary>
    public static IReadOnlyList<VerificationStep> Steps { get; } =
    [
        new("credentials", "The server has credentials of its own", false, OwnCredentialsStep.Try),
        new("assume-role", "The server can take the account's role", false, AssumeRoleStep.Try),
        new("no-external-id", "Nobody takes the role without an external id", true, ExternalIdSteps.TryNone),
        new("wrong-external-id", "Nobody takes the role with another external id", true, ExternalIdSteps.TryWrong),
        new("permissions", "The role allows every call that the server makes", true, PermissionsStep.Try),
        new("role", "The role allows nothing more and trusts nobody else", true, RoleStep.Try),
        new("regions", "The regions to watch are enabled", true, RegionsStep.Try),
        new("events", "Root's events can be read in each of them", true, EventsStep.Try),
        new("clock", "The server's clock is right", true, ClockStep.Try),
    ];

    /// <summary>Somebody waits for it: a call that AWS throttles is tried again for so long, all together.</summary>
    private static readonly TimeSpan ThrottledMax = TimeSpan.FromMinutes(2);

    /// <summary>Then what was not told is unknown.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(3);

    public async IAsyncEnumerable<(VerificationStep Step, VerificationResult Result)> Run(
        AccountRegistration account, [EnumeratorCancellation] CancellationToken stop)
    {
        using CancellationTokenSource late = new(TimeMax, aws.Time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using AccountSession session = new(calls, new ServerClock(aws.Time), aws.Time, Random.Shared.NextDouble());
        VerificationRun run = new(new PostureCalls(aws, session, account, aws.NewIamPace(), Random.Shared.NextDouble, ThrottledMax), account);
        foreach (VerificationStep step in Steps)
        {
            yield return (step, step.NeedsRole && !run.HasRole
                ? new VerificationResult(VerificationStatus.Skipped, "not tried, since the role could not be taken")
                : await Try(step, run, end.Token, stop));
        }
    }

    private static async Task<VerificationResult> Try(VerificationStep step, VerificationRun run, CancellationToken end, CancellationToken stop)
    {
        try
        {
            return await step.Try(run, end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            string why = run.Calls.Throttles > 0 ? ", since AWS throttles the calls" : "";
            return VerificationResult.Unknown($"it could not be told within {TimeMax.TotalMinutes:0} minutes{why}", "Verify again later.");
        }
    }
}
