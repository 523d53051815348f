using System.Text.Json;
using RootWatch.Detection.Posture;
using RootWatch.V1;
using PostureStatus = RootWatch.V1.PostureStatus;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>"A documented, tested incident response plan": tried with a sign-in that nobody made, by the command line.</summary>
[Collection(nameof(Stories))]
public sealed class DrillTests(StoryServer server)
{
    [Fact]
    public async Task The_alert_is_as_of_a_real_sign_in_the_plan_counts_as_tried_and_root_as_not_used()
    {
        Story story = new(server, nameof(DrillTests));
        await story.AttestAllBut(AttestationSubjects.Drill);
        await story.Settled();
        IReadOnlyList<string> counted = await story.Counted();
        Assert.Equal("PASS PASS PASS PASS PASS PASS UNKNOWN", await story.Checklist());
        Assert.Contains("P27", await story.Checks(PostureStatus.Unknown), StringComparison.Ordinal);

        string id = Text(await story.Cli("drill", "start", "--account", story.Account.Id, "--purpose", "the night shift", "--output", "json"), "drillId");
        DrillService.DrillServiceClient drills = new(server.Channel);
        bool raised = await Eventually.Holds(TimeSpan.FromMinutes(3), async () =>
            (await drills.GetDrillAsync(new() { DrillId = id }, StoryServer.As("bob"))).Drill.Status == DrillStatus.Raised);
        Assert.True(raised, $"no alert was raised of {id}; {await story.Watched()}\n{server.Program.Output}");
        await server.Program.Until("the drill's alerts are told", TimeSpan.FromMinutes(1), async () => (await story.Alerts()).Count == 2);
        Assert.Equal("seen", Text(await story.CliAs("carol", "drill", "seen", id, "--output", "json"), "status"));
        Assert.Equal("dave", Text(await story.CliAs("dave", "drill", "acknowledge", id, "--output", "json"), "acknowledgedBy"));
        Assert.Equal("passed", Text(await story.Cli("drill", "close", id, "--note", "the second number is out of date", "--output", "json"), "status"));
        await story.Settled();

        Assert.Equal(
            [("RW-S01", Severity.High, id, "DRILL: "), ("RW-S02", Severity.Critical, id, "DRILL: ")],
            (await story.Alerts()).Select(alert => (alert.RuleId, alert.Severity, alert.DrillId, alert.Title[..7])));
        Assert.Equal("", await story.Checks(PostureStatus.Fail));
        Assert.Contains("P05", await story.Checks(PostureStatus.Pass), StringComparison.Ordinal);
        Assert.Contains("P27", await story.Checks(PostureStatus.Pass), StringComparison.Ordinal);
        Assert.Equal("PASS PASS PASS PASS PASS PASS PASS", await story.Checklist());
        Account account = await story.Watched();
        Assert.Equal((0, 0), (account.EventsRead, account.AlertsRaised));
        Assert.Equal(counted, await story.Counted());
        JsonElement report = await story.Report();
        Assert.Equal("points 7/0/0/0; alerts 0/0/0/0/0; windows 0 0; drills 1 1; changes 0; blind 0", Story.Sums(report));
        JsonElement drill = Assert.Single(report.GetProperty("drills").EnumerateArray());
        Assert.Equal(
            (id, "bob", "carol", "dave", "bob"),
            (drill.GetProperty("drillId").GetString(), drill.GetProperty("startedBy").GetString(), drill.GetProperty("seenBy").GetString(), drill.GetProperty("acknowledgedBy").GetString(), drill.GetProperty("closedBy").GetString()));
    }

    private static string Text(string json, string name) => JsonElement.Parse(json).GetProperty(name).GetString()!;
}
