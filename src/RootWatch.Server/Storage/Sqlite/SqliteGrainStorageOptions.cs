using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>Options of the SQLite grain storage provider.</summary>
public sealed class SqliteGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The data directory; made if it is missing. One process at a time owns it. Default: <c>data</c>.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>The database's file name in <see cref="Directory"/>. Default: <c>documents.db</c>.</summary>
    public string FileName { get; set; } = "documents.db";

    /// <summary>Most writes that share one transaction. Default: 512.</summary>
    public int BatchMax { get; set; } = 512;

    /// <summary>Most writes that wait for the writer; further callers wait before they queue. Default: 8192.</summary>
    public int QueueMax { get; set; } = 8192;

    /// <summary>Most reads at the same time. Default: twice the processors.</summary>
    public int ReadersMax { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>How documents become bytes. Default: the silo's, see <c>UseSystemTextJsonGrainStorageSerializer</c>.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = default!;

    /// <summary>A bound on the file's size in pages of 4 KiB, so that tests can fill the disk.</summary>
    internal int? PageCountMax { get; set; }

    internal string DatabasePath => Path.GetFullPath(Path.Combine(Directory, FileName));
}
