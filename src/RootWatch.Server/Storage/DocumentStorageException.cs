using Orleans.Runtime;

namespace RootWatch.Server.Storage;

/// <summary>Why a store could not do what it was asked.</summary>
public enum StorageTrouble
{
    /// <summary>Settings that cannot work, such as a connection string that is none.</summary>
    Misconfigured = 1,

    /// <summary>Another process owns the data directory.</summary>
    InUse = 2,

    /// <summary>The file is damaged, or is not ours.</summary>
    Damaged = 3,

    /// <summary>No space is left.</summary>
    Full = 4,

    /// <summary>The store may not be read or written with the rights at hand.</summary>
    Denied = 5,

    /// <summary>No answer in time. A write may or may not have been done.</summary>
    Unreachable = 6,

    /// <summary>What should be there is gone, such as the container.</summary>
    Missing = 7,

    /// <summary>The store was closed: the server is stopping.</summary>
    Closed = 8,

    /// <summary>The disk or the service failed in another way.</summary>
    Failed = 9,
}

/// <summary>The store cannot be used; the message names the thing and the remedy, and is fit for an operator's eyes.</summary>
/// <remarks>Derives from OrleansException because Orleans wraps every other exception of a store into one whose message is a stack trace.</remarks>
[GenerateSerializer, Alias("rootwatch.DocumentStorageException")]
public sealed class DocumentStorageException : OrleansException
{
    public DocumentStorageException()
    {
    }

    public DocumentStorageException(string message)
        : base(message)
    {
    }

    public DocumentStorageException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    public DocumentStorageException(StorageTrouble trouble, string message, Exception? innerException = null)
        : base(message, innerException!) => Trouble = trouble;

    [Id(0)]
    public StorageTrouble Trouble { get; private set; } = StorageTrouble.Failed;
}
