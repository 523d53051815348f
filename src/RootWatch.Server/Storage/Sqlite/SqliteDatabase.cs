using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace RootWatch.Server.Storage;

/// <summary>Which document: a grain may have several states, each under its own name.</summary>
internal readonly record struct DocumentKey(string StateName, string GrainId)
{
    public override string ToString() => $"{StateName} of {GrainId}";
}

/// <summary>A document as it lies in the file.</summary>
internal sealed record StoredDocument(byte[] Body, long Version);

/// <summary>What became of a write.</summary>
/// <param name="Applied">The document had the expected version, and is durable in its new one.</param>
/// <param name="Version">The new version; null after a deletion. If not applied: the version found, null for none.</param>
internal readonly record struct WriteOutcome(bool Applied, long? Version);

/// <summary>The open database file: owned by this process, checked, with its readers and its writer.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly string _path;
    private readonly DirectoryOwnership _ownership;
    private readonly SqliteWriter _writer;
    private readonly SemaphoreSlim _readerSlots;
    private readonly ConcurrentBag<SqliteReader> _idleReaders = [];
    private readonly int _readersMax;
    private int _disposed;

    private SqliteDatabase(SqliteGrainStorageOptions options, DirectoryOwnership ownership, SqliteWriter writer)
    {
        _path = options.DatabasePath;
        _ownership = ownership;
        _writer = writer;
        _readersMax = Math.Max(1, options.ReadersMax);
        _readerSlots = new SemaphoreSlim(_readersMax, _readersMax);
    }

    public static SqliteDatabase Open(SqliteGrainStorageOptions options)
    {
        DirectoryOwnership ownership = DirectoryOwnership.Take(options.Directory);
        try
        {
            return new SqliteDatabase(options, ownership, new SqliteWriter(SqliteFile.Open(options), options));
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    public Task<WriteOutcome> Write(DocumentKey key, long? expectedVersion, byte[]? body) => _writer.Write(key, expectedVersion, body);

    public async Task<StoredDocument?> Read(DocumentKey key)
    {
        await _readerSlots.WaitAsync();
        try
        {
            ThrowIfClosed();
            // A new reader would open whatever lies there now.
            _writer.ThrowIfGone();
            // Off the grain's own scheduler: SQLite reads the disk with the thread that asks.
            return await Task.Run(() => ReadHere(key));
        }
        finally
        {
            _readerSlots.Release();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // Readers under way end first; those who come later find it closed.
        for (int slot = 0; slot < _readersMax; slot++)
        {
            _readerSlots.Wait();
        }

        while (_idleReaders.TryTake(out SqliteReader? reader))
        {
            reader.Dispose();
        }

        _readerSlots.Release(_readersMax);
        _writer.Dispose();
        _ownership.Dispose();
    }

    private StoredDocument? ReadHere(DocumentKey key)
    {
        SqliteReader? reader = null;
        try
        {
            reader = _idleReaders.TryTake(out SqliteReader? idle) ? idle : new SqliteReader(_path);
            StoredDocument? found = reader.Read(key);
            _idleReaders.Add(reader);
            return found;
        }
        catch (SqliteException error)
        {
            reader?.Dispose();
            throw SqliteTrouble.Translate(error, _path, $"reading the document {key}");
        }
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            throw SqliteTrouble.Closed(_path);
        }
    }
}
