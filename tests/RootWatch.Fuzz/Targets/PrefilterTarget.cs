using System.Text.Json;
using RootWatch.Detection;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Fuzz.Targets;

/// <summary>What the prefilter says of bytes, against the full reading of them.</summary>
internal sealed class PrefilterTarget : FuzzTarget
{
    public override string Name => "prefilter";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes([.. RealRecords.Lines, .. RealRecords.Lines.Select(RealRecords.Entry)]);

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(RealRecords.Pieces);

    public override void Run(byte[] input)
    {
        if (input is not [(byte)'{', ..])
        {
            return;
        }

        var verdict = RecordPrefilter.OfCatalogue.Look(input, out var length);
        if (verdict is PrefilterVerdict.Whole or PrefilterVerdict.Dismissed)
        {
            Require(IsObject(input.AsSpan(0, length)), "no whole object is called whole");
        }

        if (verdict == PrefilterVerdict.Dismissed)
        {
            var e = EventDecoder.Decode(input.AsSpan(0, length)).Event;
            Require(e is not null && e.Identity.Type != RootPredicate.RootType && !EventRelevance.MayMatter(e), "a record that matters is dismissed");
        }
    }

    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        try
        {
            var isObject = json.Read() && json.TokenType == JsonTokenType.StartObject;
            while (json.Read())
            {
            }

            return isObject && json.BytesConsumed == text.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
