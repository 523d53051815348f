namespace RootWatch.Detection.Events.Prefilter;

/// <summary>Values of JSON without quotes.</summary>
internal static class JsonLiterals
{
    /// <summary>The text begins with true, false, null or a number, and directly behind it the value ends.</summary>
    public static bool IsOneThenSign(ReadOnlySpan<byte> text)
    {
        var length = text[0] switch
        {
            (byte)'t' => text.StartsWith("true"u8) ? 4 : 0,
            (byte)'f' => text.StartsWith("false"u8) ? 5 : 0,
            (byte)'n' => text.StartsWith("null"u8) ? 4 : 0,
            _ => Number(text),
        };
        return length > 0 && length < text.Length && text[length] is (byte)',' or (byte)'}' or (byte)']';
    }

    /// <summary>Its length; 0 if there is none.</summary>
    private static int Number(ReadOnlySpan<byte> text)
    {
        var at = text[0] == '-' ? 1 : 0;
        if (At(text, at) == '0')
        {
            at++;
        }
        else if (!Digits(text, ref at))
        {
            return 0;
        }

        if (At(text, at) == '.')
        {
            at++;
            if (!Digits(text, ref at))
            {
                return 0;
            }
        }

        if (At(text, at) is (byte)'e' or (byte)'E')
        {
            at++;
            at += At(text, at) is (byte)'+' or (byte)'-' ? 1 : 0;
            if (!Digits(text, ref at))
            {
                return 0;
            }
        }

        return at;
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int at)
    {
        var first = at;
        while (At(text, at) is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at > first;
    }

    private static byte At(ReadOnlySpan<byte> text, int at) => at < text.Length ? text[at] : (byte)0;
}
