using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RootWatch.Detection.Events;

/// <summary>What <see cref="ScalarReader"/> reads of an object, when somebody asks: of most events nobody does.</summary>
internal sealed class LazyScalars : IReadOnlyDictionary<string, string>
{
    /// <summary>What is longer is read at once, as what is read is bounded and an event may be kept.</summary>
    private const int KeptBytesMax = 4096;

    /// <summary>Of a name that is looked for before anything is read.</summary>
    private const int NameBytesMax = 64;

    private readonly byte[] _json;
    private Dictionary<string, string>? _values;

    /// <summary>Those that are not nested, which rules ask for most: a bucket's policy has dozens that are.</summary>
    private Dictionary<string, string>? _outer;

    private LazyScalars(ReadOnlySpan<byte> json) => _json = json.ToArray();

    /// <param name="jsonObject">Valid JSON, or empty for none.</param>
    public static IReadOnlyDictionary<string, string> Of(ReadOnlySpan<byte> jsonObject) =>
        jsonObject.Length <= "{}"u8.Length ? CloudTrailEvent.NoValues
        : jsonObject.Length > KeptBytesMax ? ScalarReader.Read(jsonObject)
        : new LazyScalars(jsonObject);

    public int Count => Read.Count;

    public IEnumerable<string> Keys => Read.Keys;

    public IEnumerable<string> Values => Read.Values;

    public string this[string key] => Read[key];

    public bool ContainsKey(string key) => Read.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = Find(key);
        return value is not null;
    }

    /// <summary>Null: there is no such value.</summary>
    public string? Find(string key)
    {
        var isNested = key.Contains('.');
        if (!isNested && _values is null && _outer is null && !MayHold(key))
        {
            return null;
        }

        var read = _values is not null || isNested ? Read : _outer ??= ScalarReader.ReadOuter(_json) ?? Read;
        return read.GetValueOrDefault(key);
    }

    /// <summary>False only if no member is called so, whose name has no dot: where nothing is escaped, its name would stand there as it is.</summary>
    private bool MayHold(string key)
    {
        Span<byte> name = stackalloc byte[NameBytesMax];
        return Ascii.FromUtf16(key, name, out var length) != OperationStatus.Done
            || _json.AsSpan().IndexOf(name[..length]) >= 0 || _json.AsSpan().Contains((byte)'\\');
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Read.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, string> Read => _values ??= ScalarReader.Read(_json);
}
