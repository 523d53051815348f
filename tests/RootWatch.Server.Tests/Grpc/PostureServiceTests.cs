using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>Who may ask for what. No account can be woken in this host: none tells its posture.</summary>
public sealed class PostureServiceTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("acme", "222233334444", StatusCode.NotFound)]
    [InlineData("globex", "111122223333", StatusCode.NotFound)]
    [InlineData("acme", "999999999999", StatusCode.NotFound)]
    [InlineData("acme", "12", StatusCode.InvalidArgument)]
    [InlineData("acme", "111122223333", StatusCode.Unavailable)]
    [InlineData("*", "222233334444", StatusCode.Unavailable)]
    public async Task An_account_of_another_tenant_is_not_there(string tenant, string account, StatusCode expected)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => host.Posture.GetPostureAsync(new GetPostureRequest { AccountId = account }, ApiHost.As(tenant)).ResponseAsync);

        Assert.Equal(expected, refused.StatusCode);
    }

    [Fact]
    public async Task A_list_has_the_caller_s_accounts_in_pages_and_says_which_did_not_answer()
    {
        ListPostureResponse first = await host.Posture.ListPostureAsync(new ListPostureRequest { PageSize = 1 }, ApiHost.As("acme"));
        ListPostureResponse second = await host.Posture.ListPostureAsync(new ListPostureRequest { PageSize = 1, PageToken = first.NextPageToken }, ApiHost.As("acme"));

        Assert.Equal(["111122223333"], first.Unreachable);
        Assert.Equal(["111122224444"], second.Unreachable);
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task A_token_of_another_list_or_caller_without_a_tenant_is_refused()
    {
        ListAccountsResponse accounts = await host.Accounts.ListAccountsAsync(new ListAccountsRequest { PageSize = 1 }, ApiHost.As("acme"));

        RpcException token = await Assert.ThrowsAsync<RpcException>(() => host.Posture.ListPostureAsync(new ListPostureRequest { PageToken = accounts.NextPageToken }, ApiHost.As("acme")).ResponseAsync);
        RpcException foreign = await Assert.ThrowsAsync<RpcException>(() => host.Accounts.ListAccountsAsync(new ListAccountsRequest { PageToken = accounts.NextPageToken }, ApiHost.As("globex")).ResponseAsync);
        RpcException nobody = await Assert.ThrowsAsync<RpcException>(() => host.Posture.ListPostureAsync(new ListPostureRequest()).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.Unauthenticated), (token.StatusCode, nobody.StatusCode));
        Assert.Equal("page_token: made for another tenant than that of your access token", foreign.Status.Detail);
    }

    /// <summary>Of a newer client, say. That there is nothing of it would be believed.</summary>
    [Theory]
    [InlineData(99, "statuses: 99 is no PostureStatus to choose by")]
    [InlineData(-1, "statuses: -1 is no PostureStatus")]
    [InlineData(0, "statuses: 0 is no PostureStatus")]
    public async Task A_status_that_is_none_is_refused(int status, string refusal)
    {
        ListPostureRequest request = new() { Statuses = { PostureStatus.Fail, (PostureStatus)status } };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => host.Posture.ListPostureAsync(request, ApiHost.As("acme")).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(refusal, refused.Status.Detail, StringComparison.Ordinal);
    }
}
