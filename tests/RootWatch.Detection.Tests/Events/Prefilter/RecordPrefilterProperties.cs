using System.Text;
using System.Text.Json;
using CsCheck;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Detection.Tests.Events.Prefilter;

/// <summary>
/// Real records, mended and broken in every way: what the prefilter dismisses, the full reading must dismiss too; what it
/// calls whole must be JSON from its first byte to its last.
/// </summary>
public sealed class RecordPrefilterProperties
{
    private static readonly string[] Records =
    [
        .. new[]
        {
            Sample.SignIn(), Sample.User("iam.amazonaws.com", "ListUsers"), Sample.User("cloudtrail.amazonaws.com", "StopLogging"),
            Sample.Root("iam.amazonaws.com", "CreateUser", Sample.With(("userName", "a\u001b\"b\\"))),
            Sample.User("iam.amazonaws.com", "DeleteRole", Sample.With(("roleName", "rootWATCH"))),
            Sample.User("iam.amazonaws.com", "DeleteRole", Sample.With(("roleName", "other"))),
            Sample.User("iam.amazonaws.com", "DeleteRole", record => record["requestParameters"] = """{"roleName":"\u0072ootWATCH"}"""),
            Sample.User("iam.amazonaws.com", "DeleteRole", record => record["requestParameters"] = """{"roleName":"other"}"""),
        }.Select(record => record.ToJsonString()),
        .. Directory.GetFiles(Repository.RealRecords, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly byte[][] Seeds =
    [
        .. Records.Select(Encoding.UTF8.GetBytes),
        .. Records.Select(record => Encoding.UTF8.GetBytes(RecordPrefilterTests.Entry(record))),
    ];

    private static readonly Gen<byte[]> Seed = Gen.Int[0, Seeds.Length - 1].Select(i => Seeds[i]);

    private static readonly byte[] Signs = "{}[]\",:\\u0nt-e. /\n\r\u001f"u8.ToArray();

    private static readonly Gen<byte> Wrong = Gen.Frequency((1, Gen.Byte), (3, Gen.Int[0, Signs.Length - 1].Select(i => Signs[i])));

    /// <summary>Members and pieces of members that mean something to the prefilter, to be put anywhere.</summary>
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"type\":\"Root\",", "\"eventName\":\"StopLogging\",", "\"eventSource\":\"cloudtrail.amazonaws.com\",",
            "\"userIdentity\":{\"type\":\"Root\"},", "\"requestParameters\":{\"type\":\"Root\",\"userIdentity\":{\"type\":\"Root\"}},",
            "\\\"type\\\":\\\"Root\\\",", "\\\"eventName\\\":\\\"StopLogging\\\",", "\\\"userIdentity\\\":{\\\"type\\\":\\\"Root\\\"},",
            "\"userIdentity\":[],", "\"userIdentity\":\"{}\",\"x\":", "\"userIdentity.type\":1,",
            "\\u0052oot", "\\u0022", "Root", "StopLogging", "\"", "\\\"", "\\\\", "\\", "{}", "[]", "[{}]", ",", ":", "{\"a\":", "}", "]", "null", "1", " ", "\n", "\t",
            "\"message\":\"{}\",", "\"roleName\":\"RootWatch\",", "\"omitted\":true,", "\"eventName\":\"DeleteRole\",", "\"CloudTrailEvent\":\"{}\",", "\"eventVersion\":\"1\",", "\"Records\":[", "\"events\":[],",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Of_the_real_records_most_are_dismissed_and_rightly()
    {
        var verdicts = Seeds.GroupBy(seed =>
        {
            Assert.True(IsRight(seed));
            return RecordPrefilter.OfCatalogue.Look(seed, out _);
        }).ToDictionary(group => group.Key, group => group.Count());
        Assert.InRange(verdicts[PrefilterVerdict.Dismissed], Seeds.Length * 3 / 4, Seeds.Length);
        Assert.DoesNotContain(PrefilterVerdict.Incomplete, verdicts.Keys);
    }

    [Fact]
    public void Wrong_bytes_deceive_nobody() =>
        Gen.Select(Seed, Gen.Select(Gen.Double[0, 1], Wrong).Array[1, 3]).Sample((seed, changes) =>
        {
            var bytes = seed.ToArray();
            foreach (var (part, value) in changes)
            {
                bytes[(int)(part * (bytes.Length - 1))] = value;
            }

            return IsRight(bytes);
        }, iter: 20_000);

    [Fact]
    public void Pieces_put_in_or_cut_out_deceive_nobody() =>
        Gen.Select(Seed, Gen.Select(Gen.Double[0, 1], Gen.Int[0, Pieces.Length - 1], Gen.Int[0, 3]).Array[1, 3]).Sample((seed, changes) =>
        {
            var bytes = seed.ToList();
            foreach (var (part, piece, cut) in changes)
            {
                var at = PlaceOf(bytes, (int)(part * bytes.Count));
                bytes.RemoveRange(at, Math.Min(cut, bytes.Count - at));
                bytes.InsertRange(at, Pieces[piece]);
            }

            return IsRight([.. bytes]);
        }, iter: 20_000);

    [Fact]
    public void Names_and_values_spelt_otherwise_deceive_nobody() =>
        Gen.Select(Seed, Gen.Double[0, 1].Array[1, 4]).Sample((seed, places) =>
        {
            var text = Encoding.UTF8.GetString(seed);
            foreach (var place in places)
            {
                var at = (int)(place * (text.Length - 1));
                text = char.IsAsciiLetter(text[at]) ? $"{text[..at]}\\u{(int)text[at]:x4}{text[(at + 1)..]}" : text;
            }

            return IsRight(Encoding.UTF8.GetBytes(text));
        }, iter: 5000);

    [Fact]
    public void Blanks_between_tokens_change_no_answer() =>
        Gen.Int[0, Records.Length - 1].Sample(i =>
        {
            using var parsed = JsonDocument.Parse(Records[i]);
            return IsRight(JsonSerializer.SerializeToUtf8Bytes(parsed, Indented));
        }, iter: 500);

    /// <summary>Half of the pieces go where a member could begin, else nearly all would break the JSON.</summary>
    private static int PlaceOf(List<byte> bytes, int at)
    {
        var member = at % 2 == 0 ? bytes.FindIndex(at, b => b is (byte)'{' or (byte)',') + 1 : 0;
        return member > 0 ? member : at;
    }

    /// <summary>Throws with the text, as the sample alone does not show it.</summary>
    private static bool IsRight(byte[] text) =>
        PrefilterOracle.Objection(text) is { } objection ? throw new InvalidOperationException($"{objection}: {Encoding.Latin1.GetString(text)}") : true;
}
