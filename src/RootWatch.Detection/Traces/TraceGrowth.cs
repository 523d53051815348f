using System.Collections.Immutable;

namespace RootWatch.Detection.Traces;

/// <summary>A trace that takes up the entries of one event, of which there are several, and is copied once for all of them.</summary>
internal struct TraceGrowth(Trace before)
{
    private Dictionary<string, IReadOnlyList<TraceEntry>>? all;

    /// <summary>Null: the bounds have dropped nothing so far.</summary>
    private Dictionary<string, IReadOnlyList<TraceEntry>>? kept;
    private ImmutableArray<TraceKind> noted = [];

    /// <summary>Nothing happens if the entry is there already.</summary>
    public void Note(TraceKind kind, TraceEntry entry)
    {
        var list = Of(all ?? before.Entries, kind);
        if (Trace.Holds(list, entry))
        {
            return;
        }

        all ??= new Dictionary<string, IReadOnlyList<TraceEntry>>(before.Entries);
        var longer = Trace.With(list, entry);
        var keptLonger = kept is null ? longer : Trace.With(Of(kept, kind), entry);
        var bounded = Trace.Bounded(kind, keptLonger, entry);
        if (kept is null && !ReferenceEquals(bounded, longer))
        {
            kept = new Dictionary<string, IReadOnlyList<TraceEntry>>(all);
        }

        all[kind.Name] = longer;
        kept?[kind.Name] = bounded;
        noted = noted.Add(kind);
    }

    public readonly TraceStep Step()
    {
        if (all is null)
        {
            return new TraceStep(before, before, noted);
        }

        var trace = new Trace { Entries = all };
        return new TraceStep(trace, kept is null ? trace : new Trace { Entries = kept }, noted);
    }

    private static IReadOnlyList<TraceEntry> Of(IReadOnlyDictionary<string, IReadOnlyList<TraceEntry>> entries, TraceKind kind) =>
        entries.GetValueOrDefault(kind.Name, []);
}
