using System.Diagnostics.CodeAnalysis;

namespace RootWatch.Server.Tests.Storage;

/// <summary>A grain's hold on its document, as a provider is given it.</summary>
internal sealed class ThingState(StoredThing state, string? etag = null) : IGrainState<StoredThing>
{
    public ThingState()
        : this(new StoredThing())
    {
    }

    [AllowNull]
    public StoredThing State { get; set; } = state;

    [AllowNull]
    public string ETag { get; set; } = etag!;

    public bool RecordExists { get; set; }
}
