using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Tests.Organizations;

/// <summary>The roster in force: accounts.yaml and what was found.</summary>
public sealed class FoundAccountsTests
{
    private const string Management = "000000000000";

    private static readonly OrganizationRegistration First = new()
    {
        OrganizationId = "o-aaaaaaaaaa",
        TenantId = "acme",
        Name = "Acme",
        RoleArn = "arn:aws-cn:iam::000000000000:role/path/Asker",
        ExternalIdPrefix = "prefix",
        MemberRole = "watch/RootWatch",
        Regions = ["cn-north-1"],
        MaxCallsPerDay = 5000,
    };

    private static readonly Roster File = new(
        [new TenantRegistration("acme", "Acme"), new TenantRegistration("globex", "Globex")],
        new Dictionary<string, AccountRegistration> { ["111111111111"] = new() { TenantId = "globex", AccountId = "111111111111", Name = "own", RoleArn = "arn" } })
    {
        Organizations = [First, First with { OrganizationId = "o-bbbbbbbbbb", TenantId = "globex" }, First with { OrganizationId = "o-cccccccccc", TenantTag = "customer" }],
    };

    [Fact]
    public void An_account_that_was_found_has_the_role_and_the_external_id_of_its_organization()
    {
        Roster roster = Merged(Found(Management), Found("222222222222"));

        Assert.Equal(
            new AccountRegistration
            {
                TenantId = "acme",
                AccountId = "222222222222",
                Name = "n",
                RoleArn = "arn:aws-cn:iam::222222222222:role/watch/RootWatch",
                ExternalId = "prefix-222222222222",
                Regions = First.Regions,
                MaxCallsPerDay = 5000,
            },
            roster.Accounts["222222222222"]);
        Assert.Equal((First.RoleArn, "prefix-000000000000"), (roster.Accounts[Management].RoleArn, roster.Accounts[Management].ExternalId));
        Assert.Equal("o-aaaaaaaaaa", roster.FoundThrough[Management]);
        Assert.Equal((2, 1), (roster.CountOf("acme"), roster.CountOf("globex")));
    }

    [Fact]
    public void The_file_wins_and_so_does_watching_over_pausing()
    {
        CurrentRoster current = new();
        current.Replace(File);
        current.Take(Findings("o-aaaaaaaaaa", Found("111111111111"), Found("333333333333") with { State = FoundState.Paused, Reason = "gone" }, Found("444444444444") with { State = FoundState.Paused }));
        current.Take(Findings("o-bbbbbbbbbb", Found("333333333333") with { TenantId = "globex" }));

        Assert.Equal("own", current.Value.Accounts["111111111111"].Name);
        Assert.Equal(("globex", "o-bbbbbbbbbb"), (current.Value.Accounts["333333333333"].TenantId, current.Value.FoundThrough["333333333333"]));
        Assert.Equal(["444444444444"], current.Value.Paused.Keys);
        Assert.Single(current.File.Accounts);
    }

    [Fact]
    public void Held_accounts_are_watched_and_excluded_ones_are_not_there()
    {
        Roster roster = Merged(Found("222222222222") with { State = FoundState.Held }, Found("333333333333") with { State = FoundState.Excluded }, Found("444444444444") with { State = FoundState.Listed });

        Assert.Equal(["111111111111", "222222222222"], roster.Accounts.Keys.Order());
        Assert.Empty(roster.Paused);
    }

    [Fact]
    public void The_tenant_is_the_one_of_the_file_at_once_unless_a_tag_names_one_that_is_there()
    {
        CurrentRoster current = new();
        current.Replace(File);
        current.Take(Findings("o-aaaaaaaaaa", Found("222222222222") with { TenantId = "globex" }));
        current.Take(Findings("o-cccccccccc", Found("333333333333") with { TenantId = "globex" }, Found("444444444444") with { TenantId = "gone" }));

        Assert.Equal(["acme", "globex", "acme"], new[] { "222222222222", "333333333333", "444444444444" }.Select(account => current.Value.Accounts[account].TenantId));
    }

    [Fact]
    public void A_new_file_keeps_what_was_found_and_one_without_the_organization_does_not()
    {
        CurrentRoster current = new();
        current.Replace(File);
        current.Take(Findings("o-aaaaaaaaaa", Found("222222222222")));
        int changes = 0;
        current.Changed += _ => changes++;

        current.Replace(new Roster(File.Tenants, File.Accounts) { Organizations = [First with { MemberRole = "Other" }] });
        Assert.Equal("arn:aws-cn:iam::222222222222:role/Other", current.Value.Accounts["222222222222"].RoleArn);
        current.Replace(new Roster(File.Tenants, File.Accounts));
        Assert.Equal(["111111111111"], current.Value.Accounts.Keys);
        Assert.Equal(2, changes);
    }

    private static Roster Merged(params FoundAccount[] found) =>
        FoundAccounts.AddTo(File, new Dictionary<string, OrganizationFindings> { ["o-aaaaaaaaaa"] = Findings("o-aaaaaaaaaa", found) });

    private static OrganizationFindings Findings(string organization, params FoundAccount[] found) => new(organization, 1, found, null, "");

    private static FoundAccount Found(string accountId) => new(accountId, "n", "acme", FoundState.Watched, DateTimeOffset.UnixEpoch, "");
}
