using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>
/// Text out of JSON, bounded, whatever the bytes are. <see cref="Utf8JsonReader.GetString"/> throws on a lone surrogate
/// and on invalid UTF-8, both of which a caller of AWS can put into a user agent; here they become U+FFFD.
/// </summary>
internal static class JsonText
{
    public static string Read(ref Utf8JsonReader json, int charsMax) => Read(json.ValueSpan, json.ValueIsEscaped, charsMax);

    public static string Read(ref JsonCursor json, int charsMax) =>
        json.IsPlain ? OfAscii(json.ValueSpan.Length > charsMax ? json.ValueSpan[..charsMax] : json.ValueSpan) : Read(json.ValueSpan, json.ValueIsEscaped, charsMax);

    private static string Read(ReadOnlySpan<byte> bytes, bool isEscaped, int charsMax)
    {
        // A character takes at most 6 bytes (\uXXXX), so more bytes than that cannot be needed.
        var bytesMax = charsMax * 6;
        if (bytes.Length > bytesMax)
        {
            bytes = bytes[..bytesMax];
        }

        var text = isEscaped ? Unescape(bytes) : Of(bytes);
        return Bound(text, charsMax);
    }

    /// <summary>Whatever is no UTF-8 becomes U+FFFD. Nearly all there is in a record is ASCII, whose characters need not be counted first.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) => Ascii.IsValid(utf8) ? OfAscii(utf8) : Encoding.UTF8.GetString(utf8);

    private static string OfAscii(ReadOnlySpan<byte> ascii) => Encoding.Latin1.GetString(ascii);

    /// <summary>The same of a text that other records are likely to hold, too.</summary>
    public static string ReadShared(ref JsonCursor json, int charsMax) =>
        json.ValueIsEscaped || json.ValueSpan.Length > charsMax ? Read(ref json, charsMax) : SharedTexts.Of(json.ValueSpan);

    public static string Bound(string text, int charsMax)
    {
        if (text.Length <= charsMax)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[charsMax - 1]) ? charsMax - 1 : charsMax;
        return text[..end];
    }

    private static string Unescape(ReadOnlySpan<byte> bytes)
    {
        var raw = Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 >= raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            switch (raw[i])
            {
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case 'u' when i + 4 < raw.Length
                    && ushort.TryParse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                    text.Append((char)unit);
                    i += 4;
                    break;
                case 'u':
                    // Cut by the bound above in the middle of an escape.
                    i = raw.Length;
                    break;
                default: text.Append(raw[i]); break;
            }
        }

        return WithoutLoneSurrogates(text.ToString());
    }

    private static string WithoutLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString();
    }
}
