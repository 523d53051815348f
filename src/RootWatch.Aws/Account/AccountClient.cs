using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Account;

public sealed record Region(string RegionName, string RegionOptStatus)
{
    /// <summary>True if calls to the region are answered.</summary>
    public bool IsEnabled => RegionOptStatus is "ENABLED" or "ENABLED_BY_DEFAULT";
}

public sealed record ListRegionsResponse(IReadOnlyList<Region> Regions);

public sealed class AccountClient
{
    internal static readonly AwsService Service = new("account", AwsProtocol.RestJson, AwsPlacement.AccountRegion);

    private static readonly AwsOperation ListRegions = Service.Operation("ListRegions", "/listRegions");

    // AWS has some forty regions; a list that goes on for longer than this does not end.
    private const int PagesMax = 20;

    private readonly AwsWire _wire;

    internal AccountClient(AwsWire wire) => _wire = wire;

    /// <summary>All regions with their opt-in status; follows every page. <paramref name="region"/> names the partition's home.</summary>
    public async Task<AwsOutcome<ListRegionsResponse>> ListRegionsAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        List<Region> regions = [];
        string? nextToken = null;
        for (int page = 0; page < PagesMax; page++)
        {
            var outcome = await _wire.SendAsync(ListRegions, session, region, body =>
            {
                body.WriteNumber("MaxResults", 50);
                if (nextToken is not null)
                {
                    body.WriteString("NextToken", nextToken);
                }
            }, AccountJson.Default.ListRegionsPage, cancellationToken);
            if (!outcome.IsSuccess)
            {
                return AwsOutcome<ListRegionsResponse>.Failed(outcome.Failure, outcome.ServerTime);
            }

            regions.AddRange((outcome.Value.Regions ?? []).Where(found => found is { RegionName: not null, RegionOptStatus: not null })!);
            nextToken = outcome.Value.NextToken;
            if (string.IsNullOrEmpty(nextToken))
            {
                return AwsOutcome<ListRegionsResponse>.Success(new ListRegionsResponse(regions), outcome.ServerTime);
            }
        }

        var call = new AwsCall(Service.Name, ListRegions.Name, region);
        return AwsOutcome<ListRegionsResponse>.Failed(call.Fail(AwsFailureReason.Malformed, $"the list of regions does not end: {PagesMax} pages read."));
    }
}

internal sealed record ListRegionsPage(IReadOnlyList<Region?>? Regions, string? NextToken);

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(ListRegionsPage))]
internal sealed partial class AccountJson : JsonSerializerContext;
