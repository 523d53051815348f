using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace RootWatch.Server.Tests.Alerts;

/// <summary>
/// A store in front of another one that fails now and then, in the two ways that matter: before it has written, and
/// after it has written but before it could say so.
/// </summary>
internal sealed class FaultyStorage(IGrainStorage inner) : IGrainStorage
{
    private readonly Lock _lock = new();
    private Random? _chance;
    private double _failing;

    public int Faults { get; private set; }

    /// <summary>Only writes of the state of this name fail; null: all.</summary>
    public string? Only { get; set; }

    /// <summary>Waited for before each read and write of a state of a grain.</summary>
    public Func<string, GrainId, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>From now on this share of the writes fails, half before and half after the fact.</summary>
    public void Fail(double share, int seed)
    {
        lock (_lock)
        {
            _chance = new Random(seed);
            _failing = share;
        }
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Before(stateName, grainId);
        await inner.ReadStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Before(stateName, grainId);
        double drawn = Only is null || Only == stateName ? Draw() : 1;
        if (drawn < _failing / 2)
        {
            throw new IOException("the store failed before it wrote");
        }

        // The caller must not learn the new etag from a write that "failed".
        GrainState<T> copy = new(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists };
        await inner.WriteStateAsync(stateName, grainId, copy);
        if (drawn < _failing)
        {
            throw new IOException("the store wrote and the answer was lost");
        }

        (grainState.ETag, grainState.RecordExists) = (copy.ETag, copy.RecordExists);
    }

    private double Draw()
    {
        lock (_lock)
        {
            double drawn = _chance?.NextDouble() ?? 1;
            Faults += drawn < _failing ? 1 : 0;
            return drawn;
        }
    }
}

internal static class FaultyStorageRegistration
{
    /// <summary>Memory storage named <paramref name="name"/> behind a <see cref="FaultyStorage"/>, which is a singleton to be asked for.</summary>
    public static void AddFaultyStorage(this ISiloBuilder silo, string name)
    {
        silo.AddMemoryGrainStorage("behind");
        silo.Services.AddSingleton(services => new FaultyStorage(services.GetRequiredKeyedService<IGrainStorage>("behind")));
        silo.Services.AddKeyedSingleton<IGrainStorage>(name, (services, _) => services.GetRequiredService<FaultyStorage>());
    }
}
