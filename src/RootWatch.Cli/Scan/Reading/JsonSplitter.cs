using System.Buffers;
using System.Text.Json;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Cuts any stream of JSON into its objects without holding more than one of them: one per line, one after the other,
/// pretty-printed, in a bare array, or in an array called Records (S3), Events (LookupEvents) or logEvents (CloudWatch
/// Logs). What is broken is told with its line, and reading goes on at the next place where an object can begin.
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

    private readonly ByteWindow window = new(source);
    private Place place = Place.Top;
    private bool arrayIsInObject;
    private bool salvaging;
    private bool insideBrokenArray;
    private bool faultTold;
    private long rescanned;
    private int toDiscard;

    /// <summary>Objects that the prefilter dismissed: records that nobody need see.</summary>
    public long Dismissed { get; private set; }

    /// <summary>Where the first value begins, or the stream ends without one.</summary>
    public (long Consumed, long Line) First { get; private set; } = (-1, 1);

    /// <summary>Bytes of the stream that are dealt with.</summary>
    public long Consumed => window.Consumed;

    public long Line => window.Line;

    /// <summary>
    /// False at the end of the stream, or at the first value at <c>stopAt</c> or behind it that another splitter could begin
    /// with as well.
    /// </summary>
    public bool TryNext(out JsonPiece piece)
    {
        window.Advance(toDiscard);
        toDiscard = 0;
        while (true)
        {
            var taken = place switch
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
                    if (window.Fault is { } fault && !faultTold)
                    {
                        faultTold = true;
                        piece = new JsonPiece(default, window.Line, fault);
                        return true;
                    }

                    return false;
            }
        }
    }

    /// <summary>Pieces are no longer valid after it.</summary>
    public void Dispose() => window.Dispose();

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
        if (isMore && window.Pending[0] == ByteOrderMark[0])
        {
            SkipByteOrderMark();
            isMore = Skip(BetweenValues);
        }

        if (First.Consumed < 0)
        {
            First = (window.Consumed, window.Line);
        }

        if (!isMore || (window.Consumed >= stopAt && !salvaging && !insideBrokenArray))
        {
            return Step.End;
        }

        switch (window.Pending[0])
        {
            case (byte)'{':
                return PassLines() ? Step.Again : TakeObject(lookForContainer: true, out piece);
            case (byte)'[':
                window.Advance(1);
                place = Place.Elements;
                arrayIsInObject = false;
                return Step.Again;
        }

        if (salvaging)
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

        switch (window.Pending[0])
        {
            case (byte)']':
                window.Advance(1);
                place = arrayIsInObject ? Place.Tail : Place.Top;
                return Step.Again;
            case (byte)'{':
                return TakeObject(lookForContainer: false, out piece);
            default:
                var line = window.Line;
                switch (FindEnd(lookForContainer: false, out var length))
                {
                    case Outcome.Complete:
                        toDiscard = length;
                        piece = new JsonPiece(default, line, UnreadableReasons.NotAnObject);
                        return Step.Piece;
                    case var trouble:
                        return Failed(trouble, line, length, out piece);
                }
        }
    }

    private Step Tail(out JsonPiece piece)
    {
        piece = default;
        if (!Skip(BetweenValues))
        {
            return CutShort(out piece);
        }

        if (window.Pending[0] == (byte)'}')
        {
            window.Advance(1);
            place = Place.Top;
            return Step.Again;
        }

        var line = window.Line;
        if (window.Pending[0] != (byte)'"')
        {
            return Failed(Outcome.Broken, line, 0, out piece);
        }

        var named = FindEnd(lookForContainer: false, out var length);
        if (named != Outcome.Complete)
        {
            return Failed(named, line, length, out piece);
        }

        var isContainer = IsContainerName(window.Pending[1..(length - 1)]);
        window.Advance(length);
        if (!Skip(Space) || window.Pending[0] != (byte)':')
        {
            return window.Pending.IsEmpty ? CutShort(out piece) : Failed(Outcome.Broken, line, 0, out piece);
        }

        window.Advance(1);
        if (!Skip(Space))
        {
            return CutShort(out piece);
        }

        if (isContainer && window.Pending[0] == (byte)'[')
        {
            window.Advance(1);
            place = Place.Elements;
            return Step.Again;
        }

        var valued = FindEnd(lookForContainer: false, out length);
        if (valued != Outcome.Complete)
        {
            return Failed(valued, line, length, out piece);
        }

        window.Advance(length);
        return Step.Again;
    }

    private Step TakeObject(bool lookForContainer, out JsonPiece piece)
    {
        piece = default;
        var line = window.Line;
        switch (Look(out var whole))
        {
            case PrefilterVerdict.Dismissed:
                Dismissed++;
                window.Advance(whole, lineEnds: 0);
                salvaging = insideBrokenArray;
                return Step.Again;
            case PrefilterVerdict.Whole:
                toDiscard = whole;
                piece = new JsonPiece(window.Slice(whole), line, null);
                salvaging = insideBrokenArray;
                return Step.Piece;
        }

        switch (FindEnd(lookForContainer, out var length))
        {
            case Outcome.Complete:
                toDiscard = length;
                piece = new JsonPiece(window.Slice(length), line, null);
                salvaging = insideBrokenArray;
                return Step.Piece;
            case Outcome.Container:
                window.Advance(length);
                place = Place.Elements;
                arrayIsInObject = true;
                return Step.Again;
            case var trouble:
                return Failed(trouble, line, length, out piece);
        }
    }

    /// <summary>Passes over what the prefilter dismisses of records on lines of their own; false if the next is none.</summary>
    private bool PassLines()
    {
        if (prefilter is null || salvaging || insideBrokenArray)
        {
            return false;
        }

        var length = prefilter.PassLines(window.Pending, (int)Math.Min(stopAt - window.Consumed, int.MaxValue), out var lines);
        Dismissed += lines;
        window.Advance(length, lines);
        return length > 0;
    }

    /// <summary>Asks the prefilter about the object that begins at the window's start, and brings in the rest of it.</summary>
    private PrefilterVerdict Look(out int length)
    {
        length = 0;
        var verdict = PrefilterVerdict.StandsAside;
        while (prefilter is not null)
        {
            verdict = prefilter.Look(window.Pending, out length);
            if (verdict != PrefilterVerdict.Incomplete || window.Ended || window.Pending.Length > EventDecoder.RecordBytesMax)
            {
                break;
            }

            FillForToken(window.Pending.Length);
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
            var isAll = window.Pending.Length - length <= step;
            var isLast = isAll && window.Ended;
            var shown = isAll ? window.Pending[length..] : window.Pending.Slice(length, step);
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
                window.Advance(length);
                length = 0;
            }

            if (!isAll)
            {
                continue;
            }

            if (window.Pending.Length - length > ValueBytesMax)
            {
                return Outcome.Broken;
            }

            if (window.Ended)
            {
                return Outcome.Cut;
            }

            FillForToken(window.Pending.Length - length);
        }
    }

    /// <summary>
    /// The reader begins an unfinished token again each time, so each time it must get twice as much of it: a long string
    /// that arrives in small reads would otherwise cost the square of its length.
    /// </summary>
    private void FillForToken(int unfinished)
    {
        var wanted = window.Pending.Length + Math.Max(unfinished, 1);
        while (window.Fill() && window.Pending.Length < wanted)
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
            toDiscard = length;
            piece = new JsonPiece(default, line, UnreadableReasons.TooLarge);
            return Step.Piece;
        }

        var reason = outcome switch
        {
            Outcome.Cut when window.Fault is { } fault => fault,
            Outcome.Cut => UnreadableReasons.Truncated,
            _ when length > ValueBytesMax || window.Pending.Length > ValueBytesMax => UnreadableReasons.TooLarge,
            _ => UnreadableReasons.NotJson,
        };
        faultTold |= reason == window.Fault;
        insideBrokenArray |= place != Place.Top;
        salvaging = true;
        place = Place.Top;
        rescanned += length;
        SkipToNextObject(rescanned > RescanBytesMin + window.Consumed ? Math.Max(length, 1) : 1);
        piece = new JsonPiece(default, line, reason);
        return Step.Piece;
    }

    private Step CutShort(out JsonPiece piece)
    {
        piece = new JsonPiece(default, window.Line, window.Fault ?? UnreadableReasons.Truncated);
        faultTold = true;
        place = Place.Top;
        return Step.Piece;
    }

    /// <summary>A line that begins with neither an object nor an array.</summary>
    private Step TakeLine(out JsonPiece piece)
    {
        var line = window.Line;
        var looked = 0;
        var isWhole = false;
        while (!isWhole)
        {
            var newline = window.Pending[looked..].IndexOf((byte)'\n');
            isWhole = newline >= 0;
            looked = isWhole ? looked + newline : window.Pending.Length;
            if (!isWhole && looked > ValueBytesMax)
            {
                window.Advance(looked);
                looked = 0;
            }

            if (!isWhole && !window.Fill())
            {
                looked = window.Pending.Length;
                break;
            }
        }

        toDiscard = looked;
        piece = new JsonPiece(default, line, IsJson(window.Pending[..looked]) ? UnreadableReasons.NotAnObject : UnreadableReasons.NotJson);
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
        window.Advance(Math.Min(from, window.Pending.Length));
        while (true)
        {
            if (window.Pending.Length < recordStart.Length)
            {
                while (window.Pending.Length < recordStart.Length && window.Fill())
                {
                }

                if (window.Pending.IsEmpty)
                {
                    return;
                }
            }

            var pending = window.Pending;
            var at = pending.IndexOfAny((byte)'{', (byte)'\n');
            lineIsBlank &= (at < 0 ? pending : pending[..at]).IndexOfAnyExcept(Space) < 0;
            if (at < 0)
            {
                window.Advance(pending.Length);
                continue;
            }

            if (pending[at] == (byte)'\n')
            {
                lineIsBlank = true;
                window.Advance(at + 1);
                continue;
            }

            window.Advance(at);
            while (window.Pending.Length < recordStart.Length && window.Fill())
            {
            }

            if (lineIsBlank || window.Pending.StartsWith(recordStart))
            {
                return;
            }

            window.Advance(1);
        }
    }

    private bool Skip(SearchValues<byte> signs)
    {
        while (true)
        {
            var at = window.Pending.IndexOfAnyExcept(signs);
            if (at >= 0)
            {
                window.Advance(at);
                return true;
            }

            window.Advance(window.Pending.Length);
            if (!window.Fill())
            {
                return false;
            }
        }
    }

    private void SkipByteOrderMark()
    {
        while (window.Pending.Length < ByteOrderMark.Length && window.Fill())
        {
        }

        if (window.Pending.StartsWith(ByteOrderMark))
        {
            window.Advance(ByteOrderMark.Length);
        }
    }

    private static bool IsContainerName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Records"u8) || name.SequenceEqual("Events"u8)
        || name.SequenceEqual("logEvents"u8) || name.SequenceEqual("events"u8);
}
