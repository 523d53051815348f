using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>The silo in this process, by profile: how silos find each other and where documents are kept.</summary>
internal static class SiloRegistration
{
    private const string ClusterName = "rootwatch";

    public static void AddSilo(this WebApplicationBuilder builder, ServerSettings settings) => builder.UseOrleans(silo =>
    {
        int port = settings.SiloPort == 0 ? FreePort(settings.SiloAdvertise) : settings.SiloPort;
        switch (settings.Profile)
        {
            case DeploymentProfile.Embedded:
                silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: ClusterName, clusterId: ClusterName);
                silo.AddSqliteGrainStorage(DocumentStorage.ProviderName, sqlite => sqlite.Directory = settings.DataDirectory);
                break;
            case DeploymentProfile.Azure:
                AddAzure(silo, settings, port);
                break;
        }

        silo.Services.AddSingleton<IFatalErrorHandler>(services => ActivatorUtilities.CreateInstance<FatalEnd>(services, (Action<int>)Environment.Exit));
        silo.UseSystemTextJsonGrainStorageSerializer();
        // The defaults would take a message of 100 MB from whoever reaches the port.
        silo.Configure<SiloMessagingOptions>(messages => (messages.MaxMessageHeaderSize, messages.MaxMessageBodySize) = (1024 * 1024, 32 * 1024 * 1024));
    });

    private static void AddAzure(ISiloBuilder silo, ServerSettings settings, int port)
    {
        AzureSettings azure = settings.Azure!;
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterName, ClusterName));
        // No gateway: the only client of the silo lives in this process.
        silo.ConfigureEndpoints(settings.SiloAdvertise, port, gatewayPort: 0);
        silo.UseAzureStorageClustering(clustering =>
        {
            clustering.ConfigureTableServiceClient(azure.ConnectionString);
            clustering.TableName = azure.TableName;
        });
        silo.AddAzureBlobGrainStorage(DocumentStorage.ProviderName, blobs =>
        {
            blobs.ConfigureBlobServiceClient(azure.ConnectionString);
            blobs.ContainerName = azure.ContainerName;
        });
#pragma warning disable ORLEANSEXP003 // The default directory drops a quarter of the survivors' activations when a silo dies.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }

    private static int FreePort(IPAddress address)
    {
        using TcpListener listener = new(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
