using Azure.Data.Tables;

namespace RootWatch.Server.Storage;

/// <summary>Options of cluster membership on Azure Table; the names are those of Microsoft.Orleans.Clustering.AzureStorage.</summary>
public class AzureStorageClusteringOptions
{
    /// <summary>The table that holds the silos; made if it is missing. Default: <c>OrleansSiloInstances</c>.</summary>
    public string TableName { get; set; } = "OrleansSiloInstances";

    /// <summary>The client to use; see <see cref="ConfigureTableServiceClient(string)"/> for one from a connection string.</summary>
    public TableServiceClient? TableServiceClient { get; set; }

    /// <summary>Uses the storage account of a connection string, with the timeouts and retries that suit membership.</summary>
    public void ConfigureTableServiceClient(string connectionString) => TableServiceClient = AzureStorage.TableClient(connectionString);
}

/// <summary>The same for a client that looks for gateways.</summary>
public sealed class AzureStorageGatewayOptions : AzureStorageClusteringOptions;
