using System.Text.Json;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>"Using the root account for routine daily tasks": the owner works with root, with MFA and good intentions.</summary>
[Collection(nameof(Stories))]
public sealed class CarelessRootUseTests(StoryServer server)
{
    [Fact]
    public async Task Each_use_is_told_and_the_point_about_daily_work_fails()
    {
        Story story = new(server, nameof(CarelessRootUseTests));
        await story.AttestAllBut();
        await story.Settled();
        Assert.Equal("PASS PASS PASS PASS PASS PASS PASS", await story.Checklist());
        story.SignIn();
        story.Call("ec2", "DescribeInstances", readOnly: true);
        story.Call("ec2", "RunInstances");
        story.Call("s3", "CreateBucket");
        await story.Settled();

        Assert.Equal("RW-A01 x2, RW-A07 x3, RW-S01, RW-S10, RW-X07", await story.Told());
        Assert.Equal("RW-S01, RW-X07", await story.Told(Severity.High));
        Assert.Equal("P05", await story.Checks(PostureStatus.Fail));
        Assert.Equal("PASS PASS FAIL PASS PASS PASS PASS", await story.Checklist());
        JsonElement report = await story.Report();
        Assert.Equal("points 6/1/0/0; alerts 0/2/2/3/1; windows 0 0; drills 0 0; changes 1; blind 0", Story.Sums(report));
        Assert.Equal("RW-X07", Story.Changes(report));
    }
}
