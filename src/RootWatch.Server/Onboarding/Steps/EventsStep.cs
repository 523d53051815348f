using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>One look into each region: a service control policy may close one that the role's own policy opens.</summary>
internal static class EventsStep
{
    private static readonly TimeSpan Reach = TimeSpan.FromMinutes(5);

    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        (string Region, AwsFailure? Failure)[] looks = await Task.WhenAll(run.WatchedRegions.Select(async region => (region, await Look(run, region, stop))));
        var refused = Array.FindAll(looks, look => look.Failure?.Reason is AwsFailureReason.Denied or AwsFailureReason.RegionOff);
        if (refused.Length > 0)
        {
            return VerificationResult.Fail(
                $"not in {string.Join(", ", refused.Select(look => look.Region))}: {refused[0].Failure}",
                "Allow cloudtrail:LookupEvents there: in the role's policy, and in service control policies that close regions.");
        }

        return Array.Find(looks, look => look.Failure is not null) is { Failure: { } trouble }
            ? VerificationResult.Unknown(trouble, run.Now)
            : VerificationResult.Pass($"read in {string.Join(", ", run.WatchedRegions)}");
    }

    private static async Task<AwsFailure?> Look(VerificationRun run, string region, CancellationToken stop)
    {
        DateTimeOffset now = run.Now + (run.ClockApart ?? TimeSpan.Zero);
        LookupEventsRequest request = new() { LookupAttribute = new LookupAttribute("Username", "root"), StartTime = now - Reach, EndTime = now, MaxResults = 1 };
        return (await run.Calls.Ask((session, token) => run.Aws.CloudTrail.LookupEventsAsync(request, session, region, token), stop)).Failure;
    }
}
