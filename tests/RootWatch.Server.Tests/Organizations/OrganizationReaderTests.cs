using RootWatch.AwsSimulator.Faults;
using RootWatch.Server.Organizations;
using RootWatch.Server.Tests.Posture;

namespace RootWatch.Server.Tests.Organizations;

/// <summary>What a simulated AWS tells of an organization, over sockets.</summary>
public sealed class OrganizationReaderTests
{
    [Fact]
    public async Task Every_account_is_listed_with_its_state_over_pages_some_of_them_empty()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        for (int n = 0; n < 25; n++)
        {
            world.Aws.AddAccount(world.Management.TenantId, $"more-{n}");
        }

        world.Set(world.Member, posture => posture with { AccountState = "PENDING_CLOSURE" });
        world.Aws.SetFault(new Fault { Kind = FaultKind.EmptyPages, Action = "ListAccounts" });

        (OrganizationListing? listing, ListingTrouble? trouble) = await Read(world, Organization(world));

        Assert.Null(trouble);
        Assert.Equal(world.Aws.Accounts.Select(account => (account.Id, account.Name)), listing!.Accounts.Select(account => (account.AccountId, account.Name)));
        Assert.Equal([(world.Member.Id, "PENDING_CLOSURE")], listing.Accounts.Where(account => account.State != "ACTIVE").Select(account => (account.AccountId, account.State)));
        Assert.Equal(["AssumeRole", "DescribeOrganization", "ListAccounts"], Actions(world));
    }

    [Fact]
    public async Task Units_are_read_down_the_tree_and_tags_of_each_account_only_where_they_choose()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Set(world.Member, posture => posture with { OrganizationalUnit = "Production/Europe", Tags = new Dictionary<string, string> { ["stage"] = "live" } });

        (OrganizationListing? units, _) = await Read(world, Organization(world) with { Include = [AccountChoice.Read("Production")!] });
        ListedAccount member = units!.Accounts.Single(account => account.AccountId == world.Member.Id);
        Assert.Equal(["Production", "Production/Europe"], member.Units.Where(unit => unit.StartsWith('P')));
        Assert.Equal(["ou", "ou", "r"], member.Units.Where(unit => !unit.StartsWith('P')).Select(unit => unit.Split('-')[0]).Order());
        Assert.Equal("r", Assert.Single(units.Accounts[0].Units).Split('-')[0]);
        Assert.All(units.Accounts, account => Assert.Empty(account.Tags));
        Assert.DoesNotContain("ListTagsForResource", Actions(world));

        (OrganizationListing? tags, _) = await Read(world, Organization(world) with { TenantTag = "stage" });
        Assert.Equal([null, "live", null], tags!.Accounts.Select(account => account.Tags.GetValueOrDefault("stage")));
        Assert.All(tags.Accounts, account => Assert.Empty(account.Units));
    }

    [Fact]
    public async Task Another_organization_than_the_file_names_is_a_trouble_and_so_is_none()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        (OrganizationListing? listing, ListingTrouble? trouble) = await Read(world, Organization(world) with { OrganizationId = "o-zzzzzzzzzz" });
        Assert.Null(listing);
        Assert.Equal(($"the account {world.Management.Id} is in the organization {Organization(world).OrganizationId}", false), (trouble!.Reason, trouble.MayPass));

        OrganizationRegistration alone = Organization(world);
        world.Set(world.Management, posture => posture with { InOrganization = false });
        Assert.Equal($"the account {world.Management.Id} is in no organization", (await Read(world, alone)).Trouble!.Reason);
    }

    [Theory]
    [InlineData("DescribeOrganization")]
    [InlineData("ListAccounts")]
    [InlineData("ListRoots")]
    [InlineData("ListAccountsForParent")]
    [InlineData("ListOrganizationalUnitsForParent")]
    [InlineData("ListTagsForResource")]
    [InlineData("AssumeRole")]
    public async Task A_refusal_of_any_call_is_a_trouble_that_names_it(string action)
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = action });

        (OrganizationListing? listing, ListingTrouble? trouble) = await Read(world, Organization(world) with { TenantTag = "stage", Include = [AccountChoice.Read("Production")!] });

        Assert.Null(listing);
        Assert.False(trouble!.MayPass);
        Assert.StartsWith("denied: ", trouble.Reason, StringComparison.Ordinal);
        Assert.Contains(action, trouble.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttled_calls_are_made_again_more_slowly()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Action = "ListAccounts", Count = 3 });

        Assert.NotNull((await Read(world, Organization(world))).Listing);
    }

    [Fact]
    public async Task The_pages_of_a_long_list_keep_to_the_pace_as_well()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        AddAccounts(world, 120);
        DateTimeOffset begun = world.Time.GetUtcNow();

        Assert.Equal(world.Aws.Accounts.Count, (await Read(world, Organization(world))).Listing!.Accounts.Count);

        // DescribeOrganization and seven pages, of which the first is sent at once.
        Assert.InRange(world.Time.GetUtcNow() - begun, TimeSpan.FromSeconds(7 / new OrganizationOptions().CallsPerSecond), TimeSpan.MaxValue);
    }

    /// <summary>One that began anew with each throttle would hardly ever come to its end.</summary>
    [Fact]
    public async Task A_long_list_goes_on_where_AWS_throttled_it()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        AddAccounts(world, 300);
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Action = "ListAccounts", Probability = 0.5 });

        (OrganizationListing? listing, ListingTrouble? trouble) = await Read(world, Organization(world));

        Assert.Null(trouble);
        Assert.Equal(world.Aws.Accounts.Count, listing!.Accounts.Count);
    }

    private static void AddAccounts(PostureWorld world, int count)
    {
        for (int n = 0; n < count; n++)
        {
            world.Aws.AddAccount(world.Management.TenantId, $"more-{n}");
        }
    }

    private static async Task<(OrganizationListing? Listing, ListingTrouble? Trouble)> Read(PostureWorld world, OrganizationRegistration organization)
    {
        world.Aws.ClearCalls();
        return await world.Pass(new OrganizationReader(world.Posture, world.Calls, new OrganizationOptions()).Read(organization, CancellationToken.None));
    }

    private static IEnumerable<string> Actions(PostureWorld world) => world.Aws.Calls.Select(call => call.Action).Distinct().Order();

    private static OrganizationRegistration Organization(PostureWorld world) => new()
    {
        OrganizationId = world.Aws.OrganizationIdOf(world.Management.Id)!,
        TenantId = world.Management.TenantId,
        Name = "Acme",
        RoleArn = world.Management.RoleArn,
        ExternalIdPrefix = PostureWorld.ExternalIdPrefix,
        MemberRole = "RootWatch",
    };
}
