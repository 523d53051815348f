using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootWatch.Cli.Tests.Scan;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ScanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_JSON_of_a_finding_has_exactly_the_promised_members_in_order()
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(Records.SignIn(1))), "--format", "json");
        Assert.Equal(0, run.ExitCode);
        var finding = (JsonObject)JsonNode.Parse(run.OutLines.Single(line => line.Contains("RW-S01", StringComparison.Ordinal)))!;
        Assert.Equal(
            ["eventId", "eventTime", "accountId", "region", "ruleId", "severity", "title", "score", "reasons", "summary"],
            finding.Select(member => member.Key));
        Assert.Equal("00000000-0000-4000-8000-000000000001", finding["eventId"]!.GetValue<string>());
        Assert.Equal("2024-10-04T01:00:00Z", finding["eventTime"]!.GetValue<string>());
        Assert.Equal("111122223333", finding["accountId"]!.GetValue<string>());
        Assert.Equal("us-east-1", finding["region"]!.GetValue<string>());
        Assert.Equal("high", finding["severity"]!.GetValue<string>());
        Assert.Equal(finding["score"]!.GetValue<int>(), ((JsonArray)finding["reasons"]!).Sum(reason => reason!["points"]!.GetValue<int>()));
        Assert.Contains("111122223333", finding["summary"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_totals_say_what_was_read_and_found()
    {
        _folder.Write("a.json", Records.Lines(Records.SignIn(1), Records.SignInOfUserCalledRoot(2)) + "oops\n");
        _folder.Write("README.md", "# hello");
        var run = await Rootwatch.RunAsync("scan", _folder.Path, "--format", "json");
        Assert.Equal((1, 2, 1, 0, 1), (run.Total("files"), run.Total("records"), run.Total("root records"), run.Total("repeated"), run.Total("unreadable")));
        Assert.Equal(run.OutLines.Length, run.Total("findings"));
        Assert.Contains("unreadable    1 (not_json 1)", run.ErrorLines);
        Assert.Contains($"unreadable: {_folder.File("a.json")}:3: not_json", run.ErrorLines);
        Assert.Contains(run.ErrorLines, line => line.StartsWith("findings      ", StringComparison.Ordinal) && line.Contains("RW-S01 1", StringComparison.Ordinal));
        Assert.Matches("(?m)^seconds       [0-9]+[.][0-9]{2}$", run.Error);
    }

    [Fact]
    public async Task Every_shape_of_the_same_records_gives_the_same_findings()
    {
        JsonObject[] records = [Records.SignIn(1), Records.SignIn(2), Records.SignInOfUserCalledRoot(3)];
        var lines = Records.Lines(records);
        var expected = (await Rootwatch.RunAsync("scan", _folder.Write("a.jsonl", lines), "--format", "json")).Out;
        Assert.Equal(2, expected.Split('\n').Count(line => line.Contains("RW-S01", StringComparison.Ordinal)));
        var logFile = Records.LogFile(Array.ConvertAll(records, record => (JsonObject)record.DeepClone()));
        foreach (var (name, bytes) in ((string, byte[])[])
        [
            ("b.json.gz", TemporaryFolder.Gzip(logFile)),
            ("c.json", Encoding.UTF8.GetBytes(Records.LookupPage(records))),
            ("d.jsonl", Encoding.UTF8.GetBytes(lines.Replace("\n", "\r\n", StringComparison.Ordinal))),
            ("000000.gz", TemporaryFolder.Gzip(string.Concat(records.Select(record => $"2017-05-18T23:12:34.000Z {record.ToJsonString()}\n")))),
            ("texts.json", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(records.Select(record => record.ToJsonString())))),
            ("e.json", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(logFile)]),
        ])
        {
            var run = await Rootwatch.RunAsync("scan", _folder.Write(name, bytes), "--format", "json");
            Assert.Equal((0, expected), (run.ExitCode, run.Out));
            run = await Rootwatch.RunAsync(bytes, null, "scan", "-", "--format", "json");
            Assert.Equal((0, expected), (run.ExitCode, run.Out));
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(0, 0)]
    public async Task A_trail_of_one_account_may_write_to_the_bucket_of_another(int hour, int expected)
    {
        static JsonObject Call(int n, string account, string source, string name, string parameter)
        {
            var record = Records.SignInOfUserCalledRoot(n);
            record["recipientAccountId"] = account;
            record["eventSource"] = source;
            record["eventName"] = name;
            record["eventType"] = "AwsApiCall";
            record["requestParameters"] = new JsonObject { [parameter] = "acme-audit-logs" };
            record["responseElements"] = null;
            return record;
        }

        var a = _folder.Write("a.json", Records.Lines(Call(hour, "444455556666", "s3.amazonaws.com", "DeleteBucketPolicy", "bucketName")));
        var b = _folder.Write("b.json", Records.Lines(Call(1, "111122223333", "cloudtrail.amazonaws.com", "CreateTrail", "s3BucketName")));
        var run = await Rootwatch.RunAsync("scan", a, b, "--format", "json");
        Assert.Equal(expected, run.OutLines.Count(line => line.Contains("RW-D13", StringComparison.Ordinal) && line.Contains("444455556666", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Findings_come_in_the_order_of_event_time_and_those_without_one_last()
    {
        var timeless = Records.SignIn(9, record => record.Remove("eventTime"));
        var b = _folder.Write("b.json", Records.Lines(timeless, Records.SignIn(3), Records.SignIn(1)));
        var a = _folder.Write("a.json", Records.Lines(Records.SignIn(2)));
        var run = await Rootwatch.RunAsync("scan", b, a, "--format", "json");
        Assert.Equal([1, 2, 3, 9], run.OutLines.Where(line => line.Contains("RW-S01", StringComparison.Ordinal)).Select(Number));
        Assert.Equal(run.Out, (await Rootwatch.RunAsync("scan", a, b, "--format", "json")).Out);
        Assert.Contains("\"eventTime\":null", run.OutLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_records_that_agree_in_account_id_time_name_and_outcome_are_one_event()
    {
        _folder.Write("a.json", Records.Lines(
            Records.SignIn(1),
            Records.SignIn(1, record => record["sharedEventID"] = "x"),
            Records.SignIn(1, record => record["recipientAccountId"] = "444455556666"),
            Records.SignIn(1, record => record["eventTime"] = "2024-10-04T01:00:01Z"),
            Records.SignIn(1, record => record["additionalEventData"]!["MFAUsed"] = "No"),
            Records.SignIn(1, record => record["sourceIPAddress"] = "192.0.2.8"),
            Records.SignIn(1, record => record["eventName"] = "PasswordUpdated")));
        _folder.Write("b.json", Records.Lines(Records.SignIn(1)));
        var run = await Rootwatch.RunAsync("scan", _folder.Path, "--format", "json");
        Assert.Equal((8, 2), (run.Total("records"), run.Total("repeated")));
        Assert.Contains("repeated      2 (the event of a record before, with the same outcome; left out)", run.ErrorLines);
        Assert.Equal(5, run.OutLines.Count(line => line.Contains("RW-S01", StringComparison.Ordinal)));
        Assert.Single(run.OutLines, line => line.Contains("RW-S02", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_IAM_user_called_root_is_no_alert()
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(Records.SignInOfUserCalledRoot(1))), "--format", "json");
        Assert.Equal((0, "", 1L, 0L), (run.ExitCode, run.Out, run.Total("records"), run.Total("root records")));
    }

    [Fact]
    public async Task Whatever_lies_in_a_directory_is_counted_by_reason_and_the_rest_is_read()
    {
        var good = Records.Lines(Records.SignIn(1));
        _folder.Write("good.json", good);
        _folder.Write("empty.json", "");
        _folder.Write("empty.gz", TemporaryFolder.Gzip(""));
        _folder.Write("cut.gz", TemporaryFolder.Gzip(good)[..^9]);
        _folder.Write("junk.json.gz", "no gzip at all \0"u8.ToArray());
        _folder.Write("binary.json", [0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]);
        _folder.Write("deep.json", $"{{\"requestParameters\":{new string('[', 100_000)}{new string(']', 100_000)}}}");
        _folder.Write("large.json", $"{{\"requestParameters\":\"{new string('x', 2_000_000)}\"}}");
        _folder.Write("array.json", "[1,2]");
        _folder.Write("other.json", """{"hello":"world"}""");
        _folder.Write("cut.json", good[..100]);
        _folder.Write("text.json", "hello\n");
        File.CreateSymbolicLink(_folder.File("dangling.json"), _folder.File("nowhere"));
        var run = await Rootwatch.RunAsync("scan", _folder.Path, "--format", "json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal((2, 2, 1), (run.Total("records"), run.Total("root records"), run.Total("repeated")));
        Assert.Contains(
            "unreadable    11 (bad_gzip 2, binary 1, dangling_link 1, not_a_record 1, not_an_object 2, not_json 1, too_deep 1, too_large 1, truncated 1)",
            run.ErrorLines);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_counted_and_the_rest_is_read()
    {
        _folder.Write("good.json", Records.Lines(Records.SignIn(1)));
        var secret = _folder.Write("secret.json", Records.Lines(Records.SignIn(2)));
        _folder.Write("closed/a.json", Records.Lines(Records.SignIn(3)));
        File.SetUnixFileMode(secret, UnixFileMode.None);
        File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.None);
        try
        {
            var run = await RunUnprivilegedAsync("scan", _folder.Path, "--format", "json");
            Assert.Equal(1, run.ExitCode);
            Assert.Equal(1, run.Total("records"));
            Assert.Contains("unreadable    2 (permission_denied 2)", run.ErrorLines);

            run = await RunUnprivilegedAsync("scan", secret, _folder.File("good.json"));
            Assert.Equal(1, run.ExitCode);
            Assert.Equal(1, run.Total("records"));
            Assert.Contains($"unreadable: {secret}: permission_denied", run.ErrorLines);
        }
        finally
        {
            File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task The_exit_code_tells_how_it_went()
    {
        var good = _folder.Write("good.json", Records.Lines(Records.SignIn(1)));
        var quiet = _folder.Write("quiet.json", Records.Lines(Records.SignInOfUserCalledRoot(1)));
        var junk = _folder.Write("junk.json", "hello\n");
        Directory.CreateDirectory(_folder.File("nothing"));
        var missing = _folder.File("missing.json");
        foreach (var (code, arguments) in ((int, string[])[])
        [
            (0, [good]),
            (0, [_folder.Path]),
            (0, [good, junk]),
            (1, [junk]),
            (1, [missing]),
            (1, [good, missing]),
            (1, [_folder.File("nothing")]),
            (2, []),
            (2, [good, "--format", "xml"]),
            (2, [good, "--fail-on", "urgent"]),
            (2, [good, "--frob"]),
            (2, ["-x", good]),
            (3, [good, "--fail-on", "low"]),
            (3, [good, "--fail-on", "HIGH"]),
            (0, [good, "--fail-on", "critical"]),
            (0, [quiet, "--fail-on", "info"]),
            (3, [good, missing, "--fail-on", "high"]),
        ])
        {
            var run = await Rootwatch.RunAsync(["scan", .. arguments]);
            Assert.True(code == run.ExitCode, $"{string.Join(' ', arguments)}: {run.ExitCode}\n{run.Error}");
            Assert.Equal(code is 1 or 2 || arguments.Contains(missing), run.Error.Contains("rootwatch: ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("RW-S4", "there is no rule 'RW-S4'; did you mean 'RW-S04'?")]
    [InlineData("nonsense", "there is no rule 'nonsense'; 'rootwatch rule list' shows them all")]
    [InlineData("SIGMA-8ad1600d-0000", "there is no rule 'SIGMA-8ad1600d-0000'; --sigma names rules of your own, and 'rootwatch sigma check' shows their ids")]
    public async Task Findings_of_a_rule_that_there_is_not_are_not_looked_for(string id, string message)
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(Records.SignIn(1))), "--rule", "RW-S01", "--rule", id);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal($"rootwatch: {message}", run.ErrorLines[0]);
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("rule", "test")]
    public async Task The_help_of_what_reads_files_names_the_rules_that_find_nothing_there(params string[] command)
    {
        var run = await Rootwatch.RunAsync([.. command, "--help"]);
        Assert.Contains("(RW-X04 to RW-X12, RW-G01 to RW-G14, RW-Q05, RW-Q06) find nothing\nhere", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_input_is_no_success_and_a_page_without_events_is_one()
    {
        foreach (var (code, arguments) in ((int, string[])[])
        [
            (1, ["-"]),
            (1, ["/dev/null"]),
            (1, [_folder.Write("empty.json", "")]),
            (1, [_folder.Write("blank.json", "\uFEFF\r\n "), "-"]),
            (1, [_folder.Write("empty.gz", TemporaryFolder.Gzip(""))]),
            (0, [_folder.Write("page.json", "{\"Events\":[]}"), "-"]),
            (0, [_folder.Write("array.json", "[]")]),
        ])
        {
            var run = await Rootwatch.RunAsync([], null, ["scan", .. arguments]);
            Assert.Equal((code, "", 0L), (run.ExitCode, run.Out, run.Total("records")));
            Assert.Equal(code == 1, run.ErrorLines.Contains("rootwatch: the input is empty; see whether what makes it has failed."));
        }
    }

    [Theory]
    [InlineData("gz", 8)]
    [InlineData("json", 0)]
    public async Task A_named_file_that_is_damaged_or_cut_off_gives_what_it_has_and_is_no_success(string ending, int checksumAt)
    {
        var text = Records.Lines([.. Enumerable.Range(1, 3).Select(n => Records.SignIn(n))]);
        var packed = TemporaryFolder.Gzip(text);
        packed[^Math.Max(checksumAt, 1)] ^= 0xff;
        var path = _folder.Write("damaged." + ending, checksumAt > 0 ? packed : Encoding.UTF8.GetBytes(text[..^20]));

        var run = await Rootwatch.RunAsync("scan", path, "--format", "json");
        Assert.Equal((1, checksumAt > 0 ? 3L : 2L), (run.ExitCode, run.Total("records")));
        Assert.Contains(run.ErrorLines, line => line.StartsWith($"unreadable: {path}:", StringComparison.Ordinal) && line.EndsWith(checksumAt > 0 ? ": bad_gzip" : ": truncated", StringComparison.Ordinal));
        Assert.StartsWith("rootwatch: not every named path could be read to its end", run.ErrorLines[^1]);

        // Of a directory the rest is read, and that is not all that was named.
        _folder.Write("good.json", Records.Lines(Records.SignIn(9)));
        run = await Rootwatch.RunAsync("scan", _folder.Path, "--fail-on", "critical");
        Assert.Equal((1, checksumAt > 0 ? 4L : 3L), (run.ExitCode, run.Total("records")));
        Assert.StartsWith("rootwatch: not every named path could be read to its end", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task What_is_no_log_at_all_in_a_directory_is_no_loss()
    {
        _folder.Write("good.json", Records.Lines(Records.SignIn(1)));
        _folder.Write("README.md", "hello");
        _folder.Write("report.pdf", "%PDF-1.7\0");
        _folder.Write("notes.json", "hello\n");
        _folder.Write("picture.json", [0x89, 0x50, 0x4e, 0x47, 0, 0, 0]);
        Assert.Equal(0, (await Rootwatch.RunAsync("scan", _folder.Path)).ExitCode);
    }

    [Fact]
    public async Task What_is_passed_over_or_cannot_be_read_is_named_with_what_to_do()
    {
        for (var n = 1; n <= 5; n++)
        {
            _folder.Write($"a/{n}_CloudTrail-Digest_x.json.gz", "{}");
        }

        _folder.Write("a/notes.txt", "x");
        var zip = _folder.Write("a/b.json", "PK\u0003\u0004");
        var run = await Rootwatch.RunAsync("scan", _folder.File("a"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"passed over: {_folder.File("a/1_CloudTrail-Digest_x.json.gz")}: CloudTrail digest, holds no events", run.ErrorLines);
        Assert.Contains("passed over: and 2 more: CloudTrail digest, holds no events", run.ErrorLines);
        Assert.Contains($"passed over: {_folder.File("a/notes.txt")}: not .json, .jsonl, .ndjson or .gz", run.ErrorLines);
        Assert.Contains($"unreadable: {zip}: zip", run.ErrorLines);
        Assert.Contains("zip: unpack it: unzip -p FILE | rootwatch scan -", run.ErrorLines);
        Assert.StartsWith($"rootwatch: no file under {_folder.File("a")} could be read;", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task A_record_that_does_not_plainly_say_who_did_it_is_told_and_not_taken_for_somebody_elses()
    {
        var record = Records.SignIn(1, record => record["userIdentity"] = record["userIdentity"]!.ToJsonString());
        var other = Records.SignInOfUserCalledRoot(2);
        other["eventName"] = "GetSessionToken";
        other["userIdentity"] = "{type=IAMUser, username=root}";
        var text = Records.Lines(record, other, Records.SignIn(3), other);
        foreach (var path in (string[])[_folder.Write("a.jsonl", text), _folder.Write("b.json", Records.LogFile(record, (JsonObject)other.DeepClone(), Records.SignIn(3), (JsonObject)other.DeepClone()))])
        {
            var run = await Rootwatch.RunAsync("scan", path);
            Assert.Contains("unreadable    3 (identity_unreadable 3)", run.ErrorLines);
            Assert.Contains(run.ErrorLines, line => line.StartsWith("identity_unreadable: ", StringComparison.Ordinal));
            Assert.Equal((1, 1), (run.Total("records"), run.Total("root records")));
        }
    }

    [Fact]
    public async Task Records_inside_of_something_else_are_told_with_the_line_that_takes_them_out()
    {
        var text = Records.SignIn(1).ToJsonString();
        JsonObject[] holders =
        [
            new() { ["Messages"] = new JsonArray(new JsonObject { ["ReceiptHandle"] = "x", ["Body"] = new JsonObject { ["detail"] = Records.SignIn(1) }.ToJsonString() }) },
            new() { ["Type"] = "Notification", ["Message"] = text },
            new() { ["results"] = new JsonArray(new JsonArray(new JsonObject { ["field"] = "@message", ["value"] = text })), ["status"] = "Complete" },
            new() { ["QueryResultRows"] = new JsonArray(new JsonArray(new JsonObject { ["eventJson"] = text })) },
            new() { ["hits"] = new JsonObject { ["hits"] = new JsonArray(new JsonObject { ["_source"] = Records.SignIn(1) }) } },
            new() { ["preview"] = false, ["result"] = new JsonObject { ["_raw"] = text } },
        ];
        foreach (var holder in holders)
        {
            var path = _folder.Write("a.json", holder.ToJsonString());
            var run = await Rootwatch.RunAsync("scan", path);
            Assert.Contains("unreadable    1 (records_inside 1)", run.ErrorLines);
            var told = run.ErrorLines.Single(line => line.StartsWith("records_inside: ", StringComparison.Ordinal));
            var command = told[told.IndexOf("jq ", StringComparison.Ordinal)..].Replace("FILE | rootwatch ", $"'{path}' | '{Rootwatch.Executable}' ", StringComparison.Ordinal);
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains("root records  1 (human 1)", await error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"awslogs":{"data":"H4sI"}}""", "lambda_event")]
    [InlineData("""{"metadata":{"product":{"name":"CloudTrail"}},"class_uid":3005}""", "ocsf")]
    [InlineData("""{"eventversion":"1.08","useridentity":"{type=Root}","eventname":"ConsoleLogin"}""", "lower_case")]
    [InlineData("""{"hello":"world"}""", "not_a_record")]
    public async Task What_is_no_record_is_told_by_what_it_is(string text, string reason)
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", text));
        Assert.Contains($"unreadable    1 ({reason} 1)", run.ErrorLines);
        Assert.Equal(reason != "not_a_record", run.ErrorLines.Any(line => line.StartsWith(reason + ": ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Insights_are_counted_as_what_they_are()
    {
        const string Insight = """{"eventVersion":"1.07","eventTime":"2026-03-01T10:00:00Z","awsRegion":"us-east-1","eventID":"e","eventType":"AwsCloudTrailInsight","recipientAccountId":"111122223333","sharedEventID":"s","insightDetails":{"state":"Start","eventSource":"iam.amazonaws.com","eventName":"GetUser","insightType":"ApiCallRateInsight"},"eventCategory":"Insight"}""";
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", "{\"Records\":[" + Insight + "," + Insight + "]}"));
        Assert.Equal((0, 0L), (run.ExitCode, run.Total("unreadable")));
        Assert.Contains("records       0 (and 2 of CloudTrail Insights or aggregated, which tell of no single call)", run.ErrorLines);

        // EventBridge's envelope is opened; whatever else holds one may hold records, too, and is none.
        var holders = $$$"""{"detail-type":"AWS Insight via CloudTrail","detail":{{{Insight}}}}{"CloudTrailEvent":{{{JsonSerializer.Serialize("\uFEFF" + Insight)}}}}{"hits":[{"_source":{{{Insight}}}},{"_source":{{{Records.SignIn(1).ToJsonString()}}}}]}""";
        run = await Rootwatch.RunAsync("scan", _folder.Write("b.json", holders));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("records       0 (and 2 of CloudTrail Insights or aggregated, which tell of no single call)", run.ErrorLines);
        Assert.Contains("unreadable    1 (records_inside 1)", run.ErrorLines);
    }

    [Theory]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("24h", "7d")]
    public async Task A_span_in_which_nothing_can_lie_is_refused(string since, string until)
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(Records.SignIn(1))), "--since", since, "--until", until);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("--since has to be before --until", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_in_a_record_or_in_a_file_name_can_drive_the_terminal(string format)
    {
        const string Evil = "\e[2J\e]0;x\a\u0085\u009b31m\u202eevil\u2066\u2028\r\n\u0000\u200b";
        var record = Records.SignIn(1, record =>
        {
            foreach (var name in (string[])["awsRegion", "userAgent", "sourceIPAddress", "recipientAccountId", "eventID"])
            {
                record[name] = Evil;
            }
        });
        _folder.Write("a\e[31m\nb.json", Records.Lines(record) + "oops\n");
        var run = await Rootwatch.RunAsync("scan", _folder.Path, "--format", format);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("RW-S01", run.Out, StringComparison.Ordinal);
        foreach (var shown in (string[])[run.Out, run.Error])
        {
            Assert.DoesNotContain(shown, c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u2066' or '\u2028' or '\u200b'));
        }

        Assert.Contains("a\\u001b[31m\\u000ab.json:2: not_json", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_is_coloured_on_a_terminal_only_and_not_against_NO_COLOR()
    {
        var path = _folder.Write("a.json", Records.Lines(Records.SignIn(1)));
        Assert.DoesNotContain('\e', (await Rootwatch.RunAsync("scan", path)).Out);
        Assert.Contains("\e[1;31mHIGH", (await RunOnTerminalAsync(null, "scan", path)).Out, StringComparison.Ordinal);
        // .NET tells a terminal its keypad mode, which is no colour.
        Assert.DoesNotMatch("\e\\[[0-9;]*m", (await RunOnTerminalAsync(new() { ["NO_COLOR"] = "1" }, "scan", path)).Out);
    }

    [Fact]
    public async Task A_long_scan_shows_its_progress_on_a_terminal()
    {
        // With a blank that no trail has, so that each has to be read in full.
        var record = Records.SignInOfUserCalledRoot(1).ToJsonString().Insert(1, " ");
        var path = _folder.File("long.json");
        await using (var file = new StreamWriter(path))
        {
            for (var i = 0; i < 300_000; i++)
            {
                file.WriteLine(record);
            }
        }

        var run = await RunOnTerminalAsync(null, "scan", path);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("\\[#*\\.*\\] +[0-9]+ %", run.Out);
        Assert.DoesNotContain('\r', (await Rootwatch.RunAsync("scan", path)).Error);
    }

    [Fact]
    public async Task Judging_what_is_all_roots_shows_its_progress_too()
    {
        var path = _folder.Write("root.json", Records.Lines([.. Enumerable.Range(1, 20_000).Select(n => Records.SignIn(n))]));
        var run = await RunOnTerminalAsync(null, "scan", path, "--rule", "RW-X01");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("\\[#*\\.*\\] +[0-9]+ %  [1-9][0-9]?,000/20,000 events judged", run.Out);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_scan_and_says_that_it_is_not_whole()
    {
        using var program = Rootwatch.Start(null, "scan", "-");
        var record = Records.SignIn(1).ToJsonString() + "\n";
        // A pipe holds 64 kB: once more than that is written the scan is known to be reading.
        for (var i = 0; i < 1000; i++)
        {
            await program.WriteAsync(record);
        }

        program.Interrupt();
        await program.WriteAsync(record);
        var run = await program.EndAsync();
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("rootwatch: interrupted", run.Error, StringComparison.Ordinal);
    }

    private static int Number(string line) =>
        int.Parse(JsonDocument.Parse(line).RootElement.GetProperty("eventId").GetString()![^12..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Root may read everything; without these two capabilities it is like anybody else.</summary>
    private static async Task<Run> RunUnprivilegedAsync(params string[] arguments)
    {
        if (Environment.UserName != "root")
        {
            return await Rootwatch.RunAsync(arguments);
        }

        const string Dropped = "-dac_override,-dac_read_search";
        using var program = Rootwatch.Start("setpriv", null, ["--bounding-set", Dropped, "--inh-caps", Dropped, Rootwatch.Executable, .. arguments]);
        return await program.EndAsync();
    }

    /// <summary>Both streams go to a terminal of 80 columns; its newlines are CR LF.</summary>
    private static async Task<Run> RunOnTerminalAsync(Dictionary<string, string>? environment, params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend(Rootwatch.Executable).Select(argument => $"'{argument}'"));
        environment ??= [];
        environment["TERM"] = "xterm";
        using var program = Rootwatch.Start("script", environment, "-qec", command, "/dev/null");
        return await program.EndAsync();
    }
}
