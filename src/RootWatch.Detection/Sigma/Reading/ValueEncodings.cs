using System.Text;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>What a value looks like once it is encoded.</summary>
internal static class ValueEncodings
{
    /// <summary>One text, or one for each place in three at which the value may begin in a longer encoded text.</summary>
    public static IEnumerable<string> Apply(IReadOnlyList<string> encodings, string value)
    {
        var bytes = encodings[0] switch
        {
            "utf16le" or "wide" => Encoding.Unicode.GetBytes(value),
            "utf16be" => Encoding.BigEndianUnicode.GetBytes(value),
            "utf16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(value)],
            _ => Encoding.UTF8.GetBytes(value),
        };
        return encodings[^1] == "base64" ? [Convert.ToBase64String(bytes)] : Enumerable.Range(0, 3).Select(offset => AtOffset(bytes, offset));
    }

    /// <summary>
    /// Only the digits that the value alone decides: a digit holds 6 bits, and those at both ends are shared with neighbours.
    /// </summary>
    private static string AtOffset(byte[] bytes, int offset)
    {
        var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        var first = (offset * 8 + 5) / 6;
        var end = (offset + bytes.Length) * 8 / 6;
        return encoded[first..end];
    }
}
