using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>What every provider's registration has in common: its options, its serializer, its preparation and the probe.</summary>
internal static class DocumentStorageRegistration
{
    public static ISiloBuilder AddDocumentStorage<TOptions, TStorage>(
        this ISiloBuilder builder, string name, Action<TOptions> configure, Func<IServiceProvider, TOptions, IActivatorProvider, TStorage> create)
        where TOptions : class, IStorageProviderSerializerOptions, new()
        where TStorage : IGrainStorage, IPreparedStorage
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<TOptions>(name).Configure(configure);
        services.AddTransient<IPostConfigureOptions<TOptions>, DefaultStorageProviderSerializerOptionsConfigurator<TOptions>>();
        services.AddGrainStorage(name, (provider, name) => create(
            provider, provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name), provider.GetRequiredService<IActivatorProvider>()));
        services.AddSingleton<IPreparedStorage>(provider => (TStorage)provider.GetRequiredKeyedService<IGrainStorage>(name));
        services.TryAddSingleton<DocumentStorageProbe>();
        return builder;
    }
}
