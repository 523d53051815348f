namespace RootWatch.Detection.Files;

/// <summary>Why the system does not let a file be written, as far as a remedy depends on it.</summary>
public enum FileTrouble
{
    Other = 1,

    /// <summary>No space, quota or allowed length is left.</summary>
    Full = 2,

    /// <summary>The file system is mounted for reading only.</summary>
    ReadOnly = 3,

    /// <summary>Another process holds it.</summary>
    InUse = 4,
}

public static class FileTroubles
{
    /// <summary>.NET has no exceptions of their own for these: the code says it, which is errno, or 0x8007 and Windows' own.</summary>
    public static FileTrouble Of(Exception trouble) => trouble is ArgumentOutOfRangeException ? FileTrouble.Full // EFBIG, of a limit on the length of files
        : trouble is not IOException ? FileTrouble.Other
        : OperatingSystem.IsWindows() ? OfWindows(trouble.HResult & 0xFFFF)
        : OfErrno(trouble.HResult);

    private static FileTrouble OfErrno(int code) => code switch
    {
        // ENOSPC, and EDQUOT of Linux and of macOS.
        28 or 122 or 69 => FileTrouble.Full,
        // EROFS
        30 => FileTrouble.ReadOnly,
        // EWOULDBLOCK of Linux and of macOS: a lock that is held.
        11 or 35 => FileTrouble.InUse,
        _ => FileTrouble.Other,
    };

    private static FileTrouble OfWindows(int code) => code switch
    {
        // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
        112 or 39 => FileTrouble.Full,
        // ERROR_WRITE_PROTECT
        19 => FileTrouble.ReadOnly,
        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        32 or 33 => FileTrouble.InUse,
        _ => FileTrouble.Other,
    };
}
