using System.Collections.Immutable;

namespace RootWatch.Detection.Traces;

/// <summary>A trace that takes up the entries of one event, of which there are several, and is copied once for all of them.</summary>
internal struct TraceGrowth(Trace before)
{
    private Dictionary<string, IReadOnlyList<TraceEntry>>? _all;

    /// <summary>Null: the bounds have dropped nothing so far.</summary>
    private Dictionary<string, IReadOnlyList<TraceEntry>>? _kept;
    private ImmutableArray<TraceKind> _noted = [];

    /// <summary>Nothing happens if the entry is there already.</summary>
    public void Note(TraceKind kind, TraceEntry entry)
    {
        var list = Of(_all ?? before.Entries, kind);
        if (Trace.Holds(list, entry))
        {
            return;
        }

        _all ??= new Dictionary<string, IReadOnlyList<TraceEntry>>(before.Entries);
        var longer = Trace.With(list, entry);
        var keptLonger = _kept is null ? longer : Trace.With(Of(_kept, kind), entry);
        var bounded = Trace.Bounded(kind, keptLonger, entry);
        if (_kept is null && !ReferenceEquals(bounded, longer))
        {
            _kept = new Dictionary<string, IReadOnlyList<TraceEntry>>(_all);
        }

        _all[kind.Name] = longer;
        _kept?[kind.Name] = bounded;
        _noted = _noted.Add(kind);
    }

    public readonly TraceStep Step()
    {
        if (_all is null)
        {
            return new TraceStep(before, before, _noted);
        }

        var trace = new Trace { Entries = _all };
        return new TraceStep(trace, _kept is null ? trace : new Trace { Entries = _kept }, _noted);
    }

    private static IReadOnlyList<TraceEntry> Of(IReadOnlyDictionary<string, IReadOnlyList<TraceEntry>> entries, TraceKind kind) =>
        entries.GetValueOrDefault(kind.Name, []);
}
