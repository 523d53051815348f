using RootWatch.Aws;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Onboarding;
using RootWatch.Server.Tests.Posture;

namespace RootWatch.Server.Tests.Onboarding;

/// <summary>Each step against a simulated AWS over sockets: what it finds, and in which words.</summary>
public sealed class AccountVerificationTests
{
    private const string Watcher = "arn:aws:iam::999999999999:user/rootwatch";

    [Fact]
    public void Each_action_of_the_list_is_tried_and_no_other() =>
        Assert.Equal(AwsPermissions.All.Order(StringComparer.Ordinal), PermissionProbes.Actions.Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_well_made_role_passes_every_step_in_order_in_a_member_and_in_the_management_account()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        foreach (FleetAccount account in new[] { world.Member, world.Management })
        {
            var steps = await Verify(world, PostureWorld.Registration(account));

            Assert.Equal(AccountVerification.Steps.Select(step => step.Name), steps.Select(step => step.Name));
            Assert.All(steps, step => Assert.True(step.Result.Status == VerificationStatus.Pass, $"{step.Name}: {step.Result}"));
            Assert.All(steps, step => Assert.Equal("", step.Result.Remedy));
            Assert.Equal($"it calls as {Watcher}", Of(steps, "credentials").Text);
            Assert.Equal($"all {AwsPermissions.All.Count} are allowed", Of(steps, "permissions").Text);
            Assert.StartsWith("2 are enabled and watched; not enabled: af-south-1, ", Of(steps, "regions").Text, StringComparison.Ordinal);
            Assert.Equal("read in eu-west-1, us-east-1", Of(steps, "events").Text);
        }
    }

    [Fact]
    public async Task A_wrong_external_id_is_named_with_all_else_that_AWS_says_the_same_of_and_the_rest_is_not_tried()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();

        var steps = await Verify(world, PostureWorld.Registration(world.Member) with { ExternalId = "another" });

