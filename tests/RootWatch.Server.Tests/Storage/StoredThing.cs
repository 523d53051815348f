namespace RootWatch.Server.Tests.Storage;

/// <summary>A document of the tests: something of every shape that JSON has.</summary>
internal sealed class StoredThing
{
    public int SchemaVersion { get; set; } = 1;

    public string? Text { get; set; }

    public long Number { get; set; }

    public DateTimeOffset? At { get; set; }

    public List<string> Items { get; set; } = [];
}
