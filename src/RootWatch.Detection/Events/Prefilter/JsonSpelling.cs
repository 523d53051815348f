namespace RootWatch.Detection.Events.Prefilter;

/// <summary>How the scanned JSON is written down.</summary>
internal interface IJsonSpelling
{
    /// <summary>The JSON stands, escaped once more, in a string of other JSON.</summary>
    static abstract bool IsEscaped { get; }

    static abstract ReadOnlySpan<byte> Quote { get; }
}

internal readonly struct PlainText : IJsonSpelling
{
    public static bool IsEscaped => false;

    public static ReadOnlySpan<byte> Quote => "\""u8;
}

internal readonly struct EscapedText : IJsonSpelling
{
    public static bool IsEscaped => true;

    public static ReadOnlySpan<byte> Quote => "\\\""u8;
}
