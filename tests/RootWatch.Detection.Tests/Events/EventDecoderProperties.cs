using System.Text;
using System.Text.Json;
using CsCheck;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

/// <summary>Real and hand-made records, broken in every way: whatever the bytes, the decoder answers.</summary>
public sealed class EventDecoderProperties
{
    private static readonly byte[][] Seeds =
    [
        .. new[] { Sample.SignIn(), Sample.SignIn("Failure", null), Sample.Root("iam.amazonaws.com", "CreateUser", Sample.With(("userName", "a\u001b\"b\\"))) }
            .Select(record => Encoding.UTF8.GetBytes(record.ToJsonString())),
        .. Directory.GetFiles(Repository.RealRecords, "*.jsonl").SelectMany(file => File.ReadLines(file).Take(20)).Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly Gen<byte[]> Seed = Gen.Int[0, Seeds.Length - 1].Select(i => Seeds[i]);

    private static readonly byte[] JsonBytes = "{}[]\",:\\u0nt-e. "u8.ToArray();

    /// <summary>Bytes that mean something in JSON break more than others do.</summary>
    private static readonly Gen<byte> Wrong = Gen.OneOf(Gen.Byte, Gen.Int[0, JsonBytes.Length - 1].Select(i => JsonBytes[i]));

    [Fact]
    public void A_truncated_record_is_refused() =>
        Gen.Select(Seed, Gen.Double[0, 1]).Sample((seed, part) =>
        {
            var length = (int)(part * (seed.Length - 1));
            return EventDecoder.Decode(seed.AsSpan(0, length)) is { Event: null, Unreadable: UnreadableReason.NotJson };
        }, iter: 3000);

    [Fact]
    public void A_record_with_wrong_bytes_is_read_or_refused_and_what_is_read_is_bounded() =>
        Gen.Select(Seed, Gen.Select(Gen.Double[0, 1], Wrong).Array[1, 12]).Sample((seed, changes) =>
        {
            var bytes = seed.ToArray();
            foreach (var (part, value) in changes)
            {
                bytes[(int)(part * (bytes.Length - 1))] = value;
            }

            return IsAnswer(EventDecoder.Decode(bytes)) && IsAnswer(EventDecoder.Decode(Encoding.Latin1.GetString(bytes)));
        }, iter: 5000);

    /// <summary>An escape more, in a member of no concern, and <see cref="System.Text.Json.Utf8JsonReader"/> reads all of it.</summary>
    [Fact]
    public void A_record_is_read_alike_whether_it_is_plain_or_not() =>
        Gen.Select(Seed, Gen.Select(Gen.Double[0, 1], Wrong).Array[0, 3]).Sample((seed, changes) =>
        {
            var bytes = seed.ToArray();
            foreach (var (part, value) in changes)
            {
                bytes[(int)(part * (bytes.Length - 1))] = value;
            }

            if (bytes is not [(byte)'{', (byte)'"', ..])
            {
                return true;
            }

            var (one, other) = (EventDecoder.Decode(bytes), EventDecoder.Decode([.. "{\"of no concern\":\"\\\\\","u8, .. bytes.AsSpan(1)]));
            Assert.Equal(Told(one.Event), Told(other.Event));
            return one.Unreadable == other.Unreadable;

            // What has no id of its own has one of its text.
            static string? Told(CloudTrailEvent? e) => e is null ? null
                : $"{(e.EventKey.StartsWith("sha256-", StringComparison.Ordinal) ? e with { EventId = "", EventKey = "" } : e)} {Values(e.RequestParameters)} {Values(e.ResponseElements)} {Values(e.AdditionalEventData)}";

            static string Values(IReadOnlyDictionary<string, string> values) => JsonSerializer.Serialize(values.OrderBy(value => value.Key, StringComparer.Ordinal));
        }, iter: 5000);

    [Fact]
    public void Any_bytes_and_any_text_are_answered()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => IsAnswer(EventDecoder.Decode(bytes)), iter: 3000);
        Gen.String.Sample(text => IsAnswer(EventDecoder.Decode(text)), iter: 3000);
    }

    [Fact]
    public void A_part_cut_out_or_doubled_never_throws() =>
        Gen.Select(Seed, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((seed, a, b) =>
        {
            var start = (int)(Math.Min(a, b) * seed.Length);
            var end = (int)(Math.Max(a, b) * seed.Length);
            return IsAnswer(EventDecoder.Decode([.. seed[..start], .. seed[end..]])) && IsAnswer(EventDecoder.Decode([.. seed[..end], .. seed[start..]]));
        }, iter: 3000);

    private static bool IsAnswer(DecodeOutcome outcome) =>
        outcome.Event is null ^ outcome.Unreadable is null
        && outcome.Event is not { EventName.Length: > 256 } and not { UserAgent.Length: > 1024 } and not { EventKey.Length: 0 };
}
