using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootDeniedByPolicyCheckTests() : PostureCheckTest("P12")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { ControlPolicies = GoodFacts.Known<IReadOnlyList<ControlPolicy>>([new ControlPolicy("p-full", "r-1", false)]) }, "denies root (1 read)"),
        (GoodFacts.All with { Organization = GoodFacts.Known<OrganizationMembership>(null) }, "no organization"),
        (GoodFacts.All with { Organization = GoodFacts.Known(new OrganizationMembership("o-1", GoodFacts.ManagementId, false)) }, "consolidated billing"),
    ];

    [Fact]
    public void No_policy_binds_the_management_account() =>
        Gives(PostureStatus.Exempt, "management account", GoodFacts.All with { Organization = GoodFacts.Known(new OrganizationMembership("o-1", GoodFacts.AccountId, true)) });

    [Fact]
    public void A_member_that_may_not_read_policies_leaves_it_open() =>
        Gives(PostureStatus.Unknown, "denied", GoodFacts.All with { ControlPolicies = GoodFacts.No<IReadOnlyList<ControlPolicy>>() });
}
