namespace RootWatch.Fuzz;

/// <summary>Something that takes bytes from outside and must stand them all.</summary>
internal abstract class FuzzTarget
{
    public abstract string Name { get; }

    /// <summary>Valid inputs to begin with.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces that mean something to the target, to be put anywhere.</summary>
    public abstract IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>What one input may allocate, on top of 512 bytes for each of its own.</summary>
    public virtual long AllocationMax => 64L * 1024 * 1024;

    /// <summary>Throws if the target does, or if what it says of the input is wrong.</summary>
    public abstract void Run(byte[] input);

    protected static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException(what);
        }
    }

    protected static IReadOnlyList<byte[]> Bytes(params IEnumerable<string> texts) => [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];
}
