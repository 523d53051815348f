using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace RootWatch.Server.Storage;

/// <summary>
/// The one writer. While a transaction is being synced to disk the next writes queue up, and then share the next
/// transaction: the sync, which costs most, is paid once per group. Each write keeps its own check and its own outcome.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>A group stops growing here, so that a few large documents do not hold up everyone.</summary>
    private const int BatchBytesMax = 16 * 1024 * 1024;

    private readonly string _path;
    private readonly int _batchMax;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly SqliteJournal _journal;
    private readonly Channel<Request> _queue;
    private readonly Thread _thread;
    private readonly List<Request> _batch = [];
    private readonly List<WriteOutcome> _outcomes = [];
    private volatile bool _isGone;

    public SqliteWriter(SqliteConnection connection, SqliteGrainStorageOptions options)
    {
        _path = options.DatabasePath;
        _batchMax = Math.Max(1, options.BatchMax);
        _connection = connection;
        _statements = new SqliteStatements(connection);
        _journal = new SqliteJournal(_path);
        _queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(Math.Max(1, options.QueueMax)) { SingleReader = true });
        // A thread of its own: SQLite blocks while it syncs, and the pool's threads are for grains.
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    /// <param name="expectedVersion">Null: the document must not exist.</param>
    /// <param name="body">Null: delete.</param>
    public async Task<WriteOutcome> Write(DocumentKey key, long? expectedVersion, byte[]? body)
    {
        Request request = new(key, expectedVersion, body);
        try
        {
            await _queue.Writer.WriteAsync(request);
        }
        catch (ChannelClosedException)
        {
            throw SqliteTrouble.Closed(_path);
        }

        return await request.Done.Task;
    }

    /// <summary>Throws if a write found another file at the path of the database or its journal, or none, and that is still so. Waits for no write that may be done.</summary>
    public void ThrowIfGone()
    {
        if (_isGone && Gone() is { } gone)
        {
            throw gone;
        }
    }

    /// <summary>Writes what is queued, moves the journal into the file, closes it.</summary>
    public void Dispose()
    {
        if (_queue.Writer.TryComplete())
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        while (WaitForWork())
        {
            _batch.Clear();
            int bytes = 0;
            while (_batch.Count < _batchMax && bytes < BatchBytesMax && _queue.Reader.TryRead(out Request? request))
            {
                _batch.Add(request);
                bytes += request.Body?.Length ?? 0;
            }

            CommitBatch();
        }

        Close();
    }

    // This thread has nothing else to do than to wait.
    private bool WaitForWork() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void CommitBatch()
    {
        try
        {
            _outcomes.Clear();
            if (Gone() is { } gone)
            {
                // What others were told that it is done stays so, even if the process is killed next.
                _statements.Save();
                throw gone;
            }

            _statements.Begin();
            _journal.Hold();
            foreach (Request request in _batch)
            {
                _outcomes.Add(_statements.Apply(request.Key, request.ExpectedVersion, request.Body));
            }

            _statements.Commit();
        }
        catch (Exception error)
        {
            // Nobody's write was done: the transaction stands or falls as one.
            _statements.Rollback();
            foreach (Request request in _batch)
            {
                request.Done.SetException(error is SqliteException sqlite
                    ? SqliteTrouble.Translate(sqlite, _path, $"writing the document {request.Key}")
                    : error);
            }

            return;
        }

        for (int index = 0; index < _batch.Count; index++)
        {
            _batch[index].Done.SetResult(_outcomes[index]);
        }
    }

    /// <summary>Why nothing that is written would last; null: it would.</summary>
    private DocumentStorageException? Gone()
    {
        DocumentStorageException? gone = SqliteFile.HasMoved(_connection) ? SqliteTrouble.Moved(_path)
            : _journal.IsLost ? SqliteTrouble.JournalLost(_path)
            : null;
        _isGone = gone is not null;
        return gone;
    }

    private void Close()
    {
        try
        {
            _statements.Checkpoint();
        }
        catch (SqliteException)
        {
            // The journal stays beside the file; the next start takes it up from there.
        }

        _statements.Dispose();
        _connection.Dispose();
        _journal.Dispose();
    }

    private sealed record Request(DocumentKey Key, long? ExpectedVersion, byte[]? Body)
    {
        // Asynchronously: a grain's next step must not run on the writer's thread.
        public TaskCompletionSource<WriteOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
