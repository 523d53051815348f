using System.Reflection;
using System.Text.Json;
using CsCheck;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Tests.Traces;

public sealed class TraceTests
{
    private static readonly TraceKind[] Kinds = [.. typeof(TraceKind).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(TraceKind)).Select(property => (TraceKind)property.GetValue(null)!)];

    private static readonly TraceKind Small = new("small", [], HourFirst: 2, HourLast: 3, CountMax: 100);

    private static readonly Gen<(TraceKind Kind, TraceEntry Entry)> Entry =
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 40], Gen.Int[0, 5], (kind, minute, key) =>
            (kind == 0 ? Small : TraceKind.Use, new TraceEntry(minute * 60, $"{key}", key % 2 == 0 ? "a" : "b")));

    [Fact]
    public void What_is_kept_of_an_hour_does_not_depend_on_the_order() =>
        Gen.Select(Gen.Int[0, 20_000].List[1, 60], Gen.Int).Sample((seconds, seed) =>
        {
            var entries = seconds.Select((second, i) => new TraceEntry(second, TraceEntry.KeyOf($"{i}"))).ToArray();
            var shuffled = entries.ToArray();
            new Random(seed).Shuffle(shuffled);
            return Kept(Small, entries).SequenceEqual(Kept(Small, shuffled));
        });

    [Fact]
    public void The_first_and_the_last_of_an_hour_stay()
    {
        var kept = Kept(Small, Enumerable.Range(0, 3600).Select(second => new TraceEntry(7200 + second, TraceEntry.KeyOf($"{second}"))));

        Assert.Equal([7200, 7201, 10797, 10798, 10799], kept.Select(entry => entry.Second));
    }

    [Fact]
    public void Of_one_detail_the_first_and_the_last_of_a_quarter_stay()
    {
        var kept = Kept(TraceKind.Use, Enumerable.Range(0, 90).Select(i => new TraceEntry(i * 10, TraceEntry.KeyOf($"{i}"), i % 3 == 0 ? "a" : "b")));

        Assert.Equal([(0, "a"), (10, "b"), (870, "a"), (890, "b")], kept.Select(entry => (entry.Second, entry.Detail)));
    }

    [Fact]
    public void What_is_older_than_any_window_goes()
    {
        var day = (long)TimeSpan.FromDays(1).TotalSeconds;
        var kept = Kept(Small, [new TraceEntry(0, "a"), new TraceEntry(3 * day, "b"), new TraceEntry(98 * day, "c")]);

        Assert.Equal(["b", "c"], kept.Select(entry => entry.Key));
    }

    /// <summary>docs/detections.md says so.</summary>
    [Fact]
    public void At_worst_a_trace_takes_100_kB_and_a_usual_one_less_than_one()
    {
        var worst = Trace.Empty;
        foreach (var kind in Kinds)
        {
            for (var i = 0; i < 2000; i++)
            {
                var entry = new TraceEntry(1_772_359_230 + (i * 431), TraceEntry.KeyOf($"{i}"), $"{i}".PadRight(TraceEntry.DetailCharsMax, 'x'));
                worst = worst.With(kind, entry).Bounded(kind, entry);
            }
        }

        Assert.Equal(Kinds.Length, worst.Entries.Count);
        Assert.Distinct(Kinds.Select(kind => kind.Name));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(worst).Length, 60_000, 100_000);

        var usual = Sample.Advance(Sample.At(0, Sample.SignIn()), Sample.At(1, Sample.Root("iam.amazonaws.com", "ListUsers")), Sample.At(2, Sample.Root("iam.amazonaws.com", "CreateUser")));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(usual.State.Trace).Length, 1, 1000);
    }

    [Fact]
    public void An_entry_comes_back_from_json_as_it_was()
    {
        var entry = new TraceEntry(-5, "key", "two words and more");

        Assert.Equal(entry, JsonSerializer.Deserialize<TraceEntry>(JsonSerializer.Serialize(entry)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TraceEntry>("\"nothing\""));
    }

    [Fact]
    public void Taking_up_many_entries_at_once_comes_to_the_same_as_one_after_the_other() =>
        Gen.Select(Entry.List[0, 30], Entry.List[0, 6]).Sample((before, added) =>
        {
            var start = before.Aggregate(Trace.Empty, (trace, one) => trace.With(one.Kind, one.Entry));
            var growth = new TraceGrowth(start);
            var (trace, kept, noted) = (start, start, new List<TraceKind>());
            foreach (var (kind, entry) in added)
            {
                growth.Note(kind, entry);
                var after = trace.With(kind, entry);
                if (!ReferenceEquals(after, trace))
                {
                    (trace, kept) = (after, kept.With(kind, entry).Bounded(kind, entry));
                    noted.Add(kind);
                }
            }

            var step = growth.Step();
            return Json(step.Trace) == Json(trace) && Json(step.Kept) == Json(kept) && step.Noted.SequenceEqual(noted)
                && (noted.Count > 0 || ReferenceEquals(step.Kept, start));
        }, iter: 2000);

    [Fact]
    public void A_key_is_the_same_whether_it_is_hashed_or_was_kept()
    {
        var made = new TraceEntry(7, TraceMark.Of("event"), "detail");
        var kept = JsonSerializer.Deserialize<TraceEntry>(JsonSerializer.Serialize(made))!;

        Assert.Equal(TraceEntry.KeyOf("event"), kept.Key);
        Assert.Equal(made, kept);
        Assert.Equal(made.GetHashCode(), kept.GetHashCode());
        Assert.NotEqual(new TraceEntry(7, TraceMark.Of("another"), "detail"), kept);
    }

    private static string Json(Trace trace) => JsonSerializer.Serialize(trace);

    private static IReadOnlyList<TraceEntry> Kept(TraceKind kind, IEnumerable<TraceEntry> entries) =>
        entries.Aggregate(Trace.Empty, (trace, entry) => trace.With(kind, entry).Bounded(kind, entry)).Of(kind);
}
