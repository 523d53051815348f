using System.Globalization;
using System.Text;
using RootWatch.Detection.Files;

namespace RootWatch.Server.Storage;

/// <summary>One process at a time owns a data directory. The system gives the lock back when the process ends, however it ends.</summary>
internal sealed class DirectoryOwnership : IDisposable
{
    private readonly FileStream _lock;

    private DirectoryOwnership(FileStream held) => _lock = held;

    public static DirectoryOwnership Take(string directory)
    {
        string full = Path.GetFullPath(directory);
        string file = Path.Combine(full, "owner.lock");
        try
        {
            OwnerOnly.MakeDirectory(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStorageException(StorageTrouble.Denied,
                $"The data directory {full} cannot be made: {error.Message} Give another directory, or the rights to make this one.", error);
        }

        try
        {
            FileStream held = OwnerOnly.OpenFile(file, FileMode.OpenOrCreate, FileShare.None);
            NameOwner(full);
            return new DirectoryOwnership(held);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DocumentStorageException(StorageTrouble.Denied,
                $"The data directory {full} cannot be written: {error.Message} Give the server's user the right to write there.", error);
        }
        catch (IOException error)
        {
            throw FileTroubles.Of(error) switch
            {
                FileTrouble.Full => new DocumentStorageException(StorageTrouble.Full,
                    $"The disk of the data directory {full} is full. Nothing that was saved is lost; make space and start again.", error),
                FileTrouble.ReadOnly => new DocumentStorageException(StorageTrouble.Denied,
                    $"The data directory {full} is on a file system that is read-only. Mount it for writing, or give another data directory.", error),
                FileTrouble.InUse => new DocumentStorageException(StorageTrouble.InUse,
                    $"The data directory {full} is in use by another RootWatch process{Owner(full)}. Stop that one first, or give this one another data directory.", error),
                _ => new DocumentStorageException(StorageTrouble.Failed,
                    $"The data directory {full} cannot be written: {error.Message} Look at the disk and the system log, or give another data directory.", error),
            };
        }
    }

    // The file stays: to delete it would let two processes hold a lock on two files of the same name.
    public void Dispose() => _lock.Dispose();

    // Beside the lock, for nobody else can read a file that is locked. Only a hint for people: a copy of the directory has it too.
    private static string OwnerFile(string directory) => Path.Combine(directory, "owner.pid");

    private static void NameOwner(string directory)
    {
        try
        {
            using FileStream file = OwnerOnly.OpenFile(OwnerFile(directory), FileMode.Create, FileShare.Read);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The lock is held all the same.
        }
    }

    private static string Owner(string directory)
    {
        try
        {
            return int.TryParse(File.ReadAllText(OwnerFile(directory)).Trim(), CultureInfo.InvariantCulture, out int id) ? $" (process {id})" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
