using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class GuardDutyCheckTests() : PostureCheckTest("P21")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.WithRegion(services => services with { GuardDuty = GoodFacts.Known<GuardDutyState>(null) }), "eu-west-1: no detector"),
        (GoodFacts.All.WithRegion(services => services with { GuardDuty = GoodFacts.Known<GuardDutyState>(new GuardDutyState(false)) }), "eu-west-1: suspended"),
    ];

    [Fact]
    public void A_region_that_was_denied_leaves_it_open_unless_another_fails()
    {
        var denied = GoodFacts.All.WithRegion(services => services with { GuardDuty = GoodFacts.No<GuardDutyState>() });

        Gives(PostureStatus.Unknown, "eu-west-1: denied", denied);
        Gives(PostureStatus.Fail, "us-east-1", denied with
        {
            Services = new Dictionary<string, RegionServices>(denied.Services) { ["us-east-1"] = GoodFacts.Services with { GuardDuty = GoodFacts.Known<GuardDutyState>(null) } },
        });
    }

    [Fact]
    public void A_region_that_was_never_asked_is_not_passed_over() =>
        Gives(PostureStatus.Unknown, "af-south-1: not read yet", GoodFacts.All with { Regions = GoodFacts.Known<IReadOnlyList<string>>(["af-south-1", "us-east-1"]) });
}
