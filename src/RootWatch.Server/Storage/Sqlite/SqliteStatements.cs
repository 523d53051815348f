using Microsoft.Data.Sqlite;

namespace RootWatch.Server.Storage;

/// <summary>The writer's statements, prepared once.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _checkpoint;
    private readonly SqliteCommand _save;
    private readonly SqliteCommand _nextVersion;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _found;

    public SqliteStatements(SqliteConnection connection)
    {
        _begin = Command(connection, "BEGIN IMMEDIATE");
        _commit = Command(connection, "COMMIT");
        _rollback = Command(connection, "ROLLBACK");
        _checkpoint = Command(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        _save = Command(connection, "PRAGMA wal_checkpoint(FULL)");
        // One sequence for all documents, never reset: a document that was deleted and written again
        // never gets a version that an old copy of it may still hold.
        _nextVersion = Command(connection, "UPDATE sequence SET last = last + 1 RETURNING last");
        _insert = Command(connection,
            "INSERT INTO document (state, grain, version, body) VALUES ($state, $grain, $version, $body) ON CONFLICT DO NOTHING",
            "$state", "$grain", "$version", "$body");
        _update = Command(connection,
            "UPDATE document SET version = $version, body = $body WHERE state = $state AND grain = $grain AND version = $expected",
            "$state", "$grain", "$version", "$body", "$expected");
        _delete = Command(connection,
            "DELETE FROM document WHERE state = $state AND grain = $grain AND version = $expected",
            "$state", "$grain", "$expected");
        _found = Command(connection, "SELECT version FROM document WHERE state = $state AND grain = $grain", "$state", "$grain");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Moves the journal into the database, and empties it.</summary>
    public void Checkpoint() => _checkpoint.ExecuteNonQuery();

    /// <summary>The same, but leaves the journal's file as it is. What cannot be moved now is at the end.</summary>
    public void Save()
    {
        try
        {
            _save.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // Whoever reads or what is wrong with the disk is no reason to say something else than why it is saved.
        }
    }

    public void Rollback()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
        }
    }

    public WriteOutcome Apply(DocumentKey key, long? expected, byte[]? body)
    {
        if (body is null)
        {
            return Delete(key, expected);
        }

        long version = (long)_nextVersion.ExecuteScalar()!;
        SqliteCommand write = expected is null ? _insert : _update;
        Name(write, key);
        write.Parameters["$version"].Value = version;
        write.Parameters["$body"].Value = body;
        if (expected is not null)
        {
            write.Parameters["$expected"].Value = expected;
        }

        bool applied = write.ExecuteNonQuery() == 1;
        write.Parameters["$body"].Value = DBNull.Value;
        return applied ? new WriteOutcome(true, version) : new WriteOutcome(false, Found(key));
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in new[] { _begin, _commit, _rollback, _checkpoint, _save, _nextVersion, _insert, _update, _delete, _found })
        {
            command.Dispose();
        }
    }

    private WriteOutcome Delete(DocumentKey key, long? expected)
    {
        if (expected is null)
        {
            // Whoever never saw the document may clear it only if there is none.
            long? present = Found(key);
            return new WriteOutcome(present is null, present);
        }

        Name(_delete, key);
        _delete.Parameters["$expected"].Value = expected;
        return _delete.ExecuteNonQuery() == 1 ? new WriteOutcome(true, null) : new WriteOutcome(false, Found(key));
    }

    private long? Found(DocumentKey key)
    {
        Name(_found, key);
        return (long?)_found.ExecuteScalar();
    }

    private static void Name(SqliteCommand command, DocumentKey key)
    {
        command.Parameters["$state"].Value = key.StateName;
        command.Parameters["$grain"].Value = key.GrainId;
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach (string name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
