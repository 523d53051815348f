using System.Text.Json;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>"If someone gains access to the root credentials": a sign-in without MFA, an access key, the trail stopped, the key used elsewhere.</summary>
[Collection(nameof(Stories))]
public sealed class TakeoverTests(StoryServer server)
{
    [Fact]
    public async Task Each_step_is_told_the_checks_that_it_broke_fail_and_so_do_the_points_about_them()
    {
        Story story = new(server, nameof(TakeoverTests));
        await story.AttestAllBut();
        await story.Settled();
        story.Incident("root-takeover");
        await story.Settled();

        Assert.Equal(
            "RW-A01 x3, RW-A05, RW-A07 x4, RW-C06, RW-C07, RW-D01, RW-N01 x2, RW-Q02, RW-Q03, RW-S01, RW-S02, RW-S10, RW-X07 x3", await story.Told());
        Assert.Equal("RW-C06, RW-C07, RW-D01, RW-Q02, RW-Q03, RW-S02", await story.Told(Severity.Critical));
        Assert.Equal("P03 P05 P16", await story.Checks(PostureStatus.Fail));
        Assert.Equal("FAIL PASS FAIL FAIL PASS PASS PASS", await story.Checklist());
        JsonElement report = await story.Report();
        Assert.Equal("points 4/3/0/0; alerts 6/7/3/4/1; windows 0 0; drills 0 0; changes 5; blind 0", Story.Sums(report));
        Assert.Equal("RW-C06, RW-D01, RW-X07, RW-X07, RW-X07", Story.Changes(report));
    }
}
