using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RootWatch.Cli.Tests.Scan;

public sealed partial class ScanFormatsTests : IDisposable
{
    private const string Hostile = "</td><script>alert(1)</script>\"'<img src=x onerror=alert(1)>\u202e\u0007&amp;";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Schema 1.9.0: what class detection_finding, profile cloud and the objects used here require, without those of optional objects that we leave out.</summary>
    public static TheoryData<string, string[]> Required => new()
    {
        { "", ["activity_id", "category_uid", "class_uid", "severity_id", "time", "type_uid", "metadata", "finding_info", "cloud"] },
        { "metadata", ["version", "product"] },
        { "metadata/product", ["name", "vendor_name"] },
        { "finding_info", ["uid"] },
        { "finding_info/analytic", ["type_id"] },
        { "finding_info/related_events/0", ["uid"] },
        { "finding_info/attacks/0", ["technique"] },
        { "cloud", ["provider"] },
        { "evidences/0/api", ["operation"] },
    };

    [Theory]
    [MemberData(nameof(Required))]
    public async Task An_OCSF_finding_has_what_the_schema_requires(string place, string[] members)
    {
        var run = await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "ocsf");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.OutLines.Length, run.Total("findings"));
        foreach (var finding in run.OutLines.Select(line => JsonNode.Parse(line)!))
        {
            var at = place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(finding, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
            Assert.All(members, member => Assert.NotNull(at[member]));
        }
    }

    [Fact]
    public async Task An_OCSF_finding_leaves_out_what_its_event_does_not_tell_and_is_of_no_time_long_ago()
    {
        var path = _folder.Write("a.json", Records.Lines(Records.SignIn(1, record =>
        {
            foreach (var member in (string[])["eventTime", "awsRegion", "eventID", "sourceIPAddress", "userAgent"])
            {
                record.Remove(member);
            }
        })));
        var findings = (await Rootwatch.RunAsync("scan", path, "--format", "ocsf")).OutLines.Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.NotEmpty(findings);
        foreach (var finding in findings)
        {
            Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds((long)finding["time"]!), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
            Assert.DoesNotContain("\"\"", finding.ToJsonString(), StringComparison.Ordinal);
            Assert.Null(finding["cloud"]!["region"]);
        }
    }

    [Fact]
    public async Task An_OCSF_finding_of_which_only_the_user_agent_is_known_has_no_evidence()
    {
        // at_least_one of the schema's evidences object does not list http_request.
        var record = Call(1, "iam.amazonaws.com", "", "2024-10-04T01:00:00Z");
        record["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE";
        record["userIdentity"]!.AsObject().Remove("sessionContext");
        record.Remove("sourceIPAddress");
        var path = _folder.Write("a.json", Records.Lines(record));
        var findings = (await Rootwatch.RunAsync("scan", path, "--format", "ocsf")).OutLines.Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Null(finding["evidences"]));
    }

    [Fact]
    public async Task An_OCSF_finding_of_a_Sigma_rule_has_the_techniques_of_its_tags()
    {
        var rule = _folder.Write("a.yml", "title: x\nlogsource: {product: aws, service: cloudtrail}\ntags: [attack.persistence, attack.t1098.001, attack.t1078]\ndetection: {a: {eventName: ConsoleLogin}, condition: a}\n");
        var path = _folder.Write("a.json", Records.Lines(Records.SignInOfUserCalledRoot(1)));
        var finding = JsonNode.Parse(Assert.Single((await Rootwatch.RunAsync("scan", path, "--sigma", rule, "--format", "ocsf")).OutLines))!;
        Assert.Equal(["T1098/T1098.001", "T1078/"], finding["finding_info"]!["attacks"]!.AsArray().Select(attack => $"{attack!["technique"]!["uid"]}/{attack["sub_technique"]?["uid"]}"));
    }

    [Fact]
    public async Task An_OCSF_finding_says_what_the_JSON_of_the_same_finding_says()
    {
        var path = _folder.Write("a.json", Records.Lines([.. Enumerable.Range(1, 5).Select(n => Records.SignIn(n, record => record["additionalEventData"]!["MFAUsed"] = "No"))]));
        var plain = (await Rootwatch.RunAsync("scan", path, "--format", "json")).OutLines;
        var ocsf = (await Rootwatch.RunAsync("scan", path, "--format", "ocsf")).OutLines;
        Assert.Equal(plain.Length, ocsf.Length);
        foreach (var (a, b) in plain.Zip(ocsf).Select(pair => (JsonNode.Parse(pair.First)!, JsonNode.Parse(pair.Second)!)))
        {
            Assert.Equal((2, 2004, 1, 200401), ((int)b["category_uid"]!, (int)b["class_uid"]!, (int)b["activity_id"]!, (int)b["type_uid"]!));
            Assert.Equal(Array.IndexOf(["unknown", "info", "low", "medium", "high", "critical"], (string)a["severity"]!), (int)b["severity_id"]!);
            Assert.Equal(DateTimeOffset.Parse((string)a["eventTime"]!, null), DateTimeOffset.FromUnixTimeMilliseconds((long)b["time"]!));
            Assert.Equal((string)a["ruleId"]!, (string)b["finding_info"]!["analytic"]!["uid"]!);
            Assert.Equal((string)a["accountId"]!, (string)b["cloud"]!["account"]!["uid"]!);
            Assert.Equal((string)a["eventId"]!, (string)b["finding_info"]!["related_events"]![0]!["uid"]!);
            Assert.Equal((int)a["score"]!, (int)b["risk_score"]!);
            Assert.True(JsonNode.DeepEquals(a["reasons"], b["unmapped"]!["reasons"]));
            Assert.Equal("192.0.2.7", (string)b["evidences"]![0]!["src_endpoint"]!["ip"]!);
        }
    }

    [Fact]
    public async Task The_report_shows_findings_and_sessions_and_needs_nothing_besides_itself()
    {
        var began = "2024-10-04T01:00:00Z";
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(
            Records.SignIn(1),
            Call(2, "iam.amazonaws.com", "CreateUser", began),
            Call(3, "ec2.amazonaws.com", "DescribeVpcs", began),
            Records.SignIn(30, record => record["recipientAccountId"] = "444455556666"))), "--format", "html");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Account 111122223333", run.Out, StringComparison.Ordinal);
        Assert.Contains("Account 444455556666", run.Out, StringComparison.Ordinal);
        Assert.Contains("RW-S01", run.Out, StringComparison.Ordinal);
        // One session: the sign-in and the two calls that carry its time.
        Assert.Contains("Signed in 2024-10-04 01:00:00, with MFA; 3 events until 2024-10-04 03:00:00, 1 changes, 0 refused", run.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), run.Out);
        Assert.Contains("default-src 'none'", run.Out, StringComparison.Ordinal);
        IsWellFormed(run.Out);
    }

    [Fact]
    public async Task A_thousand_changes_that_root_makes_hide_nothing_that_is_worse_in_the_report()
    {
        // More than there is room for: of findings, and of events of one session.
        const int Changes = 1100;
        const string Session = "2024-10-04T01:00:00Z";
        var records = Enumerable.Range(1, Changes).Select(n => Call(n, "ec2.amazonaws.com", "CreateTags", Session))
            .Append(Call(Changes + 1, "cloudtrail.amazonaws.com", "StopLogging", Session)).ToArray();
        var path = _folder.Write("a.json", Records.Lines(records));
        var findings = (await Rootwatch.RunAsync("scan", path, "--format", "json")).OutLines.Select(line => (string)JsonNode.Parse(line)!["severity"]!).ToArray();
        var page = (await Rootwatch.RunAsync("scan", path, "--format", "html")).Out;

        foreach (var severity in findings.Distinct())
        {
            var shown = Regex.Count(page, $"<td><b class=\"{severity}\">");
            var said = Regex.Match(page, $"<tr class=\"finding {severity}\"><td colspan=\"5\" class=\"warning\">and ([0-9]+) more of severity {severity}:").Groups[1].Value;
            Assert.Equal(findings.Count(other => other == severity), shown + (said.Length > 0 ? int.Parse(said, null) : 0));
            Assert.True(said.Length == 0 || severity is not ("critical" or "high"), severity);
        }

        Assert.Contains("more of severity", page, StringComparison.Ordinal);
        Assert.Contains("<td>cloudtrail.amazonaws.com StopLogging<td>", page, StringComparison.Ordinal);
        Assert.Matches("and 601 more events \\([a-z]+ 601\\)</p>", page);
        var times = Regex.Matches(page, "<tr class=\"finding [a-z]+\"><td>([-0-9: ]+)<td>").Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(1000, times.Length);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        IsWellFormed(page);
    }

    [Fact]
    public async Task The_session_with_the_worst_finding_is_in_the_report_however_many_come_before_it()
    {
        const int Sessions = 210;
        static string Began(int n) => DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var records = Enumerable.Range(1, Sessions).Select(n => Call(n, "ec2.amazonaws.com", "DescribeVpcs", Began(n)))
            .Append(Call(Sessions + 1, "cloudtrail.amazonaws.com", "StopLogging", Began(Sessions + 1)));
        var page = (await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines([.. records])), "--format", "html")).Out;
        Assert.Equal(200, Regex.Count(page, "<details class=\"session\">"));
        Assert.Contains("<td>cloudtrail.amazonaws.com StopLogging<td>", page, StringComparison.Ordinal);
        Assert.Matches("and 11 more sessions \\(.* 11\\): choose some", page);
    }

    [Fact]
    public async Task The_accounts_that_the_report_leaves_out_are_none_worse_than_those_it_shows()
    {
        // All with one critical finding, and the one that sorts last with two.
        var records = Enumerable.Range(0, 201).SelectMany(n => Enumerable.Range(0, n == 200 ? 2 : 1).Select(_ => n)).Select((account, n) =>
        {
            var record = Call(n, "cloudtrail.amazonaws.com", "StopLogging", "2024-10-04T01:00:00Z");
            record["recipientAccountId"] = $"{100_000_000_000 + account}";
            record["eventTime"] = "2024-10-04T02:00:00Z";
            return record;
        });
        var page = (await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines([.. records])), "--format", "html")).Out;
        Assert.StartsWith("Account 100000000200", page[(page.IndexOf("<h2>", StringComparison.Ordinal) + 4)..], StringComparison.Ordinal);
        Assert.DoesNotContain("Account 100000000199", page, StringComparison.Ordinal);
        Assert.Matches("and 1 more accounts, none worse than those above \\(critical [0-9]+.*\\): choose some with --account", page);
    }

    [Fact]
    public async Task Nothing_in_a_record_can_become_markup()
    {
        var record = Records.SignIn(1, record =>
        {
            foreach (var name in (string[])["userAgent", "awsRegion", "sourceIPAddress", "eventID", "errorMessage", "errorCode", "recipientAccountId"])
            {
                record[name] = Hostile;
            }
        });
        var call = Call(2, Hostile, Hostile, "2024-10-04T01:00:00Z");
        call["recipientAccountId"] = Hostile;
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(record, call)), "--format", "html");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("&lt;script&gt;", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", run.Out, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", run.Out, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', run.Out);
        Assert.DoesNotContain('\u0007', run.Out);
        Assert.DoesNotMatch(Outside(), run.Out);
        IsWellFormed(run.Out);
    }

    [Fact]
    public async Task A_report_of_nothing_and_of_all_public_records_can_be_made()
    {
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", Records.Lines(Records.SignInOfUserCalledRoot(1))), "--format", "html");
        Assert.EndsWith("</body></html>\n", run.Out, StringComparison.Ordinal);
        IsWellFormed(run.Out);
        run = await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "html");
        Assert.Equal(0, run.ExitCode);
        IsWellFormed(run.Out);
    }

    private static JsonObject Call(int n, string source, string name, string session) => Records.SignIn(n, record =>
    {
        record["eventSource"] = source;
        record["eventName"] = name;
        record["eventType"] = "AwsApiCall";
        record["readOnly"] = name.StartsWith("Describe", StringComparison.Ordinal);
        record.Remove("responseElements");
        record.Remove("additionalEventData");
        record["userIdentity"]!["accessKeyId"] = "ASIAEXAMPLE";
        record["userIdentity"]!["sessionContext"] = new JsonObject { ["attributes"] = new JsonObject { ["creationDate"] = session, ["mfaAuthenticated"] = "true" } };
    });

    /// <summary>Every element that needs an end has one, in order; th, td, tr and li may leave theirs out.</summary>
    private static void IsWellFormed(string html)
    {
        string[] open = [];
        foreach (Match tag in Tag().Matches(html))
        {
            var name = tag.Groups[2].Value;
            if (name is "meta" or "br" or "input" or "th" or "td" or "tr" or "li" or "!DOCTYPE" || tag.Value.EndsWith("/>", StringComparison.Ordinal))
            {
                continue;
            }

            if (tag.Groups[1].Length == 0)
            {
                open = [.. open, name];
            }
            else
            {
                Assert.Equal(name, open[^1]);
                open = open[..^1];
            }
        }

        Assert.Empty(open);
    }

    [GeneratedRegex("<(/?)([!a-zA-Z0-9]+)[^>]*>")]
    private static partial Regex Tag();

    /// <summary>What a browser would fetch or run.</summary>
    [GeneratedRegex("<(script|img|link|iframe|object|embed|base|form)|https?://| on[a-z]+=\"|url\\(|@import|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
