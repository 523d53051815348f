using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Cuts any stream of JSON into its objects without holding more than one of them: one per line, one after the other,
/// pretty-printed, in bare arrays (also of what follows, and of arrays), in an array called Records (S3), Events (LookupEvents) or logEvents (CloudWatch Logs),
/// or each behind a time (CloudWatch Logs, exported to S3) or as the text of a string. What is broken is told with its line, and reading goes on at the next place where an object can begin.
/// </summary>
internal sealed class JsonSplitter : IDisposable
{
    // Going back to the line after a broken value reads bytes a second time. Input made to break at every line far
    // behind its start would turn that into a quadratic walk, so going back ends when this much was read twice.
    private const long RescanBytesMin = 64L * 1024 * 1024;

    /// <summary>So much of a line is brought in to pass over it.</summary>
    private const int LineBytesUsual = 64 * 1024;

    private enum Place
    {
        /// <summary>Between values.</summary>
        Top,

        /// <summary>In an array whose elements are the objects.</summary>
        Elements,

        /// <summary>In an object, behind such an array.</summary>
        Tail,
    }

    private readonly RecordPrefilter? _prefilter;
    private readonly long _stopAt;
    private readonly ByteWindow _window;
    private readonly JsonValueWalk _walk;
    private readonly JsonGaps _gaps;
    private Place _place = Place.Top;
    private bool _arrayIsInObject;

    /// <summary>Bare arrays that are open, one in the other.</summary>
    private int _bareArrays;
    private bool _salvaging;
    private bool _insideBrokenArray;
    private bool _faultTold;
    private long _rescanned;
    private int _toDiscard;

    /// <summary>Lines were passed over, and the one that begins here is not to be.</summary>
    private bool _hasPassed;

    /// <summary>Lines were passed over, and none since turned out to be no record.</summary>
    private bool _isAmongRecords;
    private bool _isToCut;

    public JsonSplitter(Stream source, RecordPrefilter? prefilter = null, long stopAt = long.MaxValue)
    {
        (_prefilter, _stopAt) = (prefilter, stopAt);
        _window = new ByteWindow(source);
        (_walk, _gaps) = (new JsonValueWalk(_window), new JsonGaps(_window));
    }

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

    /// <summary>The piece is no object, as it stands: the next one begins at the same place, and is cut by its brackets.</summary>
    public void CutAgain()
    {
        _toDiscard = 0;
        (_isToCut, _isAmongRecords) = (true, false);
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
        var isMore = _gaps.SkipToValue();
        if (First.Consumed < 0)
        {
            First = (_window.Consumed, _window.Line);
        }

        if (!isMore || (_window.Consumed >= _stopAt && !_salvaging && !_insideBrokenArray))
        {
            return Step.End;
        }

        switch (_window.Pending[0])
        {
            case (byte)'{':
                return PassLines() ? Step.Again : LineOfRecord(out piece) ?? TakeObject(lookForContainer: true, out piece);
            case (byte)'[':
                _window.Advance(1);
                _place = Place.Elements;
                _arrayIsInObject = false;
                _bareArrays = 1;
                return Step.Again;
            case >= (byte)'0' and <= (byte)'9' when _gaps.PassTime():
                return TakeObject(lookForContainer: true, out piece);
            case (byte)'"' when !_salvaging && _walk.Walk(lookForContainer: false, out var length) == JsonValueEnd.Complete && MayHoldObject(length):
                _toDiscard = length;
                piece = new JsonPiece(_window.Slice(length), _window.Line, null);
                return Step.Piece;
        }

        if (_salvaging)
        {
            _gaps.SkipToNextObject(from: 0);
            return Step.Again;
        }

        return TakeLine(out piece);
    }

