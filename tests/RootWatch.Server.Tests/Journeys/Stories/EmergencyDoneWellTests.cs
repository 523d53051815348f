using System.Text.Json;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>"What to do during emergencies": agreed beforehand, short, nothing besides, signed out, rotated and reviewed.</summary>
[Collection(nameof(Stories))]
public sealed class EmergencyDoneWellTests(StoryServer server)
{
    [Fact]
    public async Task What_the_window_allows_is_expected_and_somebody_looks_back()
    {
        Story story = new(server, nameof(EmergencyDoneWellTests));
        await story.AttestAllBut();
        await story.Settled();
        string id = await story.OpenWindow("ec2/RunInstances", "ec2/AttachVolume");
        story.SignIn();
        story.Call("ec2", "DescribeInstances", readOnly: true);
        story.Call("ec2", "RunInstances");
        story.Call("ec2", "AttachVolume");
        story.ChangePassword();
        await story.Read();
        EmergencyWindow closed = (await story.Windows.CloseWindowAsync(new() { WindowId = id }, StoryServer.As("bob"))).Window;
        await story.ReadUpTo(closed.ClosedAt.ToDateTimeOffset().AddSeconds(1));
        await story.Windows.ReviewWindowAsync(new() { WindowId = id, Note = "one instance, meant", SignOutConfirmed = true }, StoryServer.As("carol"));
        await story.Settled();

        // RW-G06: that a drill was held is attested only once the account is watched.
        Assert.Equal("RW-A01 x2, RW-A07 x3, RW-C03, RW-G06, RW-G10, RW-G12, RW-G13, RW-S01, RW-S10, RW-X07", await story.Told());
        Assert.Equal("", await story.Told(Severity.Critical));
        Assert.Equal("RW-X07", await story.Told(Severity.High));
        Assert.All((await story.Alerts()).Where(alert => alert.RuleId is "RW-S01" or "RW-A01" or "RW-C03"), alert => Assert.Equal((true, Severity.Info, id), (alert.Expected, alert.Severity, alert.WindowId)));
        Assert.Equal("P05", await story.Checks(PostureStatus.Fail));
        Assert.Equal("PASS PASS FAIL PASS PASS PASS PASS", await story.Checklist());
        JsonElement report = await story.Report();
        Assert.Equal("points 6/1/0/0; alerts 0/1/2/3/7; windows 1 0; drills 0 0; changes 2; blind 0", Story.Sums(report));
        JsonElement window = Assert.Single(report.GetProperty("windows").EnumerateArray());
        Assert.Equal(
            ("reviewed", "bob", "alice", "carol", "one instance, meant"),
            (Text(window, "status"), Text(window, "requestedBy"), Text(window, "approvedBy"), Text(window, "reviewedBy"), Text(window, "reviewNote")));
        Assert.All(window.GetProperty("tasks").EnumerateArray(), task => Assert.True(task.GetProperty("done").GetBoolean()));
        Assert.Equal(
            ["ConsoleLogin", "DescribeInstances", "RunInstances", "AttachVolume", "PasswordUpdated"],
            window.GetProperty("acts").EnumerateArray().OrderBy(act => Text(act, "at"), StringComparer.Ordinal).Select(act => Text(act, "eventName")));
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
