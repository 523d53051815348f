using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>Who may import what.</summary>
public sealed class ImportOrganizationTests(StaffedHost host) : IClassFixture<StaffedHost>
{
    private OnboardingService.OnboardingServiceClient Onboarding => new(host.Channel);

    [Theory]
    [InlineData("acme-viewer", StaffedHost.Organization, 0, StatusCode.PermissionDenied)]
    [InlineData("acme-operator", StaffedHost.Organization, 0, StatusCode.PermissionDenied)]
    [InlineData("msp-approver", StaffedHost.Organization, 0, StatusCode.PermissionDenied)]
    [InlineData("globex-admin", StaffedHost.Organization, 0, StatusCode.NotFound)]
    [InlineData("globex-admin", "Acme", 0, StatusCode.NotFound)]
    [InlineData("globex-admin", "", 0, StatusCode.InvalidArgument)]
    [InlineData("acme-admin", "Nobody", 0, StatusCode.NotFound)]
    [InlineData("acme-admin", "Acme", -1, StatusCode.InvalidArgument)]
    public async Task Only_an_admin_of_the_tenant_may_import_an_organization_and_others_do_not_learn_of_it(string who, string organization, int removals, StatusCode refusal)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await Onboarding.ImportOrganizationAsync(
            new ImportOrganizationRequest { Organization = organization, AcceptRemovals = removals }, StaffedHost.As(who)));

        Assert.Equal(refusal, refused.StatusCode);
    }
}
