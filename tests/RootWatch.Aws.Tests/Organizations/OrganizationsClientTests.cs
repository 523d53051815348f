using RootWatch.Aws.Organizations;

namespace RootWatch.Aws.Tests.Organizations;

public sealed class OrganizationsClientTests
{
    [Theory]
    [InlineData("eu-west-1", "us-east-1")]
    [InlineData("cn-north-1", "cn-northwest-1")]
    [InlineData("us-gov-east-1", "us-gov-west-1")]
    public async Task The_organization_is_asked_of_the_partition_s_one_region(string region, string signingRegion)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"Organization":{"Id":"o-abc","MasterAccountId":"111122223333","FeatureSet":"ALL","AvailablePolicyTypes":[]}}"""));
        using var aws = stub.Clients();

        var organization = (await aws.Organizations.DescribeOrganizationAsync(Samples.Session, region, CancellationToken.None)).Value!.Organization;

        Assert.Equal(new Organization { Id = "o-abc", MasterAccountId = "111122223333", FeatureSet = "ALL" }, organization);
        Assert.Equal("AWSOrganizationsV20161128.DescribeOrganization", stub.Requests[0].Header("X-Amz-Target"));
        Assert.Contains($"/{signingRegion}/organizations/aws4_request", stub.Requests[0].Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_be_in_none_is_an_answer()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"__type":"AWSOrganizationsNotInUseException","Message":"Your account is not a member of an organization."}""", 400));
        using var aws = stub.Clients();

        Assert.Equal(new DescribeOrganizationResponse(null), (await aws.Organizations.DescribeOrganizationAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value);
    }

    [Fact]
    public async Task Accounts_are_read_to_the_last_page_over_empty_ones()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"Accounts":[{"Id":"111122223333","Name":"a","Email":"a@x","Status":"ACTIVE","State":"ACTIVE"}],"NextToken":"1"}"""),
            StubAws.Json("""{"Accounts":[],"NextToken":"2"}"""),
            StubAws.Json("""{"NextToken":"3"}"""),
            StubAws.Json("""{"Accounts":[{"Id":"444455556666","Status":"SUSPENDED"},null]}"""));
        using var aws = stub.Clients();

        var accounts = (await aws.Organizations.ListAccountsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.Accounts;

        Assert.Equal([("111122223333", true), ("444455556666", false)], accounts.Select(account => (account.Id!, account.IsActive)));
        Assert.Equal("""{"MaxResults":20,"NextToken":"3"}""", stub.Requests[3].Body);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Accounts":[]}""")]
    [InlineData("""{"Accounts":[null]}""")]
    public async Task An_organization_without_any_account_is_no_answer(string answer)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(answer));
        using var aws = stub.Clients();

        var outcome = await aws.Organizations.ListAccountsAsync(Samples.Session, "us-east-1", CancellationToken.None);

        Assert.Equal(AwsFailureReason.Malformed, outcome.Failure?.Reason);
        Assert.Contains("not even the management account", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_further_page_that_is_throttled_is_asked_for_again_if_whoever_owns_the_pace_says_so(bool again)
    {
        var throttled = StubAws.Json("""{"__type":"TooManyRequestsException","Message":"Try again later."}""", 400);
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"Accounts":[{"Id":"111122223333"}],"NextToken":"1"}"""), throttled, throttled, StubAws.Json("""{"Accounts":[{"Id":"444455556666"}],"NextToken":"2"}"""),
            StubAws.Json("""{"Accounts":[{"Id":"777788889999"}]}"""));
        using var aws = stub.Clients();
        List<string> asked = [];
        PagePace pace = new(
            () =>
            {
                asked.Add("turn");
                return Task.CompletedTask;
            },
            () =>
            {
                asked.Add("rest");
                return Task.FromResult(again);
            });

        var outcome = await aws.Organizations.ListAccountsAsync(Samples.Session, "us-east-1", CancellationToken.None, pace);

        Assert.Equal(again ? ["turn", "rest", "rest", "turn"] : ["turn", "rest"], asked);
        Assert.Equal(again ? ["111122223333", "444455556666", "777788889999"] : null, outcome.Value?.Accounts.Select(account => account.Id));
        Assert.Equal(again ? null : AwsFailureReason.Throttled, outcome.Failure?.Reason);
        Assert.Equal(again ? 5 : 2, stub.Requests.Count);
    }

    [Fact]
    public async Task A_member_is_refused_what_only_the_management_account_may_ask()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"__type":"AccessDeniedException","Message":"You don't have permissions to access this resource."}""", 400));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Denied, (await aws.Organizations.ListPoliciesForTargetAsync("111122223333", Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task Policies_of_a_target_are_listed_and_described()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"Policies":[{"Id":"p-1","Name":"DenyRoot","AwsManaged":false}]}"""),
            StubAws.Json("""{"Policy":{"PolicySummary":{"Id":"p-1"},"Content":"{\"Statement\":[]}"}}"""),
            StubAws.Json("""{"Parents":[{"Id":"r-1","Type":"ROOT"}]}"""));
        using var aws = stub.Clients();

        Assert.Equal([new PolicySummary { Id = "p-1", Name = "DenyRoot" }], (await aws.Organizations.ListPoliciesForTargetAsync("ou-1", Samples.Session, "us-east-1", CancellationToken.None)).Value!.Policies);
        Assert.Equal("""{"Statement":[]}""", (await aws.Organizations.DescribePolicyAsync("p-1", Samples.Session, "us-east-1", CancellationToken.None)).Value!.Content);
        Assert.Equal([new Parent("r-1", "ROOT")], (await aws.Organizations.ListParentsAsync("ou-1", Samples.Session, "us-east-1", CancellationToken.None)).Value!.Parents);
        Assert.Equal("""{"TargetId":"ou-1","Filter":"SERVICE_CONTROL_POLICY"}""", stub.Requests[0].Body);
    }

    [Fact]
    public async Task The_tree_and_the_tags_are_read_over_pages()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"Roots":[{"Id":"r-1","Name":"Root"}]}"""),
            StubAws.Json("""{"OrganizationalUnits":[],"NextToken":"1"}"""),
            StubAws.Json("""{"OrganizationalUnits":[{"Id":"ou-1","Name":"Production"},null,{"Name":"no id"}]}"""),
            StubAws.Json("""{"Accounts":[{"Id":"111122223333"}]}"""),
            StubAws.Json("""{"Tags":[{"Key":"stage","Value":"live"},{"Key":"empty"}]}"""));
        using var aws = stub.Clients();
        var (session, region, none) = (Samples.Session, "us-east-1", CancellationToken.None);

        Assert.Equal([new OrganizationalUnit("r-1", "Root")], (await aws.Organizations.ListRootsAsync(session, region, none)).Value!.Roots);
        Assert.Equal([new OrganizationalUnit("ou-1", "Production")], (await aws.Organizations.ListOrganizationalUnitsForParentAsync("r-1", session, region, none)).Value!.Units);
        Assert.Equal("111122223333", Assert.Single((await aws.Organizations.ListAccountsForParentAsync("ou-1", session, region, none)).Value!.Accounts).Id);
        Assert.Equal([new Tag("stage", "live")], (await aws.Organizations.ListTagsForResourceAsync("111122223333", session, region, none)).Value!.Tags);
        Assert.Equal("""{"ParentId":"r-1","NextToken":"1"}""", stub.Requests[2].Body);
        Assert.Equal("""{"ParentId":"ou-1"}""", stub.Requests[3].Body);
        Assert.Equal("""{"ResourceId":"111122223333"}""", stub.Requests[4].Body);
    }
}
