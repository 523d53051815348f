using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace RootWatch.Server.Storage;

public static class AzureStorageClusteringExtensions
{
    /// <summary>Keeps the cluster's membership in an Azure table.</summary>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configure)
    {
        builder.Services.AddOptions<AzureStorageClusteringOptions>().Configure(configure);
        builder.Services.AddSingleton(static services => new AzureMembershipTable(
            Table(services, services.GetRequiredService<IOptions<AzureStorageClusteringOptions>>().Value)));
        builder.Services.AddSingleton<IMembershipTable>(static services => services.GetRequiredService<AzureMembershipTable>());
        builder.Services.AddSingleton<IPreparedStorage>(static services => services.GetRequiredService<AzureMembershipTable>());
        return builder;
    }

    /// <summary>Lets a client find the cluster's gateways in its membership table.</summary>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<AzureStorageGatewayOptions> configure)
    {
        builder.Services.AddOptions<AzureStorageGatewayOptions>().Configure(configure);
        builder.Services.AddSingleton<IGatewayListProvider>(static services => new AzureGatewayListProvider(
            Table(services, services.GetRequiredService<IOptions<AzureStorageGatewayOptions>>().Value),
            services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod));
        return builder;
    }

    private static SiloTable Table(IServiceProvider services, AzureStorageClusteringOptions options) => new(
        options,
        services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
        services.GetRequiredService<TimeProvider>());
}
