using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

/// <summary>A provider registered as the server registers it, in a host that is built but never started: no silo, no sockets.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private StoreUnderTest(IHost host) => _host = host;

    public IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>(DocumentStorage.ProviderName);

    public IServiceProvider Services => _host.Services;

    public static async Task<StoreUnderTest> Open(Action<ISiloBuilder> register)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.UseSystemTextJsonGrainStorageSerializer();
            register(silo);
        });
        StoreUnderTest store = new(builder.Build());
        try
        {
            await store.Services.PrepareDocumentStorage(CancellationToken.None);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public static GrainId Grain(string key) => GrainId.Create("thing", key);

    public async Task<ThingState> Read(string key, string state = "state")
    {
        ThingState document = new();
        await Storage.ReadStateAsync(state, Grain(key), document);
        return document;
    }

    /// <summary>Writes a document that is not there yet.</summary>
    public async Task<ThingState> Create(string key, long number = 1, string state = "state")
    {
        ThingState document = new(new StoredThing { Number = number });
        await Write(key, document, state);
        return document;
    }

    public Task Write(string key, ThingState document, string state = "state") => Storage.WriteStateAsync(state, Grain(key), document);

    public Task Clear(string key, ThingState document, string state = "state") => Storage.ClearStateAsync(state, Grain(key), document);

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
