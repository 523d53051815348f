using Microsoft.Win32.SafeHandles;

namespace RootWatch.Server.Storage;

/// <summary>
/// The file beside the database into which all is written first. SQLite writes on into one that was deleted, which is gone
/// with the process, and with it all that was not moved into the database yet.
/// </summary>
internal sealed class SqliteJournal(string databasePath) : IDisposable
{
    private readonly string _path = databasePath + "-wal";
    private SafeFileHandle? _held;

    /// <summary>True if its path leads to another file by now or to none. Only while nobody writes into it.</summary>
    public bool IsLost => _held is { } held && !(new FileInfo(_path) is { Exists: true } found && found.Length == RandomAccess.GetLength(held));

    /// <summary>Remembers which file it is; there is one while a transaction is open.</summary>
    public void Hold() => _held ??= File.OpenHandle(_path, share: FileShare.ReadWrite | FileShare.Delete);

    public void Dispose() => _held?.Dispose();
}
