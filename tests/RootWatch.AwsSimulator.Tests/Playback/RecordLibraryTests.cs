using System.Globalization;
using System.Text.Json;
using RootWatch.AwsSimulator.Playback;

namespace RootWatch.AwsSimulator.Tests.Playback;

public sealed class RecordLibraryTests
{
    [Fact]
    public void Every_file_of_the_excerpt_is_in_the_licence_table_with_its_counts()
    {
        var readme = File.ReadAllLines(Path.Combine(RecordLibrary.ExcerptFolder, "README.md"));
        var rows = readme.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains(".jsonl", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(row => row[1]);
        var files = Directory.GetFiles(RecordLibrary.ExcerptFolder, "*.jsonl").ToDictionary(file => Path.GetFileName(file)!);
        Assert.Equal(files.Keys.Order(), rows.Keys.Order());
        Assert.All(rows.Values, row =>
        {
            var records = File.ReadLines(files[row[1]]).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            var root = records.Count(record => record.GetProperty("userIdentity").TryGetProperty("type", out var type) && type.GetString() == "Root");
            Assert.Equal((records.Count.ToString(CultureInfo.InvariantCulture), root.ToString(CultureInfo.InvariantCulture)), (row[2], row[3]));
            Assert.NotEmpty(row[4]);
            Assert.NotEmpty(row[5]);
        });
    }

    [Fact]
    public void The_excerpt_can_be_played_whole()
    {
        var library = RecordLibrary.Load(RecordLibrary.ExcerptFolder, out var problem);
        Assert.Equal("", problem);
        Assert.Equal((13, 85, 0), (library!.Root.Count, library.Others.Count, library.Skipped));
    }

    [Fact]
    public void All_public_records_can_be_loaded_and_what_event_history_never_holds_is_left_out()
    {
        var library = RecordLibrary.Load(Repository.RealRecords, out _)!;
        Assert.True(library.Root.Count >= 30, $"{library.Root.Count} of root");
        Assert.True(library.Others.Count > 3000, $"{library.Others.Count} others");
        Assert.True(library.Skipped > 0);
    }

    [Fact]
    public void Broken_lines_are_counted_and_passed_over()
    {
        var folder = Directory.CreateTempSubdirectory("records-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.jsonl"), """
                not json
                {"eventSource":"a","eventName":"b","eventName":"c"}
                {"eventSource":"iam.amazonaws.com","eventName":"GetUser"}
                {"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventCategory":"Data"}
                {"rule":"r","event":{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","userIdentity":{"type":"Root"}}}
                """);
            var library = RecordLibrary.Load(folder, out _)!;
            Assert.Equal((1, 1, 3), (library.Root.Count, library.Others.Count, library.Skipped));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
