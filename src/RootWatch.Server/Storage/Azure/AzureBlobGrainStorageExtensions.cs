namespace RootWatch.Server.Storage;

public static class AzureBlobGrainStorageExtensions
{
    /// <summary>Keeps each grain document in a blob of its own.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configure) =>
        builder.AddDocumentStorage(name, configure, static (provider, options, activators) =>
            new AzureBlobGrainStorage(options, activators, provider.GetRequiredService<TimeProvider>()));
}
