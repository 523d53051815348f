using System.Text;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>What a look at the bytes of a record tells.</summary>
public enum PrefilterVerdict
{
    /// <summary>Nothing is known: it has to be read like any other text.</summary>
    StandsAside,

    /// <summary>The text ends before the object does.</summary>
    Incomplete,

    /// <summary>One object from its beginning to its end, whose content has to be read: of a record it may yet be broken inside.</summary>
    Whole,

    /// <summary>
    /// One object of which <see cref="EventDecoder"/> would read an event of somebody else than root, that no active rule has
    /// to do with; or nothing, if it is a record that is broken inside.
    /// </summary>
    Dismissed,
}

/// <summary>
/// Tells most records that no rule can have to do with from their bytes, without reading them. Compiled from what the
/// active rules declare as their reach. It knows only the spelling that CloudTrail itself writes; before any other
/// (<c>\u</c> escapes, a name that comes twice) it stands aside.
/// </summary>
public sealed class RecordPrefilter
{
    /// <summary>Where nearly every record has userIdentity: behind a version of four letters, such as 1.08.</summary>
    private const int IdentityStart = 24;

    private readonly CallNames _calls;
    private readonly AnyCaseNames _names;
    private readonly AnyCaseText? _role;

    private RecordPrefilter(IReadOnlyList<RuleReach> reaches, string? roleName)
    {
        (_calls, _names) = (new CallNames(reaches), new AnyCaseNames(reaches.SelectMany(reach => reach.Names)));
        _role = string.IsNullOrEmpty(roleName) || !Ascii.IsValid(roleName) ? null : new AnyCaseText(roleName);
    }

    /// <summary>For all rules of the catalogue, whichever role RootWatch has.</summary>
    public static RecordPrefilter OfCatalogue { get; } = Of(RuleCatalogue.All.Select(rule => rule.Reach));

    /// <summary>For all rules of the catalogue and the user's own; null if one of those has to see every record.</summary>
    /// <param name="roleName">Of RootWatch's own role, which some rules ask after; null if it can be any.</param>
    public static RecordPrefilter? With(SigmaRules sigma, string? roleName = null) =>
        sigma.All.Count == 0 && roleName is null ? OfCatalogue
        : sigma.All.Any(rule => rule.Reach.Every) ? null
        : Of(RuleCatalogue.All.Concat<Rule>(sigma.All).Select(rule => rule.Reach), roleName);

    /// <summary>Records of root are never dismissed, whatever the reaches say: they are counted by what root did.</summary>
    /// <param name="reaches">None of them is every record.</param>
    public static RecordPrefilter Of(IEnumerable<RuleReach> reaches, string? roleName = null) => new([.. reaches], roleName);

    /// <summary>
    /// Looks at the object that <paramref name="text"/> begins with: a record, or an entry of a LookupEvents page that
    /// holds one as text.
    /// </summary>
    /// <param name="text">Begins with an opening brace; more may follow the object.</param>
    /// <param name="length">Of the object, if it is whole or dismissed.</param>
    public PrefilterVerdict Look(ReadOnlySpan<byte> text, out int length)
    {
        var glance = RecordGlance.Take(text, out var call);
        length = call.Length;
        if (glance != PrefilterVerdict.StandsAside)
        {
            return glance == PrefilterVerdict.Whole && !call.MayBeRoot && IsOutOfReach(text, call, text[..length]) ? PrefilterVerdict.Dismissed : glance;
        }

        var outline = ObjectScan.Run<PlainText>(text);
        length = outline.Length;
        if (outline.Verdict != PrefilterVerdict.Whole)
        {
            return outline.Verdict;
        }

        // The decoder refuses what is larger.
        if (length > EventDecoder.RecordBytesMax)
        {
            return PrefilterVerdict.Whole;
        }

        if (outline.HasHeldRecord)
        {
            var held = text.Slice(outline.HeldStart, outline.HeldLength);
            var inner = ObjectScan.Run<EscapedText>(held);
            return inner.Verdict == PrefilterVerdict.Whole && inner.Length == held.Length && IsOutOfReach(held, inner, held)
                ? PrefilterVerdict.Dismissed
                : PrefilterVerdict.Whole;
        }

        return IsOutOfReach(text, outline, text[..length]) ? PrefilterVerdict.Dismissed : PrefilterVerdict.Whole;
    }

    /// <summary>
    /// Looks at the lines that <paramref name="text"/> begins with, each a record, until one has to be looked at by itself.
    /// </summary>
    /// <param name="text">Begins where a value begins that is in no other.</param>
    /// <param name="limit">Lines that begin at this offset or behind it are left.</param>
    /// <param name="lines">How many are dismissed.</param>
    /// <returns>How many bytes they are, with the ends of the lines.</returns>
    public int PassLines(ReadOnlySpan<byte> text, int limit, out int lines) => LineGlance.Take(text, limit, this, out lines);

    private bool IsOutOfReach(ReadOnlySpan<byte> text, in ObjectOutline outline, ReadOnlySpan<byte> record) =>
        outline.IsOfKnownNonRoot
        && IsOutOfReach(text.Slice(outline.NameStart, outline.NameLength), text.Slice(outline.SourceStart, outline.SourceLength), record);

    /// <param name="record">The part of the text that the call was seen in.</param>
    internal bool IsOutOfReach(ReadOnlySpan<byte> text, in GlancedCall call, ReadOnlySpan<byte> record) =>
        IsOutOfReach(text.Slice(call.NameStart, call.NameLength), text.Slice(call.SourceStart, call.SourceLength), record) && SaysWho(record);

    /// <summary>The decoder refuses a record whose userIdentity is anything but an object, and it is to be told.</summary>
    private static bool SaysWho(ReadOnlySpan<byte> record)
    {
        // Its last sign is rarer than a colon: who looks for both ends of it stops less often.
        var key = "userIdentity\":{"u8;
        if (record.Length > IdentityStart + key.Length && record.StartsWith("{\"eventVersion\":\""u8) && record[IdentityStart..].StartsWith(key))
        {
            return record[IdentityStart - 1] == '"';
        }

        var at = record.LastIndexOf(key);
        return at > 0 && record[at - 1] == '"';
    }

    private bool IsOutOfReach(ReadOnlySpan<byte> name, ReadOnlySpan<byte> source, ReadOnlySpan<byte> record) =>
        !_names.MayContain(name) && _calls.Of(name, source) switch
        {
            CallConcern.None => true,
            // Parameters that are JSON in a string can spell letters with escapes of their own, which no look has met.
            CallConcern.OfRole => _role is not null && !_role.MayBeIn(record) && record.IndexOf("omitted"u8) < 0 && record.IndexOf(@"\\u"u8) < 0,
            _ => false,
        };
}
