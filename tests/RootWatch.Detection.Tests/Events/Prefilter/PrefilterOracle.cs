using System.Text.Json;
using RootWatch.Detection;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma;

namespace RootWatch.Tests;

/// <summary>What the prefilter says of bytes, against the full reading of them. Compiled into the properties' and the fuzzer's project.</summary>
internal static class PrefilterOracle
{
    /// <summary>Something that no rule has to do with and that is not looked at to its end, for lines to stand before.</summary>
    private static readonly byte[] NextLine = [.. "\n{\"eventVersion\":\""u8, .. Enumerable.Repeat((byte)'x', 100)];

    private static readonly CoveringRules AllRules = CoveringRules.Of(RuleCatalogue.All);

    private static readonly RecordPrefilter OfUsualRole = RecordPrefilter.With(SigmaRules.None, WatchSubject.UsualRoleName)!;

    /// <summary>What is wrong with its verdict on the text, or on the lines that the text begins with; null if nothing.</summary>
    public static string? Objection(ReadOnlySpan<byte> text) =>
        Objection(text, RecordPrefilter.OfCatalogue, null) ?? Objection(text, OfUsualRole, WatchSubject.UsualRoleName);

    private static string? Objection(ReadOnlySpan<byte> text, RecordPrefilter prefilter, string? roleName) =>
        OneObjection(text, prefilter, roleName) ?? LinesObjection([.. text, .. NextLine], prefilter, roleName);

    private static string? LinesObjection(ReadOnlySpan<byte> text, RecordPrefilter prefilter, string? roleName)
    {
        var passed = text[..prefilter.PassLines(text, int.MaxValue, out var lines)];
        if (passed.Count((byte)'\n') != lines || (lines > 0 && passed[^1] != '\n'))
        {
            return "lines are not counted rightly";
        }

        foreach (var range in passed.Split((byte)'\n'))
        {
            var line = passed[range];
            // How deep a line is, is not asked: the decoder may refuse it. IsObject takes no more than 64 levels for an object.
            if (!line.IsEmpty && IsObject(line) && !FullReadingDismisses(line, roleName))
            {
                return "a line that matters is passed";
            }
        }

        return null;
    }

    private static string? OneObjection(ReadOnlySpan<byte> text, RecordPrefilter prefilter, string? roleName)
    {
        var verdict = prefilter.Look(text, out var length);
        return verdict switch
        {
            // Of a record as files have it, the balance of strings and brackets was checked; of an entry of a page, everything.
            PrefilterVerdict.Whole => IsObject(text[..length]) || !IsEntry(text) ? null : "no whole object is called whole",
            PrefilterVerdict.Dismissed when IsObject(text[..length]) => FullReadingDismisses(text[..length], roleName) ? null : "a record that matters is dismissed",
            PrefilterVerdict.Dismissed => IsEntry(text) ? "a broken entry is dismissed" : null,
            _ => null,
        };
    }

    /// <summary>The members of an entry begin with capitals, those of a record do not.</summary>
    private static bool IsEntry(ReadOnlySpan<byte> text) => !char.IsAsciiLetterLower((char)text[2]);

    private static bool FullReadingDismisses(ReadOnlySpan<byte> text, string? roleName) =>
        EventDecoder.Decode(text) is var (e, reason)
            && (e is null
                // A glance asks one userIdentity alone what it is.
                ? reason == UnreadableReason.IdentityUnreadable && text.Count("\"userIdentity"u8) > 1
                : e.Identity.Type != RootPredicate.RootType && !EventRelevance.MayMatter(e, AllRules, roleName));

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
