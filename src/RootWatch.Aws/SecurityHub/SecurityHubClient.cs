using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.SecurityHub;

/// <param name="HubArn">Null: Security Hub is not used in the region.</param>
public sealed record DescribeHubResponse(string? HubArn);

public sealed class SecurityHubClient
{
    internal static readonly AwsService Service = new("securityhub", AwsProtocol.RestJson, AwsPlacement.Regional);

    private static readonly AwsOperation DescribeHub = Service.GetOperation("DescribeHub", "/accounts");

    private readonly AwsWire _wire;

    internal SecurityHubClient(AwsWire wire) => _wire = wire;

    public async Task<AwsOutcome<DescribeHubResponse>> DescribeHubAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.GetAsync(DescribeHub, session, region, DescribeHub.Path, [], SecurityHubJson.Default.DescribeHubResponse, cancellationToken);
        if (outcome.IsSuccess && outcome.Value.HubArn is null)
        {
            var call = new AwsCall(Service.Name, DescribeHub.Name, region);
            return AwsOutcome<DescribeHubResponse>.Failed(call.Fail(AwsFailureReason.Malformed, "the answer names no hub."), outcome.ServerTime);
        }

        // AWS says InvalidAccessException of an account that has not subscribed, and of nothing else.
        return outcome.Or(new DescribeHubResponse(null), "InvalidAccessException", "ResourceNotFoundException");
    }
}

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(DescribeHubResponse))]
internal sealed partial class SecurityHubJson : JsonSerializerContext;
