using Microsoft.Data.Sqlite;

namespace RootWatch.Server.Storage;

/// <summary>Says in an operator's words what SQLite says in codes.</summary>
internal static class SqliteTrouble
{
    public static DocumentStorageException Translate(SqliteException error, string path, string doing) => error.SqliteErrorCode switch
    {
        // SQLITE_CORRUPT, SQLITE_NOTADB
        11 or 26 => Damaged(path, error.Message, error),
        // SQLITE_FULL
        13 => new DocumentStorageException(StorageTrouble.Full,
            $"The disk of {path} is full ({doing} failed). Nothing that was saved is lost, and writing goes on by itself once there is space.", error),
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH
        3 or 8 or 14 or 23 => Denied(path, error),
        // SQLITE_BUSY, SQLITE_LOCKED
        5 or 6 => new DocumentStorageException(StorageTrouble.InUse,
            $"The database file {path} is locked by another program ({doing} failed). Close that program, for example a sqlite3 shell with an open transaction.", error),
        _ => new DocumentStorageException(StorageTrouble.Failed,
            $"The database file {path} failed ({doing}: {error.Message}, code {error.SqliteExtendedErrorCode}). Look at the disk and the system log; nothing that was saved is lost.", error),
    };

    public static DocumentStorageException Damaged(string path, string finding, Exception? error) => new(StorageTrouble.Damaged,
        $"The database file {path} is damaged or is not RootWatch's: {finding}. Nothing was changed. " +
        $"Put a backup in its place, or move {Path.GetFileName(path)}* out of the data directory and start again: " +
        "RootWatch then reads the last 90 days of CloudTrail anew and raises their alerts again.", error);

    public static DocumentStorageException Denied(string path, Exception error) => new(StorageTrouble.Denied,
        $"The database file {path} cannot be opened for reading and writing ({error.Message}). Give the server's user both rights on the file and its directory.", error);

    public static DocumentStorageException Moved(string path) => new(StorageTrouble.Missing,
        $"The database file {path} was deleted, moved or replaced under the server, so that nothing it writes would last, and it writes nothing. " +
        "Move the file back; or stop the server, put a backup in its place, or nothing to begin anew, and start it.");

    public static DocumentStorageException JournalLost(string path) => new(StorageTrouble.Missing,
        $"The journal {path}-wal was deleted, moved or replaced under the server, so that nothing it writes would last, and it writes nothing. " +
        $"What was written before is in the database. Move the journal back; or stop the server, take away what lies at {Path.GetFileName(path)}-wal and -shm now, and start it.");

    public static DocumentStorageException Closed(string path) => new(StorageTrouble.Closed, $"The database {path} is closed: the server is stopping.");
}
