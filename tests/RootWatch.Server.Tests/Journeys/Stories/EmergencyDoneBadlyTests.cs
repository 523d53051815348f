using System.Text.Json;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>An emergency in which more is done than was agreed on, without MFA, and after its end; nobody looks back.</summary>
[Collection(nameof(Stories))]
public sealed class EmergencyDoneBadlyTests(StoryServer server)
{
    [Fact]
    public async Task What_leaves_the_window_is_critical_and_its_review_stays_open()
    {
        Story story = new(server, nameof(EmergencyDoneBadlyTests));
        await story.AttestAllBut();
        await story.Settled();
        string id = await story.OpenWindow("ec2/RunInstances");
        story.SignIn(mfa: false);
        story.Call("ec2", "RunInstances", mfa: false);
        story.Call("iam", "CreateAccessKey", mfa: false);
        await story.Read();
        EmergencyWindow closed = (await story.Windows.CloseWindowAsync(new() { WindowId = id }, StoryServer.As("bob"))).Window;
        await story.ReadUpTo(closed.ClosedAt.ToDateTimeOffset().AddSeconds(1));
        story.Call("ec2", "TerminateInstances", mfa: false);
        await story.Settled();

        Assert.Equal(
            "RW-A01 x3, RW-A07 x3, RW-C06, RW-G01, RW-G02, RW-G03, RW-G06, RW-G10, RW-G12, RW-G13, RW-N01, RW-Q02, RW-S01, RW-S02, RW-S10, RW-X07 x2", await story.Told());
        Assert.Equal("RW-C06, RW-G01, RW-G02, RW-G03, RW-Q02, RW-S02", await story.Told(Severity.Critical));
        Assert.Equal("P03 P05", await story.Checks(PostureStatus.Fail));
        Assert.Equal("FAIL PASS FAIL PASS PASS PASS PASS", await story.Checklist());
        JsonElement report = await story.Report();
        Assert.Equal("points 5/2/0/0; alerts 6/3/4/4/4; windows 1 1; drills 0 0; changes 3; blind 0", Story.Sums(report));
        JsonElement window = Assert.Single(report.GetProperty("windows").EnumerateArray());
        Assert.Equal("in-review", window.GetProperty("status").GetString());
        Assert.Equal(
            [("iam/CreateAccessKey", "the window does not allow it"), ("ec2/TerminateInstances", "after the window's end")],
            window.GetProperty("candidates").EnumerateArray().Select(doubt => (doubt.GetProperty("what").GetString()!, doubt.GetProperty("why").GetString()!)).Where(doubt => doubt.Item1.Contains('/', StringComparison.Ordinal)));
        Assert.All(window.GetProperty("tasks").EnumerateArray(), task => Assert.False(task.GetProperty("done").GetBoolean()));
    }
}
