using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>The members that <see cref="ObjectScan"/> notes.</summary>
internal static class OutlinedKeys<TSpelling>
    where TSpelling : struct, IJsonSpelling
{
    /// <summary>
    /// The last six bytes before the colon of each key that may matter, as one number each: most keys are passed over by
    /// these alone.
    /// </summary>
    public static Vector512<ulong> Tails { get; } = TSpelling.IsEscaped
        ? Vector512.Create(Tail("Name\\\""u8), Tail("tity\\\""u8), Tail("urce\\\""u8), 0, 0, 0, 0, 0)
        : Vector512.Create(
            Tail("tName\""u8), Tail("ntity\""u8), Tail("ource\""u8), Tail("cords\""u8),
            Tail("rsion\""u8), Tail("Event\""u8), Tail("ssage\""u8), Tail("vents\""u8));

    /// <summary>The same of userIdentity's type.</summary>
    public static ulong TypeTail { get; } = TSpelling.IsEscaped ? Tail("type\\\""u8) : Tail("\"type\""u8);

    /// <summary>False if the scan has to stand aside: an odd spelling, a name that comes twice, or a list of records.</summary>
    /// <param name="colon">Of the member.</param>
    /// <param name="isIdentity">The member is one of userIdentity, not of the record.</param>
    public static bool Note(ReadOnlySpan<byte> text, int colon, bool isIdentity, ref ObjectOutline outline, ref int identityStart)
    {
        if (isIdentity)
        {
            return !IsKey(text, colon, "type"u8) || Type(text, colon, ref outline);
        }

        if (IsKey(text, colon, "eventName"u8))
        {
            return Add(ref outline, OutlinedMembers.Name) && Value(text, colon, ref outline, out outline.NameStart, out outline.NameLength);
        }

        if (IsKey(text, colon, "eventSource"u8))
        {
            return Add(ref outline, OutlinedMembers.Source) && Value(text, colon, ref outline, out outline.SourceStart, out outline.SourceLength);
        }

        if (IsKey(text, colon, "userIdentity"u8))
        {
            identityStart = colon + 1;
            return Add(ref outline, OutlinedMembers.Identity) && text[(colon + 1)..].StartsWith((byte)'{');
        }

        if (TSpelling.IsEscaped)
        {
            return true;
        }

        if (IsKey(text, colon, "CloudTrailEvent"u8))
        {
            // Where the text ends, the scan sees when it comes there.
            outline.HeldStart = colon + 2;
            return Add(ref outline, OutlinedMembers.Held) && text[(colon + 1)..].StartsWith((byte)'"');
        }

        if (IsKey(text, colon, "eventVersion"u8) || IsKey(text, colon, "message"u8))
        {
            outline.Members |= OutlinedMembers.Envelope;
            return true;
        }

        // An object that is a list of records is not to be taken for one, nor walked to its far end.
        return !(IsKey(text, colon, "Records"u8) || IsKey(text, colon, "Events"u8) || IsKey(text, colon, "events"u8) || IsKey(text, colon, "logEvents"u8));
    }

    private static bool Type(ReadOnlySpan<byte> text, int colon, ref ObjectOutline outline)
    {
        if (!Add(ref outline, OutlinedMembers.Type) || !Value(text, colon, ref outline, out var start, out var length))
        {
            return false;
        }

        if (start > 0 && !text.Slice(start, length).SequenceEqual("Root"u8))
        {
            outline.Members |= OutlinedMembers.NonRootType;
        }

        return true;
    }

    /// <summary>Where a text begins and how long it is; 0 and 0 for a value that is no text.</summary>
    private static bool Value(ReadOnlySpan<byte> text, int colon, ref ObjectOutline outline, out int start, out int length)
    {
        start = length = 0;
        var value = text[(colon + 1)..];
        if (!value.StartsWith(TSpelling.Quote))
        {
            return true;
        }

        value = value[TSpelling.Quote.Length..];
        var end = value.IndexOf((byte)'"');
        if (end < 0)
        {
            outline.Verdict = PrefilterVerdict.Incomplete;
            return false;
        }

        end -= TSpelling.Quote.Length - 1;
        if (end < 0 || value[..end].Contains((byte)'\\'))
        {
            return false;
        }

        start = colon + 1 + TSpelling.Quote.Length;
        length = end;
        return true;
    }

    private static bool Add(ref ObjectOutline outline, OutlinedMembers member)
    {
        var isNew = (outline.Members & member) == 0;
        outline.Members |= member;
        return isNew;
    }

    /// <summary>A key stands between two quotes, the first of which follows a brace or a comma: no escape can be before it.</summary>
    private static bool IsKey(ReadOnlySpan<byte> text, int colon, ReadOnlySpan<byte> name)
    {
        var quote = TSpelling.Quote;
        var start = colon - quote.Length - name.Length - quote.Length;
        return start > 0
            && text[start - 1] is (byte)'{' or (byte)','
            && text[start..].StartsWith(quote)
            && text[(start + quote.Length)..].StartsWith(name)
            && text[(start + quote.Length + name.Length)..].StartsWith(quote);
    }

    private static ulong Tail(ReadOnlySpan<byte> bytes)
    {
        var tail = 0UL;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | bytes[i];
        }

        return tail;
    }
}
