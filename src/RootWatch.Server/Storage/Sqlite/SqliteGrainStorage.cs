using System.Globalization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>Grain documents in one SQLite file: many readers, one writer that commits in groups.</summary>
/// <remarks>What must stay true is written in README.md of this folder.</remarks>
internal sealed class SqliteGrainStorage(
    SqliteGrainStorageOptions options,
    IActivatorProvider activators,
    ILogger<SqliteGrainStorage> logger)
    : IGrainStorage, IPreparedStorage, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly Lock _opening = new();
    private SqliteDatabase? _database;
    private bool _closed;

    public Task Prepare(CancellationToken cancellationToken)
    {
        _ = Open();
        return Task.CompletedTask;
    }

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SqliteGrainStorage), ServiceLifecycleStage.ApplicationServices, Prepare);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        DocumentKey key = new(stateName, grainId.ToString());
        StoredDocument? stored = await Open().Read(key);
        grainState.State = stored is null ? Fresh<T>() : DocumentBody.Read<T>(options.GrainStorageSerializer, activators, new BinaryData(stored.Body), key.ToString());
        grainState.ETag = stored?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = stored is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        byte[] body = options.GrainStorageSerializer.Serialize(grainState.State).ToArray();
        long? version = await Change(new DocumentKey(stateName, grainId.ToString()), grainState.ETag, body);
        grainState.ETag = version!.Value.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Change(new DocumentKey(stateName, grainId.ToString()), grainState.ETag, body: null);
        grainState.State = Fresh<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    /// <summary>Called when the host is disposed: after the last grain has written its last word.</summary>
    public void Dispose()
    {
        lock (_opening)
        {
            _closed = true;
            _database?.Dispose();
        }
    }

    private async Task<long?> Change(DocumentKey key, string? etag, byte[]? body)
    {
        WriteOutcome outcome = await Open().Write(key, Version(etag), body);
        if (!outcome.Applied)
        {
            string stored = outcome.Version?.ToString(CultureInfo.InvariantCulture) ?? "none";
            throw new InconsistentStateException(
                $"The document {key} was changed by another activation: its etag is {stored}, not {etag ?? "none"}.", stored, etag ?? "none");
        }

        return outcome.Version;
    }

    /// <summary>An etag that is no number of ours matches no document: versions start at 1.</summary>
    private static long? Version(string? etag) =>
        string.IsNullOrEmpty(etag) ? null : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : -1;

    private T Fresh<T>() => activators.GetActivator<T>().Create();

    private SqliteDatabase Open()
    {
        lock (_opening)
        {
            if (_closed)
            {
                throw new DocumentStorageException(StorageTrouble.Closed, $"The database {options.DatabasePath} is closed: the server is stopping.");
            }

            if (_database is null)
            {
                _database = SqliteDatabase.Open(options);
                logger.LogInformation("Documents are kept in {Path} (SQLite {Version})", options.DatabasePath, SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
            }

            return _database;
        }
    }
}
