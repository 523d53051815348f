using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Config;

public sealed record ConfigurationRecorderStatus
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("recording")]
    public bool Recording { get; init; }

    /// <summary>Pending, Success, Failure or NotApplicable; of the last delivery.</summary>
    [JsonPropertyName("lastStatus")]
    public string? LastStatus { get; init; }

    [JsonPropertyName("lastErrorCode")]
    public string? LastErrorCode { get; init; }
}

/// <summary>Empty: nothing is recorded in the region.</summary>
public sealed record DescribeConfigurationRecorderStatusResponse(IReadOnlyList<ConfigurationRecorderStatus> ConfigurationRecordersStatus);

public sealed class ConfigClient
{
    internal static readonly AwsService Service = new("config", AwsProtocol.Json11, AwsPlacement.Regional, "StarlingDoveService");

    private static readonly AwsOperation DescribeConfigurationRecorderStatus = Service.Operation("DescribeConfigurationRecorderStatus");

    private readonly AwsWire _wire;

    internal ConfigClient(AwsWire wire) => _wire = wire;

    public async Task<AwsOutcome<DescribeConfigurationRecorderStatusResponse>> DescribeConfigurationRecorderStatusAsync(
        AwsSession session, string region, CancellationToken cancellationToken) =>
        (await _wire.SendAsync(DescribeConfigurationRecorderStatus, session, region, static _ => { }, ConfigJson.Default.RecordersAnswer, cancellationToken))
            .Map(answer => new DescribeConfigurationRecorderStatusResponse([.. (answer.ConfigurationRecordersStatus ?? []).OfType<ConfigurationRecorderStatus>()]));
}

internal sealed record RecordersAnswer([property: JsonRequired] IReadOnlyList<ConfigurationRecorderStatus?>? ConfigurationRecordersStatus);

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(RecordersAnswer))]
internal sealed partial class ConfigJson : JsonSerializerContext;
