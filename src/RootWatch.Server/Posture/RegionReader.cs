using RootWatch.Aws;
using RootWatch.Aws.GuardDuty;
using RootWatch.Detection.Posture;

namespace RootWatch.Server.Posture;

/// <summary>The services that are on or off in each region by itself.</summary>
internal static class RegionReader
{
    public static async Task<IReadOnlyDictionary<string, RegionServices>> Read(
        PostureCalls calls, IReadOnlyList<string> regions, IReadOnlyDictionary<string, RegionServices> before, CancellationToken stop)
    {
        SortedDictionary<string, RegionServices> read = new(StringComparer.Ordinal);
        foreach (string region in regions)
        {
            read[region] = await Read(calls, region, before.GetValueOrDefault(region), stop);
        }

        return read;
    }

    private static async Task<RegionServices> Read(PostureCalls calls, string region, RegionServices? before, CancellationToken stop)
    {
        AwsClients aws = calls.Clients;
        return new RegionServices
        {
            Config = calls.FactOf(await calls.Ask((session, token) => aws.Config.DescribeConfigurationRecorderStatusAsync(session, region, token), stop), before?.Config,
                answer => answer.ConfigurationRecordersStatus is [var recorder, ..]
                    ? new ConfigRecording(recorder.Recording, string.Equals(recorder.LastStatus, "FAILURE", StringComparison.OrdinalIgnoreCase))
                    : null),
            GuardDuty = calls.FactOf(await Detector(calls, region, stop), before?.GuardDuty, detector => detector.Status is null ? null : new GuardDutyState(detector.Status == "ENABLED")),
            SecurityHub = calls.FactOf(await calls.Ask((session, token) => aws.SecurityHub.DescribeHubAsync(session, region, token), stop), before?.SecurityHub,
                answer => answer.HubArn is { } arn ? new SecurityHubState(arn) : null),
        };
    }

    /// <summary>A detector without a status stands for none.</summary>
    private static async Task<(GetDetectorResponse? Value, AwsFailure? Failure)> Detector(PostureCalls calls, string region, CancellationToken stop)
    {
        var (listed, failure) = await calls.Ask((session, token) => calls.Clients.GuardDuty.ListDetectorsAsync(session, region, token), stop);
        return failure is not null ? (null, failure)
            : listed!.DetectorIds.Count == 0 ? (new GetDetectorResponse(null), null)
            : await calls.Ask((session, token) => calls.Clients.GuardDuty.GetDetectorAsync(listed.DetectorIds[0], session, region, token), stop);
    }
}
