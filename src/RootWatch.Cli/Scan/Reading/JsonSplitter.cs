using System.Buffers;
using System.Text.Json;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Cuts any stream of JSON into its objects without holding more than one of them: one per line, one after the other,
/// pretty-printed, in bare arrays (also of what follows, and of arrays), in an array called Records (S3), Events (LookupEvents) or logEvents (CloudWatch Logs),
/// or each behind a time (CloudWatch Logs, exported to S3) or as the text of a string. What is broken is told with its line, and reading goes on at the next place where an object can begin.
/// </summary>
internal sealed class JsonSplitter(Stream source, RecordPrefilter? prefilter = null, long stopAt = long.MaxValue) : IDisposable
{
    /// <summary>CloudTrail's largest record is 1 MiB; a LookupEvents entry holds it once more, escaped.</summary>
    public const int ValueBytesMax = 8 * 1024 * 1024;

    // Going back to the line after a broken value reads bytes a second time. Input made to break at every line far
    // behind its start would turn that into a quadratic walk, so going back ends when this much was read twice.
    private const long RescanBytesMin = 64L * 1024 * 1024;

    // The reader's error quotes all that it was shown behind a misspelt literal: of many broken lines, each would quote the window.
    private const int ShownAtOnce = 4 * 1024;

    private static readonly JsonReaderOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        // Depth costs one bit here; EventDecoder has the limit that counts.
        MaxDepth = int.MaxValue,
    };

    private static readonly SearchValues<byte> Space = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> BetweenValues = SearchValues.Create(" \t\r\n,\u001e"u8);

    private static readonly SearchValues<byte> TimeSigns = SearchValues.Create("0123456789-:.+TZ"u8);

    /// <summary>A time and the blanks behind it; CloudWatch Logs writes 25.</summary>
    private const int TimeBytesMax = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private enum Place
    {
        /// <summary>Between values.</summary>
        Top,

        /// <summary>In an array whose elements are the objects.</summary>
        Elements,

        /// <summary>In an object, behind such an array.</summary>
        Tail,
    }

    private enum Outcome
    {
        Complete,
        Container,
        Broken,
        Cut,
        TooLarge,
    }

    private readonly ByteWindow _window = new(source);
    private Place _place = Place.Top;
    private bool _arrayIsInObject;

    /// <summary>Bare arrays that are open, one in the other.</summary>
    private int _bareArrays;
    private bool _salvaging;
    private bool _insideBrokenArray;
    private bool _faultTold;
    private long _rescanned;
    private int _toDiscard;

    /// <summary>Objects that the prefilter dismissed: records that nobody need see.</summary>
    public long Dismissed { get; private set; }

    /// <summary>Where the first value begins, or the stream ends without one.</summary>
    public (long Consumed, long Line) First { get; private set; } = (-1, 1);

    /// <summary>Bytes of the stream that are dealt with.</summary>
    public long Consumed => _window.Consumed;

    public long Line => _window.Line;

    /// <summary>
    /// False at the end of the stream, or at the first value at <c>stopAt</c> or behind it that another splitter could begin
    /// with as well.
    /// </summary>
    public bool TryNext(out JsonPiece piece)
    {
        _window.Advance(_toDiscard);
        _toDiscard = 0;
        while (true)
        {
            var taken = _place switch
            {
                Place.Top => Top(out piece),
                Place.Elements => Element(out piece),
                _ => Tail(out piece),
            };
            switch (taken)
            {
                case Step.Piece:
                    return true;
                case Step.End:
                    if (_window.Fault is { } fault && !_faultTold)
                    {
                        _faultTold = true;
                        piece = new JsonPiece(default, _window.Line, fault);
                        return true;
                    }

                    return false;
            }
        }
    }

    /// <summary>Pieces are no longer valid after it.</summary>
    public void Dispose() => _window.Dispose();

    private enum Step
    {
        Piece,
        Again,
        End,
    }

    private Step Top(out JsonPiece piece)
    {
        piece = default;
        var isMore = Skip(BetweenValues);
        if (isMore && _window.Pending[0] == ByteOrderMark[0])
        {
            SkipByteOrderMark();
            isMore = Skip(BetweenValues);
        }

        if (First.Consumed < 0)
        {
            First = (_window.Consumed, _window.Line);
        }

        if (!isMore || (_window.Consumed >= stopAt && !_salvaging && !_insideBrokenArray))
        {
            return Step.End;
        }

        switch (_window.Pending[0])
        {
            case (byte)'{':
                return PassLines() ? Step.Again : TakeObject(lookForContainer: true, out piece);
            case (byte)'[':
                _window.Advance(1);
                _place = Place.Elements;
                _arrayIsInObject = false;
                _bareArrays = 1;
                return Step.Again;
            case >= (byte)'0' and <= (byte)'9' when PassTime():
                return TakeObject(lookForContainer: true, out piece);
            case (byte)'"' when !_salvaging && FindEnd(lookForContainer: false, out var length) == Outcome.Complete && MayHoldObject(length):
                _toDiscard = length;
                piece = new JsonPiece(_window.Slice(length), _window.Line, null);
                return Step.Piece;
        }

        if (_salvaging)
        {
            SkipToNextObject(from: 0);
            return Step.Again;
        }

        return TakeLine(out piece);
    }

    private Step Element(out JsonPiece piece)
    {
        piece = default;
        if (!Skip(BetweenValues))
        {
            return CutShort(out piece);
        }

        switch (_window.Pending[0])
        {
            case (byte)']' when _arrayIsInObject:
                _window.Advance(1);
                _place = Place.Tail;
                return Step.Again;
            case (byte)']':
                _window.Advance(1);
                _bareArrays--;
                _place = AroundObject;
                return Step.Again;
            case (byte)'[' when !_arrayIsInObject:
                _window.Advance(1);
                _bareArrays++;
                return Step.Again;
            case (byte)'{':
                return TakeObject(lookForContainer: !_arrayIsInObject, out piece);
            default:
                var line = _window.Line;
                switch (FindEnd(lookForContainer: false, out var length))
                {
                    case Outcome.Complete:
                        _toDiscard = length;
                        piece = MayHoldObject(length)
                            ? new JsonPiece(_window.Slice(length), line, null)
                            : new JsonPiece(default, line, UnreadableReasons.NotAnObject);
                        return Step.Piece;
                    case var trouble:
                        return Failed(trouble, line, length, out piece);
                }
        }
    }

    private Place AroundObject => _bareArrays > 0 ? Place.Elements : Place.Top;

    /// <summary>The value that the window begins with is a string, as a list of LookupEvents' CloudTrailEvents has them.</summary>
    private bool MayHoldObject(int length) => _window.Pending[..length] is [(byte)'"', (byte)'{', ..];

    private Step Tail(out JsonPiece piece)
    {
        piece = default;
        if (!Skip(BetweenValues))
        {
            return CutShort(out piece);
        }

        if (_window.Pending[0] == (byte)'}')
        {
            _window.Advance(1);
            _place = AroundObject;
            _arrayIsInObject = false;
            return Step.Again;
        }

        var line = _window.Line;
        if (_window.Pending[0] != (byte)'"')
        {
            return Failed(Outcome.Broken, line, 0, out piece);
        }

        var named = FindEnd(lookForContainer: false, out var length);
        if (named != Outcome.Complete)
        {
            return Failed(named, line, length, out piece);
        }

        var isContainer = IsContainerName(_window.Pending[1..(length - 1)]);
        _window.Advance(length);
        if (!Skip(Space) || _window.Pending[0] != (byte)':')
        {
            return _window.Pending.IsEmpty ? CutShort(out piece) : Failed(Outcome.Broken, line, 0, out piece);
        }

        _window.Advance(1);
        if (!Skip(Space))
        {
            return CutShort(out piece);
        }

        if (isContainer && _window.Pending[0] == (byte)'[')
        {
            _window.Advance(1);
            _place = Place.Elements;
            return Step.Again;
        }

        var valued = FindEnd(lookForContainer: false, out length);
        if (valued != Outcome.Complete)
        {
            return Failed(valued, line, length, out piece);
        }

        _window.Advance(length);
        return Step.Again;
    }

    private Step TakeObject(bool lookForContainer, out JsonPiece piece)
    {
        piece = default;
        var line = _window.Line;
        switch (Look(out var whole))
        {
            case PrefilterVerdict.Dismissed:
                Dismissed++;
                _window.Advance(whole, lineEnds: 0);
                _salvaging = _insideBrokenArray;
                return Step.Again;
            case PrefilterVerdict.Whole:
                _toDiscard = whole;
                piece = new JsonPiece(_window.Slice(whole), line, null);
                _salvaging = _insideBrokenArray;
                return Step.Piece;
        }

        switch (FindEnd(lookForContainer, out var length))
        {
            case Outcome.Complete:
                _toDiscard = length;
                piece = new JsonPiece(_window.Slice(length), line, null);
                _salvaging = _insideBrokenArray;
                return Step.Piece;
            case Outcome.Container:
                _window.Advance(length);
                _place = Place.Elements;
                _arrayIsInObject = true;
                return Step.Again;
            case var trouble:
                return Failed(trouble, line, length, out piece);
        }
    }

    /// <summary>Passes over what the prefilter dismisses of records on lines of their own; false if the next is none.</summary>
    private bool PassLines()
    {
        if (prefilter is null || _salvaging || _insideBrokenArray)
        {
            return false;
        }

        var length = prefilter.PassLines(_window.Pending, (int)Math.Min(stopAt - _window.Consumed, int.MaxValue), out var lines);
        Dismissed += lines;
        _window.Advance(length, lines);
        return length > 0;
    }

    /// <summary>Asks the prefilter about the object that begins at the window's start, and brings in the rest of it.</summary>
    private PrefilterVerdict Look(out int length)
    {
        length = 0;
        var verdict = PrefilterVerdict.StandsAside;
        while (prefilter is not null)
        {
            verdict = prefilter.Look(_window.Pending, out length);
            if (verdict != PrefilterVerdict.Incomplete || _window.Ended || _window.Pending.Length > EventDecoder.RecordBytesMax)
            {
                break;
            }

            FillForToken(_window.Pending.Length);
        }

        return verdict;
    }

    /// <summary>
    /// Walks the value that begins at the window's start. <paramref name="length"/> is its length, or how far the walk
    /// came, or (for a container) where the first element can begin.
    /// </summary>
    private Outcome FindEnd(bool lookForContainer, out int length)
    {
        var state = new JsonReaderState(Lenient);
        var discarded = false;
        var containerNamed = false;
        var step = ShownAtOnce;
        length = 0;
        while (true)
        {
            var isAll = _window.Pending.Length - length <= step;
            var isLast = isAll && _window.Ended;
            var shown = isAll ? _window.Pending[length..] : _window.Pending.Slice(length, step);
            var reader = new Utf8JsonReader(shown, isLast, state);
            try
            {
                while (reader.Read())
                {
                    if (lookForContainer && !discarded && reader.CurrentDepth == 1)
                    {
                        if (containerNamed && reader.TokenType == JsonTokenType.StartArray)
                        {
                            length += (int)reader.BytesConsumed;
                            return Outcome.Container;
                        }

                        containerNamed = reader.TokenType == JsonTokenType.PropertyName
                            && IsContainerName(reader.ValueSpan);
                    }

                    if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    {
                        length += (int)reader.BytesConsumed;
                        return discarded ? Outcome.TooLarge : Outcome.Complete;
                    }
                }
            }
            catch (JsonException)
            {
                var isCut = isLast && LacksOnlyItsEnd(shown, state);
                length += (int)reader.BytesConsumed;
                return isCut ? Outcome.Cut : Outcome.Broken;
            }

            length += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            // The reader begins an unfinished token again.
            step = reader.BytesConsumed > 0 ? ShownAtOnce : step * 2;
            if (length > ValueBytesMax)
            {
                // Nobody can use it any more; walk on to its end without holding it.
                discarded = true;
                _window.Advance(length);
                length = 0;
            }

            if (!isAll)
            {
                continue;
            }

            if (_window.Pending.Length - length > ValueBytesMax)
            {
                return Outcome.Broken;
            }

            if (_window.Ended)
            {
                return Outcome.Cut;
            }

            FillForToken(_window.Pending.Length - length);
        }
    }

    /// <summary>
    /// The reader begins an unfinished token again each time, so each time it must get twice as much of it: a long string
    /// that arrives in small reads would otherwise cost the square of its length.
    /// </summary>
    private void FillForToken(int unfinished)
    {
        var wanted = _window.Pending.Length + Math.Max(unfinished, 1);
        while (_window.Fill() && _window.Pending.Length < wanted)
        {
        }
    }

    /// <summary>At the end of the stream the reader calls an unfinished value invalid; it is cut if more could mend it.</summary>
    private static bool LacksOnlyItsEnd(ReadOnlySpan<byte> rest, JsonReaderState state)
    {
        var reader = new Utf8JsonReader(rest, isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Step Failed(Outcome outcome, long line, int length, out JsonPiece piece)
    {
        if (outcome == Outcome.TooLarge)
        {
            // Its end was found, so nothing else is lost with it.
            _toDiscard = length;
            piece = new JsonPiece(default, line, UnreadableReasons.TooLarge);
            return Step.Piece;
        }

        var reason = outcome switch
        {
            Outcome.Cut when _window.Fault is { } fault => fault,
            Outcome.Cut => UnreadableReasons.Truncated,
            _ when length > ValueBytesMax || _window.Pending.Length > ValueBytesMax => UnreadableReasons.TooLarge,
            _ => UnreadableReasons.NotJson,
        };
        _faultTold |= reason == _window.Fault;
        _insideBrokenArray |= _place != Place.Top;
        _salvaging = true;
        _place = Place.Top;
        _bareArrays = 0;
        _rescanned += length;
        SkipToNextObject(_rescanned > RescanBytesMin + _window.Consumed ? Math.Max(length, 1) : 1);
        piece = new JsonPiece(default, line, reason);
        return Step.Piece;
    }

    private Step CutShort(out JsonPiece piece)
    {
        piece = new JsonPiece(default, _window.Line, _window.Fault ?? UnreadableReasons.Truncated);
        _faultTold = true;
        _place = Place.Top;
        _bareArrays = 0;
        return Step.Piece;
    }

    /// <summary>A line that begins with neither an object nor an array.</summary>
    private Step TakeLine(out JsonPiece piece)
    {
        var line = _window.Line;
        var looked = 0;
        var isWhole = false;
        while (!isWhole)
        {
            var newline = _window.Pending[looked..].IndexOf((byte)'\n');
            isWhole = newline >= 0;
            looked = isWhole ? looked + newline : _window.Pending.Length;
            if (!isWhole && looked > ValueBytesMax)
            {
                _window.Advance(looked);
                looked = 0;
            }

            if (!isWhole && !_window.Fill())
            {
                looked = _window.Pending.Length;
                break;
            }
        }

        _toDiscard = looked;
        piece = new JsonPiece(default, line, IsJson(_window.Pending[..looked]) ? UnreadableReasons.NotAnObject : UnreadableReasons.NotJson);
        return Step.Piece;
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Moves to the next place where an object can begin: a line whose first sign is an opening brace, or, as raw
    /// quotes cannot stand inside a JSON string, the words that CloudTrail begins each record with.
    /// </summary>
    private void SkipToNextObject(int from)
    {
        var recordStart = "{\"eventVersion\""u8;
        var lineIsBlank = false;
        _window.Advance(Math.Min(from, _window.Pending.Length));
        while (true)
        {
            if (_window.Pending.Length < recordStart.Length)
            {
                while (_window.Pending.Length < recordStart.Length && _window.Fill())
                {
                }

                if (_window.Pending.IsEmpty)
                {
                    return;
                }
            }

            var pending = _window.Pending;
            var at = pending.IndexOfAny((byte)'{', (byte)'\n');
            lineIsBlank &= (at < 0 ? pending : pending[..at]).IndexOfAnyExcept(Space) < 0;
            if (at < 0)
            {
                _window.Advance(pending.Length);
                continue;
            }

            if (pending[at] == (byte)'\n')
            {
                lineIsBlank = true;
                _window.Advance(at + 1);
                PassTime();
                continue;
            }

            _window.Advance(at);
            while (_window.Pending.Length < recordStart.Length && _window.Fill())
            {
            }

            if (lineIsBlank || _window.Pending.StartsWith(recordStart))
            {
                return;
            }

            _window.Advance(1);
        }
    }

    private bool Skip(SearchValues<byte> signs)
    {
        while (true)
        {
            var at = _window.Pending.IndexOfAnyExcept(signs);
            if (at >= 0)
            {
                _window.Advance(at);
                return true;
            }

            _window.Advance(_window.Pending.Length);
            if (!_window.Fill())
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Passes over the time that an export of CloudWatch Logs writes before each record; false if the window does not begin
    /// with one and an object behind it.
    /// </summary>
    private bool PassTime()
    {
        while (_window.Pending.Length < TimeBytesMax && _window.Fill())
        {
        }

        var head = _window.Pending[..Math.Min(_window.Pending.Length, TimeBytesMax)];
        if (head is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', ..])
        {
            return false;
        }

        var time = head.IndexOfAnyExcept(TimeSigns);
        var blanks = time < 0 ? -1 : head[time..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (blanks <= 0 || head[time + blanks] != (byte)'{')
        {
            return false;
        }

        _window.Advance(time + blanks, lineEnds: 0);
        return true;
    }

    private void SkipByteOrderMark()
    {
        while (_window.Pending.Length < ByteOrderMark.Length && _window.Fill())
        {
        }

        if (_window.Pending.StartsWith(ByteOrderMark))
        {
            _window.Advance(ByteOrderMark.Length);
        }
    }

    private static bool IsContainerName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Records"u8) || name.SequenceEqual("Events"u8)
        || name.SequenceEqual("logEvents"u8) || name.SequenceEqual("events"u8);
}