    private Step Element(out JsonPiece piece)
    {
        piece = default;
        if (!_gaps.Skip(JsonGaps.BetweenValues))
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
                switch (_walk.Walk(lookForContainer: false, out var length))
                {
                    case JsonValueEnd.Complete:
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
        if (!_gaps.Skip(JsonGaps.BetweenValues))
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
            return Failed(JsonValueEnd.Broken, line, 0, out piece);
        }

        var named = _walk.Walk(lookForContainer: false, out var length);
        if (named != JsonValueEnd.Complete)
        {
            return Failed(named, line, length, out piece);
        }

        var isContainer = JsonValueWalk.IsContainerName(_window.Pending[1..(length - 1)]);
        _window.Advance(length);
        if (!_gaps.Skip(JsonGaps.Space) || _window.Pending[0] != (byte)':')
        {
            return _window.Pending.IsEmpty ? CutShort(out piece) : Failed(JsonValueEnd.Broken, line, 0, out piece);
        }

        _window.Advance(1);
        if (!_gaps.Skip(JsonGaps.Space))
        {
            return CutShort(out piece);
        }

        if (isContainer && _window.Pending[0] == (byte)'[')
        {
            _window.Advance(1);
            _place = Place.Elements;
            return Step.Again;
        }

        var valued = _walk.Walk(lookForContainer: false, out length);
        if (valued != JsonValueEnd.Complete)
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

        switch (_walk.Walk(lookForContainer, out var length))
        {
            case JsonValueEnd.Complete:
                _toDiscard = length;
                piece = new JsonPiece(_window.Slice(length), line, null);
                _salvaging = _insideBrokenArray;
                return Step.Piece;
            case JsonValueEnd.Container:
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
        if (!MayPassLines || _hasPassed || _isToCut)
        {
            return false;
        }

        var length = _prefilter!.PassLines(_window.Pending, (int)Math.Min(_stopAt - _window.Consumed, int.MaxValue), out var lines);
        Dismissed += lines;
        _window.Advance(length, lines);
        _hasPassed = length > 0;
        _isAmongRecords |= _hasPassed;
        return _hasPassed;
    }

    private bool MayPassLines => _prefilter is not null && !_salvaging && !_insideBrokenArray;

    /// <summary>
    /// A line that begins as CloudTrail begins a record, or stands among records, and ends as one does, is hardly ever anything
    /// else: whoever decodes it finds out, and need not have its end looked for before. Null: it is to be cut.
    /// </summary>
    private Step? LineOfRecord(out JsonPiece piece)
    {
        piece = default;
        var mayBe = MayPassLines && !_isToCut;
        (_hasPassed, _isToCut) = (false, false);
        if (!mayBe)
        {
            return null;
        }

        var pending = _window.Pending;
        var end = pending.IndexOf((byte)'\n');
        if (end < 0 && _isAmongRecords && pending.Length < LineBytesUsual && !_window.Ended)
        {
            // The window ends in it, and it may be one to be passed over.
            _walk.FillForToken(pending.Length);
            return Step.Again;
        }

        if (end < 0 || end > EventDecoder.RecordBytesMax || pending[end - 1] != (byte)'}'
            || !(pending.StartsWith("{\"eventVersion\""u8) || (_isAmongRecords && JsonValueWalk.NamesNoContainer(pending[..end]))))
        {
            return null;
        }

        _toDiscard = end;
        piece = new JsonPiece(_window.Slice(end), _window.Line, null) { IsUncut = true };
        return Step.Piece;
    }

    /// <summary>Asks the prefilter about the object that begins at the window's start, and brings in the rest of it.</summary>
    private PrefilterVerdict Look(out int length)
    {
        length = 0;
        var verdict = PrefilterVerdict.StandsAside;
        while (_prefilter is not null)
        {
            verdict = _prefilter.Look(_window.Pending, out length);
            if (verdict != PrefilterVerdict.Incomplete || _window.Ended || _window.Pending.Length > EventDecoder.RecordBytesMax)
            {
                break;
            }

            _walk.FillForToken(_window.Pending.Length);
        }

        return verdict;
    }

    private Step Failed(JsonValueEnd outcome, long line, int length, out JsonPiece piece)
    {
        if (outcome == JsonValueEnd.TooLarge)
        {
            // Its end was found, so nothing else is lost with it.
            _toDiscard = length;
            piece = new JsonPiece(default, line, UnreadableReasons.TooLarge);
            return Step.Piece;
        }

        var reason = outcome switch
        {
            JsonValueEnd.Cut when _window.Fault is { } fault => fault,
            JsonValueEnd.Cut => UnreadableReasons.Truncated,
            _ when length > JsonValueWalk.BytesMax || _window.Pending.Length > JsonValueWalk.BytesMax => UnreadableReasons.TooLarge,
            _ => UnreadableReasons.NotJson,
        };
        _faultTold |= reason == _window.Fault;
        _insideBrokenArray |= _place != Place.Top;
        _salvaging = true;
        _place = Place.Top;
        _bareArrays = 0;
        _rescanned += length;
        _gaps.SkipToNextObject(_rescanned > RescanBytesMin + _window.Consumed ? Math.Max(length, 1) : 1);
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
            if (!isWhole && looked > JsonValueWalk.BytesMax)
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
        piece = new JsonPiece(default, line, JsonValueWalk.IsJson(_window.Pending[..looked]) ? UnreadableReasons.NotAnObject : UnreadableReasons.NotJson);
        return Step.Piece;
    }

}
