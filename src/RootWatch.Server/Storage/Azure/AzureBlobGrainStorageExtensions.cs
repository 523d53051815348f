using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

public static class AzureBlobGrainStorageExtensions
{
    /// <summary>Keeps each grain document in a blob of its own.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configure)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<AzureBlobStorageOptions>(name).Configure(configure);
        services.AddTransient<IPostConfigureOptions<AzureBlobStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<AzureBlobStorageOptions>>();
        services.AddGrainStorage(name, static (provider, name) => new AzureBlobGrainStorage(
            provider.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name),
            provider.GetRequiredService<IActivatorProvider>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPreparedStorage>(provider => (AzureBlobGrainStorage)provider.GetRequiredKeyedService<IGrainStorage>(name));
        services.TryAddSingleton<DocumentStorageProbe>();
        return builder;
    }
}
