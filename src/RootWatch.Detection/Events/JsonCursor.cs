using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>
/// Goes through JSON token by token, by <see cref="Utf8JsonReader"/>; through plain text, as nearly every record is, by
/// itself in a third of the time. Plain is printable ASCII without a backslash: there, a string ends at the next quote, and
/// is text as it stands. What is unusual in plain text (<see cref="IsBroken"/>) is left to the other, who alone refuses anything.
/// </summary>
internal ref struct JsonCursor
{
    /// <summary>Of plain text: one bit for each.</summary>
    private const int LevelsMax = 64;

    private readonly ReadOnlySpan<byte> _text;
    private Utf8JsonReader _reader;
    private Place _place = Place.Value;
    private int _at;
    private int _level;

    /// <summary>A bit for each level that is an object; the others are arrays.</summary>
    private ulong _objects;

    private JsonCursor(ReadOnlySpan<byte> utf8, bool isPlain)
    {
        _text = utf8;
        IsPlain = isPlain;
        if (!isPlain)
        {
            _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        }
    }

    private enum Place : byte
    {
        /// <summary>Before a value.</summary>
        Value,

        /// <summary>Before the first value of an array, or its end.</summary>
        FirstItem,

        /// <summary>Before a member.</summary>
        Name,

        /// <summary>Before the first member of an object, or its end.</summary>
        FirstName,

        /// <summary>Behind a value.</summary>
        Behind,
    }

    /// <summary>The text is read as plain.</summary>
    public bool IsPlain { get; }

    public JsonTokenType TokenType { get; private set; }

    /// <summary>As it stands in the text, of a string without its quotes.</summary>
    public ReadOnlySpan<byte> ValueSpan { get; private set; }

    public bool ValueIsEscaped { get; private set; }

    /// <summary>Offset of the token; where the next one is looked for is <see cref="Consumed"/>.</summary>
    public int TokenStart { get; private set; }

    public readonly int Consumed => IsPlain ? _at : (int)_reader.BytesConsumed;

    /// <summary>
    /// Plain text is no JSON, or has what is read by <see cref="Utf8JsonReader"/> only: no token comes any more, and what came
    /// says nothing. Read it <see cref="AsAny"/>.
    /// </summary>
    public bool IsBroken { get; private set; }

    public static JsonCursor Of(ReadOnlySpan<byte> utf8) => new(utf8, IsPlainText(utf8));

    /// <summary>Never breaks, and throws <see cref="JsonException"/> where the text is no JSON.</summary>
    public static JsonCursor AsAny(ReadOnlySpan<byte> utf8) => new(utf8, isPlain: false);

    /// <summary>The next token; false behind the last one.</summary>
    public bool Read()
    {
        if (IsPlain)
        {
            return ReadPlain();
        }

        var isToken = _reader.Read();
        Show();
        return isToken;
    }

    /// <summary>To the end of the object or array that begins here, or of the member's value.</summary>
    public void Skip()
    {
        if (!IsPlain)
        {
            _reader.Skip();
            Show();
            return;
        }

        if (TokenType == JsonTokenType.PropertyName)
        {
            ReadPlain();
        }

        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var around = _level - 1;
            while (_level > around && ReadPlain())
            {
            }
        }
    }

    private static bool IsPlainText(ReadOnlySpan<byte> utf8) =>
        !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !utf8.Contains((byte)'\\');

    private void Show()
    {
        TokenType = _reader.TokenType;
        ValueSpan = _reader.ValueSpan;
        ValueIsEscaped = _reader.ValueIsEscaped;
        TokenStart = (int)_reader.TokenStartIndex;
    }

    private bool ReadPlain()
    {
        var sign = Next();
        if (_place == Place.Behind)
        {
            if (_level == 0)
            {
                return sign != 0 && Break();
            }

            if (sign != ',')
            {
                return sign == (IsInObject ? '}' : ']') ? Close() : Break();
            }

            _at++;
            sign = Next();
            _place = IsInObject ? Place.Name : Place.Value;
        }

        // Nearly always one of these two, in turn.
        if (_place == Place.Value)
        {
            return Value(sign);
        }

        if (_place == Place.Name || (_place == Place.FirstName && sign != '}'))
        {
            return Name(sign);
        }

        return _place == Place.FirstItem && sign != ']' ? Value(sign) : Close();
    }

    private readonly bool IsInObject => (_objects >> (_level - 1) & 1) != 0;

    /// <summary>The next sign but blanks; 0, which plain text has not, at the end and once the text is broken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next()
    {
        var sign = _at < _text.Length ? _text[_at] : (byte)0;
        return sign == ' ' ? BehindBlanks() : sign;
    }

    private byte BehindBlanks()
    {
        var blanks = _text[_at..].IndexOfAnyExcept((byte)' ');
        _at = blanks < 0 ? _text.Length : _at + blanks;
        return blanks < 0 ? (byte)0 : _text[_at];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Name(byte sign)
    {
        if (sign != '"' || !Text(JsonTokenType.PropertyName) || Next() != ':')
        {
            return Break();
        }

        _at++;
        _place = Place.Value;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Value(byte sign)
    {
        if (sign != '"')
        {
            return OtherValue(sign);
        }

        _place = Place.Behind;
        return Text(JsonTokenType.String);
    }

    private bool OtherValue(byte sign)
    {
        switch (sign)
        {
            case (byte)'{':
                return Open(JsonTokenType.StartObject, Place.FirstName, 1);
            case (byte)'[':
                return Open(JsonTokenType.StartArray, Place.FirstItem, 0);
            case (byte)'t':
                return Literal(JsonTokenType.True, "true"u8);
            case (byte)'f':
                return Literal(JsonTokenType.False, "false"u8);
            case (byte)'n':
                return Literal(JsonTokenType.Null, "null"u8);
            default:
                return WholeNumber(sign);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Text(JsonTokenType type)
    {
        var start = _at + 1;
        var length = LengthOfText(_text[start..]);
        return length >= 0 ? Token(type, start, length, behind: 1) : Break();
    }

    /// <summary>-1: it has no end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOfText(ReadOnlySpan<byte> text)
    {
        if (Vector256.IsHardwareAccelerated && text.Length >= Vector256<byte>.Count)
        {
            // Most are short, and a call costs more than they do.
            var quotes = Vector256.Equals(Vector256.Create(text), Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            if (quotes != 0)
            {
                return BitOperations.TrailingZeroCount(quotes);
            }
        }

        return text.IndexOf((byte)'"');
    }

    private bool Open(JsonTokenType type, Place inside, ulong isObject)
    {
        if (_level == LevelsMax)
        {
            return Break();
        }

        _objects = (_objects & ~(1UL << _level)) | (isObject << _level);
        _level++;
        _place = inside;
        return Token(type, _at, 1);
    }

    private bool Close()
    {
        var type = IsInObject ? JsonTokenType.EndObject : JsonTokenType.EndArray;
        _level--;
        _place = Place.Behind;
        return Token(type, _at, 1);
    }

    private bool Literal(JsonTokenType type, ReadOnlySpan<byte> word)
    {
        _place = Place.Behind;
        return _text[_at..].StartsWith(word) ? Token(type, _at, word.Length) : Break();
    }

    /// <summary>Where it goes on with a fraction or an exponent, the next token breaks.</summary>
    private bool WholeNumber(byte sign)
    {
        var digits = _text[(_at + (sign == '-' ? 1 : 0))..];
        var count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        count = count < 0 ? digits.Length : count;
        if (count == 0 || (count > 1 && digits[0] == '0'))
        {
            return Break();
        }

        _place = Place.Behind;
        return Token(JsonTokenType.Number, _at, count + (sign == '-' ? 1 : 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Token(JsonTokenType type, int start, int length, int behind = 0)
    {
        TokenType = type;
        TokenStart = _at;
        ValueSpan = _text.Slice(start, length);
        _at = start + length + behind;
        return true;
    }

    private bool Break()
    {
        IsBroken = true;
        TokenType = JsonTokenType.None;
        // At the end nothing is found but the end.
        (_at, _level, _place) = (_text.Length, 0, Place.Behind);
        return false;
    }
}
