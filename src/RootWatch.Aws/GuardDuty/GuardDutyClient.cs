using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.GuardDuty;

/// <summary>Empty: GuardDuty is not used in the region.</summary>
public sealed record ListDetectorsResponse(IReadOnlyList<string> DetectorIds);

/// <param name="Status">ENABLED or DISABLED.</param>
public sealed record GetDetectorResponse([property: JsonPropertyName("status")] string? Status);

public sealed class GuardDutyClient
{
    internal static readonly AwsService Service = new("guardduty", AwsProtocol.RestJson, AwsPlacement.Regional);

    private static readonly AwsOperation ListDetectors = Service.GetOperation("ListDetectors", "/detector");
    private static readonly AwsOperation GetDetector = Service.GetOperation("GetDetector", "/detector/{detectorId}");

    // One detector at most for each account and region.
    private const int PagesMax = 20;

    private readonly AwsWire _wire;

    internal GuardDutyClient(AwsWire wire) => _wire = wire;

    public async Task<AwsOutcome<ListDetectorsResponse>> ListDetectorsAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        (await Pages.ReadAsync(
            new AwsCall(Service.Name, ListDetectors.Name, region), PagesMax,
            token => _wire.GetAsync(ListDetectors, session, region, ListDetectors.Path,
                token is null ? [new("maxResults", "50")] : [new("maxResults", "50"), new("nextToken", token)], GuardDutyJson.Default.DetectorsPage, cancellationToken),
            page => (page.DetectorIds, page.NextToken)))
            .Map(ids => new ListDetectorsResponse(ids));

    public Task<AwsOutcome<GetDetectorResponse>> GetDetectorAsync(string detectorId, AwsSession session, string region, CancellationToken cancellationToken) =>
        _wire.GetAsync(GetDetector, session, region, $"/detector/{Uri.EscapeDataString(detectorId)}", [], GuardDutyJson.Default.GetDetectorResponse, cancellationToken);
}

internal sealed record DetectorsPage(
    [property: JsonPropertyName("detectorIds"), JsonRequired] IReadOnlyList<string?>? DetectorIds, [property: JsonPropertyName("nextToken")] string? NextToken);

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(DetectorsPage))]
[JsonSerializable(typeof(GetDetectorResponse))]
internal sealed partial class GuardDutyJson : JsonSerializerContext;
