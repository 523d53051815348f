using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootPasswordAbsentCheckTests() : PostureCheckTest("P06")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All, "AccountPasswordPresent = 1 and central root access is on"),
    ];

    protected override PostureFacts Good => GoodFacts.All.WithSummary(password: false);

    [Fact]
    public void A_management_account_keeps_its_root_user() =>
        Gives(PostureStatus.Exempt, "management account", GoodFacts.All with { Organization = GoodFacts.Known(new OrganizationMembership("o-1", GoodFacts.AccountId, true)) });

    [Fact]
    public void A_member_is_not_told_whether_central_access_is_on() =>
        Gives(PostureStatus.Unknown, "management account only", GoodFacts.All with { CentralRoot = GoodFacts.Known(new CentralRootAccess(false, [])) });

    [Fact]
    public void Outside_an_organization_root_needs_a_password() =>
        Gives(PostureStatus.Exempt, "no organization", GoodFacts.All with { Organization = GoodFacts.Known<OrganizationMembership>(null) });
}
