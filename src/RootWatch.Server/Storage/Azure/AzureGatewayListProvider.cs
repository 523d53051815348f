using Orleans.Messaging;

namespace RootWatch.Server.Storage;

/// <summary>The gateways of a cluster, for a client: the active silos that have one.</summary>
internal sealed class AzureGatewayListProvider(SiloTable table, TimeSpan refreshPeriod) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => refreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => table.Create(CancellationToken.None);

    public async Task<IList<Uri>> GetGateways() =>
    [
        .. (await table.Rows(CancellationToken.None))
            .Where(static row => row.RowKey != SiloRow.VersionRowKey)
            .Select(SiloRow.Entry)
            .Where(static entry => entry.Status == SiloStatus.Active && entry.ProxyPort > 0)
            .Select(static entry => SiloAddress.New(entry.SiloAddress.Endpoint.Address, entry.ProxyPort, entry.SiloAddress.Generation).ToGatewayUri()),
    ];
}
