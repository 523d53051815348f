using RootWatch.Cli.Scan.Reading;
using RootWatch.Detection;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Rules;

namespace RootWatch.Fuzz.Targets;

/// <summary>
/// Log files and LookupEvents pages, cut into records: with and without the prefilter the same must come out, if all of it can
/// be read. Where the next record begins behind a broken one is a guess, and made otherwise where the prefilter has dismissed
/// that one; what it says of each single text is held by the other targets and RecordPrefilterProperties.
/// </summary>
internal sealed class PageTarget : FuzzTarget
{
    private static readonly CoveringRules AllRules = CoveringRules.Of(RuleCatalogue.All);

    public override string Name => "pages";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes(
        RealRecords.Lines.Chunk(4).Take(40).SelectMany(records => new[]
        {
            $$"""{"Records":[{{string.Join(',', records)}}]}""",
            $$"""{"Events":[{{string.Join(',', records.Select(RealRecords.Entry))}}],"NextToken":"abc"}""",
            string.Join('\n', records),
            $"[{string.Join(',', records)}]",
            $$"""[{"Records":[{{string.Join(',', records)}}]},{"Events":[{{string.Join(',', records.Select(RealRecords.Entry))}}]}]""",
        }));

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(RealRecords.Pieces);

    /// <summary>Broken objects inside each other are read again from each: at most 64 MiB by the splitter's own bound, and here twice.</summary>
    public override long AllocationMax => 256L * 1024 * 1024;

    public override void Run(byte[] input)
    {
        var all = Read(input, prefilter: null);
        var kept = Read(input, RecordPrefilter.OfCatalogue);
        Require(!all.IsWhole || all.Events.SequenceEqual(kept.Events, StringComparer.Ordinal), "with the prefilter other events matter");
        // Of several values on one line, one of which is a record of a call, the others may go uncounted.
        Require(!all.IsWhole || all.Records == kept.Records || (all.SharesLines && all.Records > kept.Records), "with the prefilter other records are counted");
    }

    private static (List<string> Events, long Records, bool IsWhole, bool SharesLines) Read(byte[] input, RecordPrefilter? prefilter)
    {
        var line = 0L;
        var sharesLines = false;
        var events = new List<string>();
        var records = 0L;
        var isWhole = true;
        var envelope = new RecordEnvelope();
        using var splitter = new JsonSplitter(new MemoryStream(input), prefilter);
        while (splitter.TryNext(out var piece))
        {
            var e = piece.Unreadable is null ? EventDecoder.Decode(envelope.Open(piece.Json).Span).Event : null;
            if (e is null && piece.IsUncut)
            {
                splitter.CutAgain();
                continue;
            }

            sharesLines |= piece.Line == line;
            line = piece.Line;
            isWhole &= e is not null;
            if (e is not null)
            {
                records++;
                if (EventRelevance.MayMatter(e, AllRules))
                {
                    events.Add($"{piece.Line} {e.EventKey} {e.EventName}");
                }
            }
        }

        return (events, records + splitter.Dismissed, isWhole, sharesLines);
    }
}