        VerificationResult refused = Of(steps, "assume-role");
        Assert.Equal(VerificationStatus.Fail, refused.Status);
        Assert.Contains("wrong external id", refused.Text, StringComparison.Ordinal);
        Assert.Contains(Watcher, refused.Remedy, StringComparison.Ordinal);
        Assert.Contains(world.Member.RoleArn, refused.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, step => step.Result.ToString().Contains("another", StringComparison.Ordinal));
        Assert.All(steps.Skip(2), step => Assert.Equal(VerificationStatus.Skipped, step.Result.Status));
    }

    [Theory]
    [InlineData("", "Fail", "Fail", "it can be taken without the external id")]
    [InlineData(""","Condition":{"StringLike":{"sts:ExternalId":"*"}}""", "Pass", "Fail", "it can be taken without the external id")]
    public async Task A_trust_that_is_too_open_is_found_by_trying(string condition, string withNone, string withWrong, string role)
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        string trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + Watcher + "\"},\"Action\":\"sts:AssumeRole\"" + condition + "}]}";
        world.Set(world.Member, posture => posture with { WatchRoleTrust = trust });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.Equal((withNone, withWrong), (Of(steps, "no-external-id").Status.ToString(), Of(steps, "wrong-external-id").Status.ToString()));
        Assert.StartsWith("trust too open: ", Of(steps, "wrong-external-id").Text, StringComparison.Ordinal);
        Assert.Contains("StringEquals, sts:ExternalId", Of(steps, "wrong-external-id").Remedy, StringComparison.Ordinal);
        Assert.Equal((VerificationStatus.Fail, role), (Of(steps, "role").Status, Of(steps, "role").Text));
    }

    [Fact]
    public async Task An_account_without_an_external_id_is_told_to_take_one()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Set(world.Member, posture => posture with
        {
            WatchRoleTrust = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + Watcher + "\"},\"Action\":\"sts:AssumeRole\"}}",
        });

        var steps = await Verify(world, PostureWorld.Registration(world.Member) with { ExternalId = null });

        Assert.Equal(VerificationStatus.Pass, Of(steps, "assume-role").Status);
        Assert.StartsWith("Give the account an externalId", Of(steps, "no-external-id").Remedy, StringComparison.Ordinal);
    }

    /// <summary>Also what only a management account is answered: in a member the role's own policy tells whether it has it.</summary>
    [Fact]
    public async Task Each_missing_permission_is_named_in_a_member_and_in_the_management_account()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        // Without these the role cannot be read, which is a step of its own.
        string[] actions = [.. AwsPermissions.All.Where((_, index) => index % 3 == 0), "account:GetPrimaryEmail", "organizations:ListParents"];
        foreach (FleetAccount account in new[] { world.Member, world.Management })
        {
            foreach (string action in actions.Distinct().Where(action => action is not ("iam:GetRole" or "iam:GetRolePolicy" or "iam:ListRolePolicies" or "iam:ListAttachedRolePolicies")))
            {
                world.Set(account, posture => posture with { WatchRoleLacks = [action] });

                VerificationResult result = Of(await Verify(world, PostureWorld.Registration(account)), "permissions");

                Assert.True(result.Status == VerificationStatus.Fail, $"{action}: {result}");
                Assert.StartsWith($"not allowed: {action} (", result.Text, StringComparison.Ordinal);
                Assert.Contains("rootwatch policy print", result.Remedy, StringComparison.Ordinal);
            }

            world.Set(account, posture => posture with { WatchRoleLacks = [] });
        }
    }

    [Fact]
    public async Task What_the_management_account_s_role_has_and_is_denied_all_the_same_is_named()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "ListParents" });

        VerificationResult management = Of(await Verify(world, PostureWorld.Registration(world.Management)), "permissions");
        VerificationResult member = Of(await Verify(world, PostureWorld.Registration(world.Member)), "permissions");

        Assert.StartsWith("not allowed: organizations:ListParents (User: ", management.Text, StringComparison.Ordinal);
        Assert.Equal(VerificationStatus.Pass, member.Status);
    }

    [Fact]
    public async Task What_neither_a_call_nor_the_role_s_policy_tells_is_said_to_be_so()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Set(world.Member, posture => posture with { WatchRoleLacks = ["iam:GetRole"] });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.StartsWith("not allowed: iam:GetRole (", Of(steps, "permissions").Text, StringComparison.Ordinal);
        Assert.Contains("not to be told from here: account:GetPrimaryEmail, organizations:DescribePolicy, ", Of(steps, "permissions").Text, StringComparison.Ordinal);
        Assert.Equal(VerificationStatus.Unknown, Of(steps, "role").Status);
        Assert.Contains("denied", Of(steps, "role").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_allows_more_is_told()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Set(world.Member, posture => posture with { WatchRoleExtraActions = ["s3:GetObject"], WatchRoleAttachedPolicies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] });

        VerificationResult result = Of(await Verify(world, PostureWorld.Registration(world.Member)), "role");

        Assert.Equal((VerificationStatus.Fail, "it allows more than RootWatch calls: s3:GetObject, arn:aws:iam::aws:policy/ReadOnlyAccess"), (result.Status, result.Text));
    }

    [Fact]
    public async Task A_region_of_the_list_that_is_not_enabled_is_named_and_the_others_are_read()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();

        var steps = await Verify(world, PostureWorld.Registration(world.Member) with { Regions = ["us-east-1", "eu-south-1"] });

        Assert.Equal((VerificationStatus.Fail, "in the account's list and not enabled in the account: eu-south-1"), (Of(steps, "regions").Status, Of(steps, "regions").Text));
        Assert.Equal("read in us-east-1", Of(steps, "events").Text);
    }

    [Fact]
    public async Task A_region_in_which_events_are_denied_is_named()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "LookupEvents", Region = "eu-west-1", Account = world.Member.Id });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.Equal(VerificationStatus.Pass, Of(steps, "permissions").Status);
        Assert.StartsWith("not in eu-west-1: cloudtrail:LookupEvents in eu-west-1: AccessDenied", Of(steps, "events").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(600, "behind")]
    [InlineData(-600, "ahead of")]
    public async Task A_wrong_clock_is_told_and_keeps_nothing_else_from_being_tried(int seconds, string which)
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Skew, Seconds = seconds });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.Equal((VerificationStatus.Fail, $"it is 10 min {which} AWS's"), (Of(steps, "clock").Status, Of(steps, "clock").Text));
        Assert.All(steps.SkipLast(1), step => Assert.True(step.Result.Status == VerificationStatus.Pass, $"{step.Name}: {step.Result}"));
    }

    [Fact]
    public async Task Trouble_that_may_pass_is_unknown_and_never_a_failure_of_the_account()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Error, Status = 503, Account = world.Member.Id });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.Equal(VerificationStatus.Pass, Of(steps, "credentials").Status);
        Assert.Equal(VerificationStatus.Unknown, Of(steps, "assume-role").Status);
        Assert.DoesNotContain(steps, step => step.Result.Status == VerificationStatus.Fail);
    }

    [Fact]
    public async Task A_throttle_makes_it_slower_and_nothing_else()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Probability = 0.3, Region = "eu-west-1" });
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Probability = 0.3, Action = "GetRole" });
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Probability = 0.3, Action = "ListRegions" });

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.All(steps, step => Assert.True(step.Result.Status == VerificationStatus.Pass, $"{step.Name}: {step.Result}"));
    }

    [Theory]
    [InlineData("AssumeRole", "assume-role", "throttled: ")]
    [InlineData("GetRole", "permissions", "could not be tried: iam:GetRole (")]
    [InlineData("LookupEvents", "events", "throttled: ")]
    [InlineData(null, "assume-role", "throttled: ")]
    public async Task While_aws_throttles_it_ends_within_three_minutes_and_says_so(string? action, string step, string said)
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Action = action, Account = action is null ? null : world.Member.Id });
        DateTimeOffset begun = world.Time.GetUtcNow();

        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.InRange(world.Time.GetUtcNow() - begun, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(3.1));
        Assert.Equal(AccountVerification.Steps.Count, steps.Count);
        Assert.Equal(VerificationStatus.Unknown, Of(steps, step).Status);
        Assert.StartsWith(said, Of(steps, step).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, one => one.Result.Status == VerificationStatus.Fail);
    }

    [Fact]
    public async Task Where_all_of_IAM_is_throttled_what_could_not_be_told_in_time_is_unknown()
    {
        await using PostureWorld world = await PostureWorld.StartAsync();
        foreach (string action in PermissionProbes.Actions.Where(action => action.StartsWith("iam:", StringComparison.Ordinal)))
        {
            world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Action = action[4..], Account = world.Member.Id });
        }

        DateTimeOffset begun = world.Time.GetUtcNow();
        var steps = await Verify(world, PostureWorld.Registration(world.Member));

        Assert.InRange(world.Time.GetUtcNow() - begun, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3.1));
        Assert.Equal("it could not be told within 3 minutes, since AWS throttles the calls", Of(steps, "permissions").Text);
        Assert.All(steps.Skip(4), one => Assert.Equal(VerificationStatus.Unknown, one.Result.Status));
    }

    private static VerificationResult Of(List<(string Name, VerificationResult Result)> steps, string name) => steps.Single(step => step.Name == name).Result;

    private static async Task<List<(string Name, VerificationResult Result)>> Verify(PostureWorld world, AccountRegistration account)
    {
        return await world.Pass(All());

        async Task<List<(string, VerificationResult)>> All()
        {
            List<(string, VerificationResult)> steps = [];
            await foreach ((VerificationStep step, VerificationResult result) in new AccountVerification(world.Posture, world.Calls).Run(account, CancellationToken.None))
            {
                steps.Add((step.Name, result));
            }

            return steps;
        }
    }
}
