using Azure.Storage.Blobs;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>Options of the Azure Blob grain storage provider; the names are those of Microsoft.Orleans.Persistence.AzureStorage.</summary>
public sealed class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The container that holds the documents; made if it is missing. Default: <c>grainstate</c>.</summary>
    public string ContainerName { get; set; } = "grainstate";

    /// <summary>The client to use; see <see cref="ConfigureBlobServiceClient(string)"/> for one from a connection string.</summary>
    public BlobServiceClient? BlobServiceClient { get; set; }

    /// <summary>How documents become bytes. Default: the silo's, see <c>UseSystemTextJsonGrainStorageSerializer</c>.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = default!;

    /// <summary>Uses the storage account of a connection string, with the timeouts and retries that suit a grain.</summary>
    public void ConfigureBlobServiceClient(string connectionString) => BlobServiceClient = AzureStorage.BlobClient(connectionString);
}
