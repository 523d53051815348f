using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootWatch.AwsSimulator.Playback;

/// <summary>A record as somebody published it.</summary>
internal sealed record LibraryRecord(JsonObject Record, string EventSource, string? Region, bool IsRoot, string Origin);

/// <summary>The records that can be played, from *.jsonl files: one record a line.</summary>
internal sealed record RecordLibrary(IReadOnlyList<LibraryRecord> Root, IReadOnlyList<LibraryRecord> Others, int Files, int Skipped)
{
    public static readonly RecordLibrary Empty = new([], [], 0, 0);

    /// <summary>The excerpt of public records that comes with the simulator; its README names sources and licences.</summary>
    public static string ExcerptFolder => Path.Combine(AppContext.BaseDirectory, "records");

    /// <summary>Null, and what is wrong with the folder, if nothing in it can be played.</summary>
    public static RecordLibrary? Load(string folder, out string problem)
    {
        problem = "";
        if (!Directory.Exists(folder))
        {
            problem = $"the records folder {folder} does not exist: give a folder with *.jsonl files";
            return null;
        }

        var files = Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).ToList();
        var lines = files.SelectMany(file => File.ReadLines(file).Select((line, i) => Read(line, $"{Path.GetFileName(file)}:{i + 1}"))).ToList();
        var records = lines.OfType<LibraryRecord>().ToList();
        if (records.Count == 0)
        {
            problem = $"no CloudTrail record could be read in {folder}: give a folder with *.jsonl files, one record a line";
            return null;
        }

        return new RecordLibrary(
            [.. records.Where(record => record.IsRoot)], [.. records.Where(record => !record.IsRoot)], files.Count, lines.Count - records.Count);
    }

    /// <summary>Null if Event history would never hold such a record: no name, no source, a data event; or if the line is broken.</summary>
    private static LibraryRecord? Read(string line, string origin)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject record)
            {
                return null;
            }

            // Rule tests of others come wrapped with their verdict.
            if (record["event"] is JsonObject wrapped && !record.ContainsKey("eventSource"))
            {
                record = wrapped;
            }

            var (source, name) = (RecordFactory.Text(record, "eventSource"), RecordFactory.Text(record, "eventName"));
            return source is null || name is null || RecordFactory.Text(record, "eventCategory") is not (null or "Management")
                ? null
                : new LibraryRecord(record, source, RecordFactory.Text(record, "awsRegion"),
                    RecordFactory.Text(record["userIdentity"] as JsonObject, "type") == "Root", origin);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            // ArgumentException: the same key twice in one object.
            return null;
        }
    }
}
