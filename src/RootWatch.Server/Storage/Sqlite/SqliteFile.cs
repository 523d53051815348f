using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RootWatch.Server.Storage;

/// <summary>Opens the database file, or says why it must not be opened. Never changes a file that it refuses.</summary>
internal static class SqliteFile
{
    /// <summary>"RWdb", in the header's field for the application that owns the file.</summary>
    private const int ApplicationId = 0x52576462;

    private const int SchemaVersion = 1;

    /// <summary>Larger files are not read through at every start; damage then shows when a document is read.</summary>
    private const long CheckedBytesMax = 256L * 1024 * 1024;

    /// <summary>
    /// So long a statement waits for another program's lock. A write waits for the one before it, too: twice this is less than
    /// the probe's patience and than the 30 s after which Orleans gives up a grain call, so that whoever waits hears who is in
    /// the way, and not just that there was no answer.
    /// </summary>
    private const int LockedSecondsMax = 2;

    /// <summary>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.</summary>
    private const int NoCheckpointOnClose = 1006;

    /// <summary>SQLITE_FCNTL_HAS_MOVED.</summary>
    private const int HasMovedControl = 20;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>The writer's connection, on a file that is sound and ours.</summary>
    public static SqliteConnection Open(SqliteGrainStorageOptions options)
    {
        string path = options.DatabasePath;
        bool isNew = CheckHeader(path);
        if (isNew)
        {
            Make(path);
        }

        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
            if (!isNew)
            {
                CheckContent(connection, path);
            }

            Configure(connection, options);
            if (isNew)
            {
                CreateSchema(connection);
            }

            return connection;
        }
        catch (SqliteException error)
        {
            connection?.Dispose();
            throw SqliteTrouble.Translate(error, path, "opening it");
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = LockedSecondsMax }.ToString());
        try
        {
            connection.Open();
            // By default SQLite tidies up when the last connection closes. We do so ourselves, at a graceful end only:
            // a damaged file and its journal must stay as they were found.
            raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>True if its path leads to another file by now or to none: what is written would be gone with the process.</summary>
    public static bool HasMoved(SqliteConnection connection)
    {
        int moved = 0;
        return FileControl(connection.Handle!, 0, HasMovedControl, ref moved) == 0 && moved != 0;
    }

    /// <summary>Looks at the file before SQLite does, for SQLite deletes the journal of a file that it finds empty.</summary>
    private static bool CheckHeader(string path)
    {
        FileInfo journal = new(path + "-wal");
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > 0)
            {
                Span<byte> head = stackalloc byte[16];
                int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                return head[..read].SequenceEqual(Magic) ? false : throw SqliteTrouble.Damaged(path, "it does not begin as a SQLite file does", null);
            }
        }
        catch (FileNotFoundException)
        {
            // The first start.
        }
        catch (UnauthorizedAccessException error)
        {
            throw SqliteTrouble.Denied(path, error);
        }
        catch (IOException error)
        {
            throw new DocumentStorageException(StorageTrouble.Failed, $"The database file {path} cannot be read: {error.Message}", error);
        }

        return journal is { Exists: true, Length: > 0 }
            ? throw SqliteTrouble.Damaged(path, $"it is missing or empty, but its journal {journal.FullName} is not", null)
            : true;
    }

    /// <summary>Empty. SQLite would make it for everybody to read, and gives its own files the mode of this one.</summary>
    private static void Make(string path)
    {
        try
        {
            OwnerOnly.OpenFile(path, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
        }
        catch (UnauthorizedAccessException error)
        {
            throw SqliteTrouble.Denied(path, error);
        }
        catch (IOException error)
        {
            throw new DocumentStorageException(StorageTrouble.Failed, $"The database file {path} cannot be made: {error.Message}", error);
        }
    }

    private static void CheckContent(SqliteConnection connection, string path)
    {
        long application = Number(connection, "PRAGMA application_id");
        long version = Number(connection, "PRAGMA user_version");
        if (application != ApplicationId)
        {
            // A start that died between making the file and its first transaction leaves it without tables.
            if (application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_master") == 0)
            {
                CreateSchema(connection);
                return;
            }

            throw SqliteTrouble.Damaged(path, "it is the database of another program", null);
        }

        if (version > SchemaVersion)
        {
            throw new DocumentStorageException(StorageTrouble.Misconfigured,
                $"The database file {path} was written by a newer RootWatch (schema {version}, this one knows {SchemaVersion}). Start that version, or give another data directory.");
        }

        if (new FileInfo(path).Length <= CheckedBytesMax)
        {
            using SqliteCommand check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            string? found = (string?)check.ExecuteScalar();
            if (found != "ok")
            {
                throw SqliteTrouble.Damaged(path, found ?? "the check gave no answer", null);
            }
        }
    }

    private static void Configure(SqliteConnection connection, SqliteGrainStorageOptions options)
    {
        // WAL: readers and the writer do not wait for each other. FULL: a commit is on disk before anyone hears of it,
        // so that a power cut takes back nothing that was acknowledged.
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        Run(connection, "PRAGMA journal_size_limit = 67108864");
        if (options.PageCountMax is int pages)
        {
            Run(connection, $"PRAGMA max_page_count = {pages}");
        }
    }

    private static void CreateSchema(SqliteConnection connection) => Run(connection, $"""
        BEGIN IMMEDIATE;
        CREATE TABLE document (
          state   TEXT    NOT NULL,
          grain   TEXT    NOT NULL,
          version INTEGER NOT NULL,
          body    BLOB    NOT NULL,
          PRIMARY KEY (state, grain)
        ) STRICT;
        CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;
        INSERT INTO sequence (last) VALUES (0);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {SchemaVersion};
        COMMIT;
        """);

    private static void Run(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return (long)command.ExecuteScalar()!;
    }

    // SQLitePCLRaw does not pass it on. No name is the main database's.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(sqlite3 connection, nint name, int operation, ref int argument);
}
