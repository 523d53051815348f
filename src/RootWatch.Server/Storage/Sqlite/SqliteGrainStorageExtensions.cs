using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

public static class SqliteGrainStorageExtensions
{
    /// <summary>Keeps grain documents in one SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteGrainStorageOptions> configure)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<SqliteGrainStorageOptions>(name).Configure(configure);
        services.AddTransient<IPostConfigureOptions<SqliteGrainStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<SqliteGrainStorageOptions>>();
        services.AddGrainStorage(name, static (provider, name) => new SqliteGrainStorage(
            provider.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(name),
            provider.GetRequiredService<IActivatorProvider>(),
            provider.GetRequiredService<ILogger<SqliteGrainStorage>>()));
        services.AddSingleton<IPreparedStorage>(provider => (SqliteGrainStorage)provider.GetRequiredKeyedService<IGrainStorage>(name));
        services.TryAddSingleton<DocumentStorageProbe>();
        return builder;
    }
}
