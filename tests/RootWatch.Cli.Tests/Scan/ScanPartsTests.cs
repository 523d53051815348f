using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootWatch.Cli.Tests.Scan;

/// <summary>Files that are cut into parts for several workers: nobody may see from the outside that they were.</summary>
public sealed class ScanPartsTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_are_read_once_each_and_unreadable_ones_are_told_by_their_line()
    {
        var text = new StringBuilder();
        var line = 0;
        var broken = new List<int>();
        while (text.Length < 26 * Megabyte)
        {
            line++;
            if (line % 4001 == 0)
            {
                broken.Add(line);
                text.Append("{\"eventVersion\":\"1.08\",\"oops\"}\n");
            }
            else
            {
                text.Append((line % 997 == 0 ? Records.SignIn(line) : Records.SignInOfUserCalledRoot(line)).ToJsonString()).Append('\n');
            }
        }

        var runs = await ExpectTheSameAsync(_folder.Write("lines.json", text.ToString()), text.ToString());
        Assert.Equal((line - broken.Count, line / 997, broken.Count), (runs.Total("records"), runs.Total("root records"), runs.Total("unreadable")));
        Assert.Equal(
            broken.Take(20).Select(number => $"unreadable: {_folder.File("lines.json")}:{number}: not_json"),
            runs.ErrorLines.Where(told => told.StartsWith("unreadable: /", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Objects_over_many_lines_and_one_list_over_all_parts_are_read_once_each()
    {
        var pretty = new StringBuilder();
        for (var n = 0; pretty.Length < 18 * Megabyte; n++)
        {
            pretty.Append((n % 997 == 0 ? Records.SignIn(n) : Records.SignInOfUserCalledRoot(n)).ToJsonString(Indented)).Append('\n');
        }

        await ExpectTheSameAsync(_folder.Write("pretty.json", pretty.ToString()), pretty.ToString());

        var list = new StringBuilder("{\"Records\":[");
        for (var n = 0; list.Length < 26 * Megabyte; n++)
        {
            list.Append(n == 0 ? "" : ",\n").Append((n % 997 == 0 ? Records.SignIn(n) : Records.SignInOfUserCalledRoot(n)).ToJsonString());
        }

        list.Append("]}\n").Append(Records.Lines(Records.SignIn(1_000_000)));
        await ExpectTheSameAsync(_folder.Write("list.json", list.ToString()), list.ToString());
    }

    [Fact]
    public async Task A_value_that_reaches_over_whole_parts_hides_what_looks_like_records_in_it()
    {
        var text = new StringBuilder(Records.Lines(Records.SignIn(1)));
        text.Append("{\"Records\":[\n");
        while (text.Length < 20 * Megabyte)
        {
            text.Append("[\n").Append(Records.SignInOfUserCalledRoot(2).ToJsonString()).Append("\n],\n");
        }

        text.Append("[]]}\n").Append(Records.Lines(Records.SignIn(3)));
        var run = await ExpectTheSameAsync(_folder.Write("hidden.json", text.ToString()), text.ToString());
        Assert.Equal((2, 2), (run.Total("records"), run.Total("root records")));
    }

    [Fact]
    public async Task The_tally_lists_roots_records_in_the_order_of_the_input()
    {
        var records = Enumerable.Range(0, 50).Select(n => Records.SignIn(n * 7919 % 50, record =>
        {
            if (n % 10 == 0)
            {
                record.Remove("additionalEventData");
                record["errorMessage"] = "tab\there";
            }
        })).ToArray();
        var path = _folder.Write("a.json", Records.Lines([.. records, Records.SignInOfUserCalledRoot(99), records[0]]));
        var run = await Rootwatch.RunAsync("scan", path, "--format", "tally");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [.. records.Select(record => record["eventID"]!.GetValue<string>()), "#ConsoleLogin\t-\ttab\\u0009here\t5", "#ConsoleLogin\tYes\t-\t45"],
            run.OutLines);
        run = await Rootwatch.RunAsync("scan", path, "--format", "tally", "--since", records[48]["eventTime"]!.GetValue<string>(), "--account", "111122223333");
        Assert.Equal(
            records.Where(record => string.CompareOrdinal(record["eventTime"]!.GetValue<string>(), records[48]["eventTime"]!.GetValue<string>()) >= 0)
                .Select(record => record["eventID"]!.GetValue<string>()),
            run.OutLines.Where(line => line[0] != '#'));
    }

    [Fact]
    public async Task A_selection_shows_fewer_findings_and_changes_none()
    {
        var path = _folder.Write("a.json", Records.Lines([.. Enumerable.Range(1, 9).Select(n => Records.SignIn(n, record =>
        {
            record["recipientAccountId"] = n % 3 == 0 ? "444455556666" : "111122223333";
            record["additionalEventData"]!["MFAUsed"] = n % 2 == 0 ? "No" : "Yes";
        }))]));
        var all = await FindingsAsync();
        Assert.Equal(all.Where(f => Text(f, "accountId") == "444455556666"), await FindingsAsync("--account", "444455556666"), JsonNode.DeepEquals);
        Assert.Equal(all.Where(f => Text(f, "ruleId") == "RW-S02"), await FindingsAsync("--rule", "rw-s02"), JsonNode.DeepEquals);
        Assert.Equal(
            all.Where(f => string.CompareOrdinal(Text(f, "eventTime"), "2024-10-04T03:00:00Z") >= 0 && string.CompareOrdinal(Text(f, "eventTime"), "2024-10-04T06:00:00Z") < 0),
            await FindingsAsync("--since", "2024-10-04T03:00:00Z", "--until", "2024-10-04T06:00:00Z"), JsonNode.DeepEquals);
        foreach (var (option, wrong) in ((string, string)[])[("--since", "yesterday"), ("--until", "2024-10-04"), ("--account", "12"), ("--jobs", "0"), ("--jobs", "x"), ("--format", "xml")])
        {
            var run = await Rootwatch.RunAsync("scan", path, option, wrong);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(wrong, run.Error, StringComparison.Ordinal);
        }

        async Task<List<JsonNode>> FindingsAsync(params string[] options)
        {
            var run = await Rootwatch.RunAsync(["scan", path, "--format", "json", .. options]);
            Assert.Equal(0, run.ExitCode);
            Assert.NotEmpty(run.OutLines);
            Assert.Equal(run.OutLines.Length, run.Total("findings"));
            return [.. run.OutLines.Select(line => JsonNode.Parse(line)!)];
        }

        static string Text(JsonNode finding, string name) => finding[name]!.GetValue<string>();
    }

    /// <summary>Standard input is read by one worker and in one piece.</summary>
    private static async Task<Run> ExpectTheSameAsync(string path, string text)
    {
        var whole = await Rootwatch.RunAsync(Encoding.UTF8.GetBytes(text), null, "scan", "-", "--format", "json");
        Assert.NotEmpty(whole.OutLines);
        var one = await Rootwatch.RunAsync("scan", path, "--format", "json", "--jobs", "1");
        var many = await Rootwatch.RunAsync("scan", path, "--format", "json", "--jobs", "4");
        foreach (var run in (Run[])[one, many])
        {
            Assert.Equal(whole.Out, run.Out);
            Assert.Equal(
                whole.ErrorLines.Where(line => !line.StartsWith("seconds", StringComparison.Ordinal)),
                run.ErrorLines.Where(line => !line.StartsWith("seconds", StringComparison.Ordinal)).Select(line => line.Replace(path, "-", StringComparison.Ordinal)));
        }

        return many;
    }
}
