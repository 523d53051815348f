using System.Text.Json;
using RootWatch.Detection;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Sigma;
using DetectionReasons = RootWatch.Detection.Events.UnreadableReasons;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>A part of the input -> text -> objects -> events. Knows nothing of other parts, so many can be read at once.</summary>
/// <param name="keeps">
/// Which events are wanted, asked about every record. Null: those that may matter to rules as they usually are, and most
/// others are dismissed unread.
/// </param>
internal sealed class PartReader(Stream standardInput, Action<int> onRead, SigmaRules sigma, Func<CloudTrailEvent, bool>? keeps = null)
{
    /// <summary>For packed files, which are read in small bites; only a file's first part can be one.</summary>
    private const int FileBufferBytes = 128 * 1024;

    private readonly RecordPrefilter? _prefilter = keeps is null ? RecordPrefilter.With(sigma, WatchSubject.UsualRoleName) : null;
    private readonly Func<CloudTrailEvent, bool> _keeps = keeps ?? (e => EventRelevance.MayMatter(e, WatchSubject.UsualRoleName));

    public PartReading Read(InputPart part, CancellationToken cancel)
    {
        var start = part.Start;
        var (text, failure) = Open(part, ref start);
        if (text is null)
        {
            return new PartReading { Failure = failure };
        }

        using (text)
        {
            var reading = new PartReading();
            var envelope = new RecordEnvelope();
            using var splitter = new JsonSplitter(text, _prefilter, part.End == long.MaxValue ? long.MaxValue : part.End - start);
            while (splitter.TryNext(out var piece))
            {
                cancel.ThrowIfCancellationRequested();
                if (piece.Unreadable is { } reason)
                {
                    reading.CountUnreadable(reason, piece.Line);
                }
                else if (!Take(piece, envelope, reading))
                {
                    splitter.CutAgain();
                }
            }

            reading.Records += splitter.Dismissed;
            reading.First = (start + splitter.First.Consumed, splitter.First.Line);
            reading.End = (start + splitter.Consumed, splitter.Line);
            return reading;
        }
    }

    /// <summary>False: the piece has to be cut before anything can be said of it.</summary>
    private bool Take(JsonPiece piece, RecordEnvelope envelope, PartReading reading)
    {
        var record = envelope.Open(piece.Json);
        var (e, unreadable) = EventDecoder.Decode(record.Span);
        if (e is null)
        {
            if (piece.IsUncut)
            {
                return false;
            }

            if (unreadable == UnreadableReason.NotARecord && TellsOfMany(record.Span))
            {
                reading.Insights++;
            }
            else
            {
                var holder = unreadable == UnreadableReason.NotARecord ? UnreadableReasons.WhatHolds(record.Span) : null;
                reading.CountUnreadable(holder ?? DetectionReasons.Label(unreadable!.Value), piece.Line);
            }

            return true;
        }

        reading.Records++;
        if (e.Identity.Type == RootPredicate.RootType)
        {
            reading.CountRootRecord(RootPredicate.Judge(e).Reason);
        }

        e = sigma.Mark(e, record);
        if (_keeps(e))
        {
            reading.Add(e);
        }

        return true;
    }

    /// <summary>
    /// An event of CloudTrail Insights, or one that sums up the calls of some minutes, by itself or in EventBridge's envelope.
    /// What merely holds one may hold records as well.
    /// </summary>
    private static bool TellsOfMany(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\"AwsCloudTrailInsight\""u8) < 0 && json.IndexOf("\"AwsAggregatedEvent\""u8) < 0)
        {
            return false;
        }

        // EventDecoder has read it to its end, behind a byte order mark if there is one.
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isType = reader.ValueSpan.SequenceEqual("eventType"u8);
            var isDetail = reader.ValueSpan.SequenceEqual("detail"u8);
            reader.Read();
            if (isType && (reader.ValueSpan.SequenceEqual("AwsCloudTrailInsight"u8) || reader.ValueSpan.SequenceEqual("AwsAggregatedEvent"u8)))
            {
                return true;
            }

            if (!isDetail || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
            }
        }

        return false;
    }

    private (Stream? Text, string? Unreadable) Open(InputPart part, ref long start)
    {
        var file = part.File;
        if (file.Unreadable is not null)
        {
            return (null, file.Unreadable);
        }

        if (file.Path == InputFiles.StandardInput)
        {
            return TextOpener.Open(standardInput, file.Path, onRead: null);
        }

        try
        {
            var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, part.IsFirst ? FileBufferBytes : 0, FileOptions.SequentialScan);
            if (part.IsFirst)
            {
                return TextOpener.Open(stream, file.Path, onRead);
            }

            if (!part.IsAtValue)
            {
                start = BehindLineEnd(stream, part);
            }

            stream.Position = start;
            return (new SourceStream(stream, onRead), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, InputFiles.ReasonOf(e));
        }
    }

    /// <summary>
    /// The start of the first line that begins in the part, or the part's end. No string of JSON holds a line's end, but an
    /// object may: whether a value begins here, only the part before can tell.
    /// </summary>
    private static long BehindLineEnd(FileStream stream, InputPart part)
    {
        var at = part.Start - 1;
        stream.Position = at;
        var buffer = new byte[64 * 1024];
        while (at < part.End)
        {
            var read = stream.Read(buffer);
            var end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0 || read == 0)
            {
                return Math.Min(at + end + 1, part.End);
            }

            at += read;
        }

        return part.End;
    }
}
