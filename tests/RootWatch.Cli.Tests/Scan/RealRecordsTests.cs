using System.Text.Json;
using RootWatch.Detection;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Tests.Scan;

/// <summary>Over the public records beside the repository; what must be found is read from them without our decoder.</summary>
public sealed class RealRecordsTests
{
    [Fact]
    public async Task All_files_are_read_and_nothing_in_them_is_unreadable()
    {
        var run = await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Directory.GetFiles(Repository.RealRecords, "*.jsonl").Length, run.Total("files"));
        Assert.Equal(Read("*.jsonl").Count(), run.Total("records"));
        Assert.Equal(Read("*.jsonl").Count(record => IsRoot(record)), run.Total("root records"));
        Assert.Equal(0, run.Total("unreadable"));
        Assert.Equal(run.OutLines.Length, run.Total("findings"));
        Assert.Equal(run.Out, (await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "json")).Out);
    }

    [Fact]
    public async Task The_sign_ins_password_changes_and_MFA_devices_of_root_are_found()
    {
        var run = await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "json");
        var found = run.OutLines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(finding => (Text(finding, "ruleId"), Text(finding, "eventId"))).ToHashSet();
        var root = Read("*.jsonl").Where(record => IsRoot(record) && Text(record.GetProperty("userIdentity"), "arn").EndsWith(":root", StringComparison.Ordinal)).ToList();
        Expect("RW-S01", record => Text(record, "eventName") == "ConsoleLogin" && Outcome(record) == "Success");
        Expect("RW-S03", record => Text(record, "eventName") == "ConsoleLogin" && Outcome(record) == "Failure");
        Expect("RW-C03", record => Text(record, "eventName") == "PasswordUpdated" && Text(record.GetProperty("responseElements"), "PasswordUpdated") == "Success");
        Expect("RW-C12", record => Text(record, "eventName") == "EnableMFADevice");
        Expect("RW-C07", record => Text(record.GetProperty("userIdentity"), "accessKeyId").StartsWith("AKIA", StringComparison.Ordinal));

        void Expect(string ruleId, Func<JsonElement, bool> condition)
        {
            var expected = root.Where(condition).Select(record => Text(record, "eventID")).ToList();
            Assert.NotEmpty(expected);
            Assert.All(expected, eventId => Assert.Contains((ruleId, eventId), found));
        }
    }

    [Fact]
    public async Task What_Auto_Scaling_did_in_roots_name_is_no_alert()
    {
        var run = await Rootwatch.RunAsync("scan", Path.Combine(Repository.RealRecords, "zalando-fullstop.jsonl"), "--format", "json");
        Assert.Equal((0, 24L, 16L), (run.ExitCode, run.Total("records"), run.Total("root records")));
        var scaling = Read("zalando-fullstop.jsonl")
            .Where(record => Text(record.GetProperty("userIdentity"), "invokedBy") == "autoscaling.amazonaws.com")
            .Select(record => Text(record, "eventID")).ToHashSet();
        Assert.NotEmpty(scaling);
        Assert.DoesNotContain(run.OutLines, line => scaling.Contains(Text(JsonDocument.Parse(line).RootElement, "eventId")));
    }

    [Fact]
    public async Task Standard_input_packed_or_not_gives_what_the_files_give()
    {
        var files = Directory.GetFiles(Repository.RealRecords, "*.jsonl").Order(StringComparer.Ordinal).ToArray();
        var all = files.SelectMany(File.ReadAllBytes).ToArray();
        var expected = (await Rootwatch.RunAsync("scan", Repository.RealRecords, "--format", "json")).Out;
        Assert.Equal(expected, (await Rootwatch.RunAsync(all, null, "scan", "-", "--format", "json")).Out);
        Assert.Equal(expected, (await Rootwatch.RunAsync(TemporaryFolder.Gzip(all), null, "scan", "-", "--format", "json")).Out);
    }

    [Fact]
    public void Events_that_are_not_kept_until_the_end_would_have_changed_nothing()
    {
        var events = Directory.GetFiles(Repository.RealRecords, "*.jsonl").SelectMany(File.ReadLines)
            .Select(line => EventDecoder.Decode(line).Event!).ToList();
        var subject = new WatchSubject("acme", "111122223333", DateTimeOffset.UnixEpoch);
        var all = AccountWatch.Advance(WatchState.Empty, subject, events, DateTimeOffset.UnixEpoch);
        var kept = events.Where(e => EventRelevance.MayMatter(e, subject.RoleName)).ToList();
        var some = AccountWatch.Advance(WatchState.Empty, subject, kept, DateTimeOffset.UnixEpoch);
        Assert.InRange(kept.Count, 1, events.Count / 10);
        Assert.Equal(JsonSerializer.Serialize(all.Alerts), JsonSerializer.Serialize(some.Alerts));
        Assert.Equal(JsonSerializer.Serialize(all.State), JsonSerializer.Serialize(some.State));
    }

    [Fact]
    public void An_event_about_a_device_that_only_the_state_may_know_is_kept()
    {
        var e = EventDecoder.Decode(
            """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/eve"},"eventTime":"2026-01-01T00:00:00Z","eventSource":"iam.amazonaws.com","eventName":"DeleteVirtualMFADevice","requestParameters":{"serialNumber":"arn:aws:iam::111122223333:mfa/phone"}}""").Event!;
        Assert.True(EventRelevance.MayMatter(e));
        Assert.False(EventRelevance.MayMatter(e with { EventName = "ListVirtualMFADevices" }));
    }

    /// <summary>The records, taken out of the labelled rows that one file holds.</summary>
    private static IEnumerable<JsonElement> Read(string pattern) => Directory.GetFiles(Repository.RealRecords, pattern)
        .SelectMany(File.ReadLines)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(record => record.TryGetProperty("rule", out _) && record.TryGetProperty("event", out var labelled) ? labelled : record);

    private static bool IsRoot(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("userIdentity", out var identity) && Text(identity, "type") == "Root";

    private static string Outcome(JsonElement record) => Text(record.GetProperty("responseElements"), "ConsoleLogin");

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
