using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Load;

/// <summary>The real records that no rule has to do with, raw and as entries of LookupEvents pages.</summary>
/// <param name="Share">Of all real records.</param>
internal sealed record DismissedRecords(byte[][] Raw, byte[][] Entries, double Share)
{
    private static readonly JsonSerializerOptions AsAwsEscapes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DismissedRecords Load()
    {
        var all = Directory.GetFiles(Repository.RealRecords, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).ToList();
        var dismissed = all.Where(record => IsDismissed(Encoding.UTF8.GetBytes(record)) && IsDismissed(Entry(record))).ToList();
        return new DismissedRecords(
            [.. dismissed.Select(Encoding.UTF8.GetBytes)], [.. dismissed.Select(Entry)], (double)dismissed.Count / all.Count);
    }

    private static bool IsDismissed(byte[] text) => RecordPrefilter.OfCatalogue.Look(text, out _) == PrefilterVerdict.Dismissed;

    private static byte[] Entry(string record) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["EventId"] = "0a1b2c3d-0000-4000-8000-00000000abcd",
        ["EventName"] = "DescribeVpcs",
        ["EventTime"] = 1767225600.0,
        ["Username"] = "ops",
        ["Resources"] = new JsonArray(),
        ["CloudTrailEvent"] = record,
    }.ToJsonString(AsAwsEscapes));
}
