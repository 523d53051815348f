using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>How far a process has come: once dead, nothing that it awaits ever ends.</summary>
internal sealed class Life
{
    private readonly TaskCompletionSource _died = new();

    public bool IsOver { get; private set; }

    public Task Died => _died.Task;

    public void End()
    {
        if (!IsOver)
        {
            IsOver = true;
            _died.SetResult();
        }
    }

    /// <summary>Comes back only to the living.</summary>
    public async Task<T> Guard<T>(Func<Task<T>> call)
    {
        await Alive();
        try
        {
            T value = await call();
            await Alive();
            return value;
        }
        catch (Exception) when (IsOver)
        {
            await Alive();
            throw;
        }
    }

    public Task Alive() => IsOver ? new TaskCompletionSource().Task : Task.CompletedTask;
}

/// <summary>What may go wrong with one read or write of the store.</summary>
internal enum StoreFault
{
    None,
    Refused,

    /// <summary>Refused in the way a client with a deadline says it.</summary>
    Cancelled,

    /// <summary>Written, and the answer is lost.</summary>
    Unknown,
    CrashBefore,
    CrashAfter,

    /// <summary>A read answers with the version before the last.</summary>
    Stale,
}

/// <summary>One stored document: its versions and its etag. Outlives every process.</summary>
internal sealed class Cell<T>
    where T : class
{
    private T? _before;

    public T? Value { get; private set; }
    public int Etag { get; private set; }

    /// <summary>Called with each version that was stored.</summary>
    public Action<T> Stored { get; set; } = static _ => { };

    public void Write(T value)
    {
        _before = Value;
        Value = value;
        Etag++;
        Stored(value);
    }

    /// <summary>Through JSON, as every store does it: what does not survive that is not stored.</summary>
    public (T? Value, int Etag) Read(bool stale) => stale && _before is not null
        ? (Copy(_before), Etag - 1)
        : (Value is null ? null : Copy(Value), Etag);

    private static T Copy(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value))!;
}

/// <summary>A process's view of a <see cref="Cell{T}"/>, with the faults that it meets.</summary>
internal class StoredState<T>(VirtualWorld world, Cell<T> cell, Life life, Func<bool, StoreFault> fault, Func<T> empty) : IPersistentState<T>
    where T : class
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(4);
    private int _etag;

    public T State { get; set; } = empty();

    public string Etag => _etag.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public bool RecordExists => _etag > 0;

    /// <summary>What an activation is given before it begins.</summary>
    public virtual void Load()
    {
        (T? value, _etag) = cell.Read(stale: false);
        State = value ?? empty();
    }

    public virtual Task ReadStateAsync() => Read();

    public virtual Task WriteStateAsync() => Write(State);

    public Task ClearStateAsync() => throw new NotSupportedException();

    private async Task Read()
    {
        await Pause();
        StoreFault met = fault(false);
        Throw(met);
        (T? value, _etag) = cell.Read(met == StoreFault.Stale);
        State = value ?? empty();
    }

    protected async Task Write(T value)
    {
        await Pause();
        StoreFault met = fault(true);
        Throw(met);
        if (met == StoreFault.CrashBefore)
        {
            life.End();
            await life.Alive();
        }

        if (_etag != cell.Etag)
        {
            throw new InconsistentStateException($"etag {_etag} is not the stored {cell.Etag}");
        }

        cell.Write(value);
        int written = cell.Etag;
        if (met == StoreFault.CrashAfter)
        {
            life.End();
        }

        if (met == StoreFault.Unknown)
        {
            throw new TimeoutException("written, and the answer is lost");
        }

        await Pause();
        _etag = written;
    }

    private static void Throw(StoreFault met)
    {
        if (met == StoreFault.Refused)
        {
            throw new IOException("the store refused");
        }

        if (met == StoreFault.Cancelled)
        {
            throw new TaskCanceledException("the store's client gave up");
        }
    }

    private async Task Pause()
    {
        await life.Alive();
        await world.Sleep(Latency);
        await life.Alive();
    }
}

/// <summary>The documents that the log names itself: its segments.</summary>
internal sealed class SegmentStore(VirtualWorld world) : IGrainStorage
{
    private readonly Dictionary<string, (string Json, int Etag)> _cells = new(StringComparer.Ordinal);

    /// <summary>Asked at each write.</summary>
    public Func<StoreFault> Fault { get; set; } = static () => StoreFault.None;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await world.Sleep(TimeSpan.FromMilliseconds(2));
        if (_cells.TryGetValue($"{grainId}/{stateName}", out (string Json, int Etag) cell))
        {
            grainState.State = JsonSerializer.Deserialize<T>(cell.Json)!;
            (grainState.RecordExists, grainState.ETag) = (true, $"{cell.Etag}");
        }
        else
        {
            grainState.RecordExists = false;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string json = JsonSerializer.Serialize(grainState.State);
        await world.Sleep(TimeSpan.FromMilliseconds(2));
        StoreFault met = Fault();
        if (met is StoreFault.Refused or StoreFault.Cancelled)
        {
            throw new IOException("the store refused");
        }

        string key = $"{grainId}/{stateName}";
        int etag = _cells.TryGetValue(key, out (string Json, int Etag) there) ? there.Etag : 0;
        if ((grainState.ETag is null ? 0 : int.Parse(grainState.ETag, System.Globalization.CultureInfo.InvariantCulture)) != etag)
        {
            throw new InconsistentStateException("etag");
        }

        _cells[key] = (json, etag + 1);
        if (met == StoreFault.Unknown)
        {
            throw new TimeoutException("written, and the answer is lost");
        }

        (grainState.RecordExists, grainState.ETag) = (true, $"{etag + 1}");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
