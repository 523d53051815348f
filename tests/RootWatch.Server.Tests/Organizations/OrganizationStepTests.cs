using CsCheck;
using RootWatch.Detection.Organizations;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Tests.Organizations;

/// <summary>What a reading of an organization makes of what was known.</summary>
public sealed class OrganizationStepTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Roster Fleet = new([new TenantRegistration("acme", "Acme"), new TenantRegistration("globex", "Globex")], new Dictionary<string, AccountRegistration>());

    private static readonly OrganizationRegistration Organization = new()
    {
        OrganizationId = "o-abcdefghij",
        TenantId = "acme",
        Name = "Acme",
        RoleArn = "arn:aws:iam::000000000000:role/RootWatch",
        ExternalIdPrefix = "0123456789abcdef012345",
        MemberRole = "RootWatch",
    };

    [Fact]
    public void Active_accounts_are_watched_and_others_never_were()
    {
        OrganizationOutcome outcome = Take(new(), Listing([Account(0), Account(1), Account(2) with { State = "SUSPENDED" }]));

        Assert.Equal([FoundState.Watched, FoundState.Watched, FoundState.Excluded], outcome.Document.Accounts.Select(account => account.State));
        Assert.Equal("its state in the organization is SUSPENDED", outcome.Document.Accounts[2].Reason);
        Assert.Empty(outcome.Told);
        Assert.Equal((1, Now), (outcome.Document.Version, outcome.Document.ListedAt));
    }

    [Theory]
    [InlineData("SUSPENDED")]
    [InlineData("PENDING_CLOSURE")]
    [InlineData("CLOSED")]
    [InlineData(null)]
    public void An_account_that_is_gone_is_paused_and_told_once_and_comes_back(string? state)
    {
        OrganizationDocument before = Take(new(), Listing(Accounts(10))).Document;
        ListedAccount[] after = state is null ? Accounts(9) : [.. Accounts(9), Account(9) with { State = state }];

        OrganizationOutcome gone = Take(before, Listing(after));
        FoundAccount paused = gone.Document.Accounts[9];
        Assert.Equal((FoundState.Paused, Now), (paused.State, paused.Since));
        Assert.Contains(state ?? "no longer in the organization", paused.Reason, StringComparison.Ordinal);
        (string tenant, OrganizationFact fact) = Assert.Single(gone.Told);
        Assert.Equal(("acme", Id(9)), (tenant, Assert.IsType<AccountPaused>(fact).AccountId));

        OrganizationOutcome again = Take(gone.Document, Listing(after), now: Now.AddMinutes(10));
        Assert.Empty(again.Told);
        Assert.Equal((paused, gone.Document.Version), (again.Document.Accounts[9], again.Document.Version));

        OrganizationOutcome back = Take(again.Document, Listing(Accounts(10)), now: Now.AddMinutes(20));
        Assert.Equal((FoundState.Watched, Now.AddMinutes(20)), (back.Document.Accounts[9].State, back.Document.Accounts[9].Since));
        Assert.Empty(back.Told);
    }

    [Theory]
    [InlineData(50, 5, false)]
    [InlineData(50, 6, true)]
    [InlineData(10, 3, false)]
    [InlineData(10, 4, true)]
    public void More_than_three_and_more_than_a_tenth_are_held_until_somebody_says_so(int known, int gone, bool held)
    {
        OrganizationDocument before = Take(new(), Listing(Accounts(known))).Document;
        OrganizationOutcome outcome = Take(before, Listing(Accounts(known - gone)));

        Assert.Equal(held ? known : known - gone, outcome.Document.Accounts.Count(account => account.IsWatched));
        Assert.Equal(held ? 1 : gone, outcome.Told.Count);
        if (!held)
        {
            return;
        }

        Assert.IsType<OrganizationNotFollowed>(outcome.Told[0].Fact);
        Assert.Contains($"--accept-removals {gone}", outcome.Told[0].Fact.Reason, StringComparison.Ordinal);
        OrganizationOutcome later = Take(outcome.Document, Listing(Accounts(known - gone)), gone - 1, Now.AddHours(1));
        Assert.Equal((known, 0), (later.Document.Accounts.Count(account => account.IsWatched), later.Told.Count));
        OrganizationOutcome accepted = Take(later.Document, Listing(Accounts(known - gone)), gone, Now.AddHours(2));
        Assert.Equal((known - gone, gone), (accepted.Document.Accounts.Count(account => account.IsWatched), accepted.Told.Count));
        // What was agreed to does not count against the next one that goes.
        OrganizationOutcome next = Take(accepted.Document, Listing(Accounts(known - gone - 1)), now: Now.AddHours(3));
        Assert.Equal(FoundState.Paused, next.Document.Accounts[known - gone - 1].State);
    }

    [Fact]
    public void A_few_at_a_time_are_many_in_a_day()
    {
        OrganizationDocument document = Take(new(), Listing(Accounts(20))).Document;
        for (int gone = 1; gone <= 3; gone++)
        {
            document = Take(document, Listing(Accounts(20 - gone)), now: Now.AddHours(gone)).Document;
        }

        Assert.Equal(17, document.Accounts.Count(account => account.IsWatched));
        Assert.Equal(FoundState.Held, Take(document, Listing(Accounts(16)), now: Now.AddHours(4)).Document.Accounts[16].State);
        Assert.Equal(FoundState.Paused, Take(document, Listing(Accounts(16)), now: Now.AddHours(28)).Document.Accounts[16].State);
    }

    [Fact]
    public void Held_accounts_that_are_back_are_watched_as_before_and_many_that_go_again_are_told_again()
    {
        OrganizationDocument held = Take(Take(new(), Listing(Accounts(10))).Document, Listing(Accounts(2)), now: Now.AddHours(1)).Document;
        OrganizationDocument back = Take(held, Listing(Accounts(10)), now: Now.AddHours(2)).Document;

        Assert.All(back.Accounts, account => Assert.Equal((FoundState.Watched, ""), (account.State, account.Reason)));
        Assert.Null(back.HeldSince);
        Assert.Single(Take(back, Listing(Accounts(2)), now: Now.AddHours(3)).Told);
    }

    [Fact]
    public void A_list_without_the_account_in_which_it_was_asked_changes_nothing_and_is_told()
    {
        OrganizationDocument before = Take(new(), Listing(Accounts(3))).Document;

        foreach (OrganizationListing listing in new[] { Listing([]), Listing(Accounts(3)[1..]) })
        {
            OrganizationOutcome outcome = Take(before, listing);
            Assert.Equal(before.Accounts, outcome.Document.Accounts);
            Assert.Contains(Id(0), Assert.Single(outcome.Told).Fact.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_refusal_is_told_at_once_a_trouble_that_may_pass_after_an_hour_and_each_once()
    {
        OrganizationDocument known = Take(new(), Listing(Accounts(3))).Document;
        ListingTrouble refused = new("kind", "denied: r1", MayPass: false), away = new("kind", "unreachable", MayPass: true);

        OrganizationOutcome first = OrganizationStep.Fail(known, Organization, refused, Now);
        OrganizationOutcome second = OrganizationStep.Fail(first.Document, Organization, refused with { Reason = "denied: r2" }, Now.AddHours(5));
        Assert.Equal((1, 0, known.Accounts), (first.Told.Count, second.Told.Count, second.Document.Accounts));
        Assert.Equal((first.Document.Version, "denied: r2"), (second.Document.Version, second.Document.Trouble));

        OrganizationOutcome soon = OrganizationStep.Fail(known, Organization, away, Now);
        OrganizationOutcome late = OrganizationStep.Fail(soon.Document, Organization, away, Now.AddHours(1));
        Assert.Equal((0, 1, Now), (soon.Told.Count, late.Told.Count, late.Told[0].Fact.At));

        OrganizationDocument over = Take(late.Document, Listing(Accounts(3)), now: Now.AddHours(2)).Document;
        Assert.Equal(("", null), (over.Trouble, over.TroubleSince));
        Assert.True(over.Version > late.Document.Version);
        Assert.Single(OrganizationStep.Fail(over, Organization, refused, Now.AddHours(3)).Told);
    }

    [Fact]
    public void Units_and_tags_choose_and_what_is_moved_out_of_the_choice_is_paused_as_if_it_were_gone()
    {
        OrganizationRegistration choosing = Organization with
        {
            Include = [AccountChoice.Read("Production")!, AccountChoice.Read("tag:watch")!, AccountChoice.Read("r-root")!],
            Exclude = [AccountChoice.Read("/Production/Sandbox/")!, AccountChoice.Read("tag:stage=test")!],
        };
        ListedAccount[] accounts =
        [
            Account(0) with { Units = ["r-root"] },
            Account(1) with { Units = ["r-1", "ou-1", "Production"] },
            Account(2) with { Units = ["r-1", "ou-1", "Production", "ou-2", "Production/Sandbox"] },
            Account(3) with { Units = ["r-1", "ou-3", "Development"] },
            Account(4) with { Units = ["r-1", "ou-3", "Development"], Tags = new Dictionary<string, string> { ["watch"] = "" } },
            Account(5) with { Units = ["r-1", "ou-1", "Production"], Tags = new Dictionary<string, string> { ["stage"] = "test" } },
        ];

        OrganizationDocument chosen = OrganizationStep.Take(new(), choosing, Fleet, Listing(accounts), 0, Now).Document;
        Assert.Equal([Id(0), Id(1), Id(4)], chosen.Accounts.Where(account => account.IsWatched).Select(account => account.AccountId));
        Assert.Equal("Production/Sandbox is excluded in accounts.yaml", chosen.Accounts[2].Reason);
        Assert.Equal("nothing that accounts.yaml includes chooses it", chosen.Accounts[3].Reason);
        Assert.Equal("tag:stage=test is excluded in accounts.yaml", chosen.Accounts[5].Reason);

        accounts[1] = accounts[1] with { Units = accounts[2].Units };
        OrganizationOutcome moved = OrganizationStep.Take(chosen, choosing, Fleet, Listing(accounts), 0, Now);
        Assert.Equal((FoundState.Paused, Id(1)), (moved.Document.Accounts[1].State, Assert.IsType<AccountPaused>(Assert.Single(moved.Told).Fact).AccountId));
    }

    [Fact]
    public void A_tag_may_name_the_tenant_if_there_is_such_a_tenant()
    {
        OrganizationRegistration tagged = Organization with { TenantTag = "customer" };
        ListedAccount[] accounts = [Account(0), .. new[] { "globex", "nobody", "*" }.Select((customer, n) => Account(n + 1) with { Tags = new Dictionary<string, string> { ["customer"] = customer } })];

        OrganizationDocument document = OrganizationStep.Take(new(), tagged, Fleet, Listing(accounts), 0, Now).Document;

        Assert.Equal(["acme", "globex", "acme", "acme"], document.Accounts.Select(account => account.TenantId));
        Assert.Equal("globex", Assert.Single(OrganizationStep.Take(document, tagged, Fleet, Listing([accounts[0], accounts[2], accounts[3]]), 0, Now).Told).TenantId);
    }

    [Fact]
    public void What_accounts_yaml_lists_is_none_of_the_organization_s_and_not_told_of_when_it_goes()
    {
        OrganizationDocument before = Take(new(), Listing(Accounts(3))).Document;
        Roster listing = new(Fleet.Tenants, new[] { 1, 2 }.ToDictionary(Id, n => new AccountRegistration { TenantId = "globex", AccountId = Id(n), Name = "own", RoleArn = "arn" }));

        OrganizationOutcome outcome = OrganizationStep.Take(before, Organization, listing, Listing(Accounts(2)), 0, Now);

        Assert.Equal([FoundState.Watched, FoundState.Listed], outcome.Document.Accounts.Select(account => account.State));
        Assert.Empty(outcome.Told);
    }

    /// <summary>The promise: whatever AWS answers, an account that was ever watched is watched, or paused and told.</summary>
    [Fact]
    public void No_account_that_was_watched_is_ever_dropped_in_silence()
    {
        string[] states = ["ACTIVE", "ACTIVE", "ACTIVE", "SUSPENDED", "CLOSED", "PENDING_ACTIVATION"];
        Gen<ListedAccount> account = Gen.Select(Gen.Int[0, 30], Gen.Int[0, states.Length - 1], (n, state) => Account(n) with { State = states[state] });
        Gen<(ListedAccount[] Accounts, int Accept, bool Fails)[]> readings = Gen.Select(account.Array[0, 40], Gen.Int[0, 12], Gen.Bool).Array[1, 12];
        readings.Sample(history =>
        {
            OrganizationDocument document = new();
            HashSet<string> everWatched = [];
            HashSet<string> paused = [];
            foreach ((ListedAccount[] accounts, int accept, bool fails) in history)
            {
                DateTimeOffset now = (document.TriedAt ?? Now).AddHours(1);
                OrganizationOutcome outcome = fails
                    ? OrganizationStep.Fail(document, Organization, new ListingTrouble("denied", mayPass: false), now)
                    : OrganizationStep.Take(document, Organization, Fleet, Listing(accounts), accept, now);
                HashSet<string> told = [.. outcome.Told.Select(one => one.Fact).OfType<AccountPaused>().Select(fact => fact.AccountId)];
                HashSet<string> nowPaused = [.. outcome.Document.Accounts.Where(one => one.State == FoundState.Paused).Select(one => one.AccountId)];
                Assert.Equal(nowPaused.Except(paused).Order(), told.Order());
                document = outcome.Document;
                paused = nowPaused;
                everWatched.UnionWith(document.Accounts.Where(one => one.IsWatched).Select(one => one.AccountId));
                Assert.Empty(everWatched.Except(document.Accounts.Where(one => one.IsWatched || one.State == FoundState.Paused).Select(one => one.AccountId)));
                Assert.Distinct(document.Accounts.Select(one => one.AccountId));
                Assert.True(told.Count <= Math.Max(Math.Max(3, (document.Accounts.Count + told.Count) / 10), accept), $"{told.Count} were paused at once, {accept} accepted");
            }
        });
    }

    private static OrganizationOutcome Take(OrganizationDocument document, OrganizationListing listing, int accepted = 0, DateTimeOffset? now = null) =>
        OrganizationStep.Take(document, Organization, Fleet, listing, accepted, now ?? Now);

    private static OrganizationListing Listing(IReadOnlyList<ListedAccount> accounts) => new(accounts);

    private static ListedAccount[] Accounts(int count) => [.. Enumerable.Range(0, count).Select(Account)];

    private static ListedAccount Account(int n) => new(Id(n), $"name-{n}", "ACTIVE");

    private static string Id(int n) => $"{n:d12}";
}
