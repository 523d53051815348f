using RootWatch.Aws;
using RootWatch.Aws.Account;

namespace RootWatch.Server.Onboarding.Steps;

internal static class RegionsStep
{
    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        var (listed, failure) = await run.Calls.Ask(async (session, token) =>
        {
            AwsOutcome<ListRegionsResponse> outcome = await run.Aws.Account.ListRegionsAsync(session, run.Home, token);
            run.ClockApart = outcome.ServerTime - run.Now;
            return outcome;
        }, stop);
        if (failure is not null)
        {
            return VerificationResult.Unknown(failure, run.Now);
        }

        string[] enabled = [.. listed!.Regions.Where(region => region.IsEnabled).Select(region => region.RegionName).Order(StringComparer.Ordinal)];
        string[] others = [.. listed.Regions.Where(region => !region.IsEnabled).Select(region => region.RegionName).Order(StringComparer.Ordinal)];
        if (run.Account.Regions is not { } wanted)
        {
            run.WatchedRegions = enabled;
            return VerificationResult.Pass($"{enabled.Length} are enabled and watched; not enabled: {Listed(others)}");
        }

        run.WatchedRegions = [.. wanted.Intersect(enabled, StringComparer.Ordinal)];
        string[] off = [.. wanted.Except(enabled, StringComparer.Ordinal)];
        return off.Length > 0
            ? VerificationResult.Fail(
                $"in the account's list and not enabled in the account: {Listed(off)}",
                "Enable the region in the account (Account settings, AWS Regions), or take it out of the account's regions.")
            : VerificationResult.Pass($"all {wanted.Count} of the account's list are enabled; enabled and not in the list: {Listed([.. enabled.Except(wanted, StringComparer.Ordinal)])}");
    }

    private static string Listed(string[] regions) => regions.Length == 0 ? "none" : string.Join(", ", regions);
}
