using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;
using RootWatch.Detection.Posture;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Tests.Posture;

/// <summary>Every check against a simulated AWS over sockets: what passes, what fails, what was denied, and who is exempt.</summary>
public sealed class PostureOverSocketsTests
{
    private static readonly Dictionary<string, (Func<SimulatedPosture, SimulatedPosture> Break, string Text)> Broken = new()
    {
        ["P01"] = (posture => posture with { RootMfa = false, RootPassword = true }, "AccountMFAEnabled = 0"),
        ["P02"] = (posture => posture with { VirtualMfaDevices = [new("arn:aws:iam::1:mfa/my-phone", "ROOT"), new("arn:aws:iam::1:mfa/x", "GROOT")] }, "virtual: arn:aws:iam::1:mfa/my-phone"),
        ["P03"] = (posture => posture with { RootAccessKeys = 1 }, "AccountAccessKeysPresent = 1"),
        ["P04"] = (posture => posture with { RootSigningCertificates = 1 }, "AccountSigningCertificatesPresent = 1"),
        ["P05"] = (posture => posture with { RootPassword = true, RootPasswordLastUsed = PostureWorld.Start.AddDays(-400), RootKeyLastUsed = PostureWorld.Start.AddDays(-1) }, "last used 2026-02-28"),
        ["P06"] = (posture => posture with { RootPassword = true }, "AccountPasswordPresent = 1 and central root access is on"),
        ["P07"] = (posture => posture with { RootFeatures = [] }, "enabled: nothing"),
        ["P08"] = (posture => posture with { SecurityContact = null }, "no security contact"),
        ["P09"] = (posture => posture with { BillingContact = "security@customer.example" }, "billing and security share"),
        ["P11"] = (posture => posture with { InOrganization = false }, "no organization"),
        ["P12"] = (posture => posture with { ServiceControlPolicies = [] }, "denies root (1 read)"),
        ["P13"] = (posture => posture with { PasswordPolicy = null }, "no password policy"),
        ["P14"] = (posture => posture with { PasswordPolicy = new SimulatedPasswordPolicy { PasswordReusePrevention = null } }, "PasswordReusePrevention = none"),
        ["P15"] = (posture => posture with { PasswordPolicy = new SimulatedPasswordPolicy { RequireSymbols = false } }, "not required: symbols"),
        ["P16"] = (posture => posture with { Trail = new SimulatedTrail { ReadWriteType = "WriteOnly", AdvancedSelectors = true } }, "writes only"),
        ["P17"] = (posture => posture with { Trail = new SimulatedTrail { LogFileValidation = false } }, "has none"),
        ["P18"] = (posture => posture with { Trail = new SimulatedTrail { DeliveryError = "NoSuchBucket" } }, "NoSuchBucket"),
        ["P19"] = (posture => posture with { Trail = new SimulatedTrail { KmsKeyId = null } }, "no KMS key"),
        ["P20"] = (posture => posture with { ConfigFailsIn = ["us-east-1"] }, "us-east-1: the last delivery failed"),
        ["P21"] = (posture => posture with { GuardDutySuspendedIn = ["us-east-1"] }, "us-east-1: suspended"),
        ["P22"] = (posture => posture with { SecurityHubOffIn = ["us-east-1"] }, "us-east-1: not enabled"),
        ["P24"] = (posture => posture with { SupportRoles = [] }, "no role"),
        ["P26"] = (posture => posture with { WatchRoleExtraActions = ["s3:*"] }, "s3:*"),
    };

    /// <summary>The one operation without which the check is not to be told.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["P01"] = "GetAccountSummary",
        ["P02"] = "ListVirtualMFADevices",
        ["P03"] = "GetAccountSummary",
        ["P04"] = "GetAccountSummary",
        ["P05"] = "GetAccountSummary GetCredentialReport",
        ["P06"] = "GetAccountSummary",
        ["P07"] = "ListOrganizationsFeatures",
        ["P08"] = "GetAlternateContact",
        ["P09"] = "GetAlternateContact",
        ["P11"] = "DescribeOrganization",
        ["P12"] = "ListPoliciesForTarget",
        ["P13"] = "GetAccountPasswordPolicy",
        ["P14"] = "GetAccountPasswordPolicy",
        ["P15"] = "GetAccountPasswordPolicy",
        ["P16"] = "GetEventSelectors",
        ["P17"] = "DescribeTrails",
        ["P18"] = "GetTrailStatus",
        ["P19"] = "GetBucketPublicAccessBlock",
        ["P20"] = "DescribeConfigurationRecorderStatus",
        ["P21"] = "GetDetector",
        ["P22"] = "DescribeHub",
        ["P24"] = "ListEntitiesForPolicy",
        ["P26"] = "GetRolePolicy",
    };

    /// <summary>No call of ours shows them, and P23 is about the watch itself: AccountPostureTests has these.</summary>
    private static readonly string[] NotFromAws = ["P10", "P23", "P25", "P27"];

    [Fact]
    public void Each_check_is_broken_and_denied_here_or_is_one_that_AWS_cannot_tell()
    {
        IEnumerable<string> all = PostureCatalogue.All.Select(check => check.Id).Order(StringComparer.Ordinal);
        Assert.Equal(all, Broken.Keys.Concat(NotFromAws).Order(StringComparer.Ordinal));
        Assert.Equal(all, Needed.Keys.Concat(NotFromAws).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_well_kept_account_passes_all_that_AWS_can_tell()
    {
        await using PostureWorld world = await StartAsync();

        IReadOnlyList<PostureResult> results = Check(await world.ReadAsync(world.Member));
        world.Set(world.Management, posture => posture with { RootPasswordLastUsed = PostureWorld.Start.AddDays(-400) });
        PostureResult unused = Check(await world.ReadAsync(world.Management)).Single(result => result.Check.Id == "P05");

        AllPass(results);
        Assert.Equal((PostureStatus.Pass, "last used 2025-01-25"), (unused.Status, unused.Text[..20]));
        Assert.All(results.Where(result => NotFromAws.Contains(result.Check.Id)), result => Assert.True(result.Status == PostureStatus.Unknown, $"{result.Check.Id} {result.Status}: {result.Text}"));
    }

    [Fact]
    public async Task Every_check_fails_for_what_it_is_about()
    {
        await using PostureWorld world = await StartAsync();
        foreach ((string check, (Func<SimulatedPosture, SimulatedPosture> change, string text)) in Broken)
        {
            // What the organization is set up for is asked of its management account.
            FleetAccount set = check is "P07" or "P12" ? world.Management : world.Member;
            world.Set(world.Member, _ => Good());
            world.Set(world.Management, _ => new SimulatedPosture());
            world.Set(set, posture => WithRoot(change(posture), world.Member.Id));
            world.Time.Advance(TimeSpan.FromHours(5));

            PostureResult result = Check(await world.ReadAsync(world.Member)).Single(one => one.Check.Id == check);

            Assert.True(result.Status == PostureStatus.Fail, $"{check} {result.Status}: {result.Text}");
            Assert.Contains(text, result.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whatever_is_denied_is_unknown_with_the_call_s_name_and_never_a_failure_or_a_pass()
    {
        await using PostureWorld world = await StartAsync();
        foreach ((string check, string operation) in Needed)
        {
            long[] faults = [.. operation.Split(' ').Select(action => world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = action }))];
            PostureResult result = Check(await world.ReadAsync(world.Member)).Single(one => one.Check.Id == check);
            Array.ForEach(faults, fault => world.Aws.RemoveFault(fault));

            Assert.True(result.Status == PostureStatus.Unknown, $"{check} without {operation} is {result.Status}: {result.Text}");
            Assert.Contains("denied", result.Text, StringComparison.Ordinal);
            Assert.Contains(operation.Split(' ')[^1], result.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_check_can_be_exempt_by_somebody_until_some_day()
    {
        await using PostureWorld world = await StartAsync();
        PostureFacts facts = await world.ReadAsync(world.Member);
        DateTimeOffset until = world.Time.GetUtcNow().AddDays(1);
        PostureSettings settings = PostureSettings.Default with { Exemptions = [.. PostureCatalogue.All.Select(check => new PostureExemption(check.Id, world.Member.Id, "bob", until, "agreed"))] };

        Assert.All(PostureCatalogue.Check(facts, settings, world.Time.GetUtcNow()), result => Assert.Equal((PostureStatus.Exempt, "bob", until), (result.Status, result.Exemption!.By, result.Exemption.Until)));
        Assert.DoesNotContain(PostureCatalogue.Check(facts, settings, until), result => result.Exemption is not null);
    }

    [Fact]
    public async Task Of_an_organization_s_trail_only_the_account_that_made_it_is_told_what_it_records()
    {
        await using PostureWorld world = await StartAsync();
        world.Set(world.Member, posture => posture with { Trail = new SimulatedTrail { Owner = world.Management.Id } });

        Dictionary<string, PostureResult> results = Check(await world.ReadAsync(world.Member)).ToDictionary(result => result.Check.Id);

        Assert.Equal(PostureStatus.Unknown, results["P16"].Status);
        Assert.Contains($"is a trail of account {world.Management.Id}", results["P16"].Text, StringComparison.Ordinal);
        Assert.Equal((PostureStatus.Pass, PostureStatus.Pass), (results["P17"].Status, results["P18"].Status));
    }

    [Fact]
    public async Task A_role_that_cannot_be_taken_leaves_everything_unknown()
    {
        await using PostureWorld world = await StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "AssumeRole", Account = world.Member.Id });

        Assert.All(Check(await world.ReadAsync(world.Member)), result => Assert.Equal(PostureStatus.Unknown, result.Status));
    }

    [Fact]
    public async Task A_trail_s_bucket_is_open_by_its_policy_or_its_list_unless_it_shuts_that_out()
    {
        await using PostureWorld world = await StartAsync();
        const string everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
        (SimulatedBucket Bucket, PostureStatus Status)[] cases =
        [
            (new SimulatedBucket { BlocksPublicAcls = false, BlocksPublicPolicy = false, Policy = BucketPolicy.None }, PostureStatus.Pass),
            (new SimulatedBucket { BlocksPublicPolicy = false, Policy = BucketPolicy.Public }, PostureStatus.Fail),
            (new SimulatedBucket { Policy = BucketPolicy.Public, AclGroup = everybody }, PostureStatus.Pass),
            (new SimulatedBucket { BlocksPublicAcls = false, AclGroup = everybody }, PostureStatus.Fail),
            (new SimulatedBucket { BlocksPublicAcls = false, AclGroup = "http://acs.amazonaws.com/groups/s3/LogDelivery" }, PostureStatus.Pass),
            (new SimulatedBucket { Region = "eu-west-1" }, PostureStatus.Pass),
            (new SimulatedBucket { Region = "eu-west-1", BlocksPublicPolicy = false, Policy = BucketPolicy.Public }, PostureStatus.Fail),
            (new SimulatedBucket { InAnotherAccount = true }, PostureStatus.Unknown),
        ];
        foreach ((SimulatedBucket bucket, PostureStatus status) in cases)
        {
            world.Set(world.Member, posture => posture with { TrailBucket = bucket });

            PostureResult result = Check(await world.ReadAsync(world.Member)).Single(one => one.Check.Id == "P19");

            Assert.True(result.Status == status, $"{bucket}: {result.Status}: {result.Text}");
            Assert.True(status != PostureStatus.Fail || result.Text.Contains("its bucket is public", StringComparison.Ordinal), result.Text);
        }
    }

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL-ID"}}}]}""", "anybody")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:user/rootwatch"},"Action":"sts:AssumeRole"}]}""", "without the external id")]
    public async Task A_trust_that_is_too_open_is_told(string trust, string text)
    {
        await using PostureWorld world = await StartAsync();
        world.Set(world.Member, posture => posture with { WatchRoleTrust = trust.Replace("EXTERNAL-ID", world.Member.ExternalId, StringComparison.Ordinal) });

        PostureResult result = Check(await world.ReadAsync(world.Member)).Single(one => one.Check.Id == "P26");

        Assert.Equal(PostureStatus.Fail, result.Status);
        Assert.Contains(text, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_trust_than_at_first_is_told_even_if_it_could_not_be_read_in_between()
    {
        await using PostureWorld world = await StartAsync();
        PostureFacts first = await world.ReadAsync(world.Member);
        long fault = world.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "GetRole" });
        PostureFacts denied = await world.ReadAsync(world.Member, first);
        world.Aws.RemoveFault(fault);
        world.Set(world.Member, posture => posture with
        {
            WatchRoleTrust = $$$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::888888888888:user/other","arn:aws:iam::999999999999:user/rootwatch"]},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"{{{{world.Member.ExternalId}}}}"}}}]}""",
        });

        PostureResult result = Check(await world.ReadAsync(world.Member, denied)).Single(one => one.Check.Id == "P26");

        Assert.Equal(PostureStatus.Fail, result.Status);
        Assert.Contains("changed since it was first read; it names arn:aws:iam::888888888888:user/other", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttle_slows_the_reading_and_fails_nothing_and_IAM_is_asked_twice_a_second_at_most()
    {
        await using PostureWorld world = await StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Probability = 0.5 });
        DateTimeOffset begin = world.Time.GetUtcNow();

        IReadOnlyList<PostureResult> results = Check(await world.ReadAsync(world.Member));
        TimeSpan took = world.Time.GetUtcNow() - begin;

        AllPass(results);
        string[] iam = ["GetAccountSummary", "GenerateCredentialReport", "GetCredentialReport", "ListVirtualMFADevices", "GetAccountPasswordPolicy", "ListOrganizationsFeatures", "ListEntitiesForPolicy", "GetRole", "ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies"];
        long calls = world.Aws.Calls.Where(count => count.Account == world.Member.Id && iam.Contains(count.Action)).Sum(count => count.Calls);
        Assert.True(calls >= iam.Length, $"{calls} calls");
        Assert.True(calls <= (took.TotalSeconds * 2) + 1, $"{calls} IAM calls in {took.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_call_that_is_throttled_for_ever_keeps_the_others_waiting_for_a_third_of_the_reading_s_time()
    {
        await using PostureWorld world = await StartAsync();
        world.Aws.SetFault(new Fault { Kind = FaultKind.Throttle, Action = "GetAccountPasswordPolicy" });
        DateTimeOffset begin = world.Time.GetUtcNow();

        PostureFacts facts = await world.ReadAsync(world.Member);

        Assert.InRange(world.Time.GetUtcNow() - begin, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(8));
        Assert.StartsWith("throttled: iam:GetAccountPasswordPolicy", facts.PasswordPolicy.Unknown, StringComparison.Ordinal);
        Assert.Equal((null, null), (facts.Summary.Unknown, facts.Organization.Unknown));
    }

    /// <summary>Each is an event in the customer's trail, and <c>rootwatch plan</c> tells what they cost.</summary>
    [Fact]
    public async Task A_day_s_readings_make_as_many_calls_as_the_plan_reckons_with()
    {
        await using PostureWorld world = await StartAsync();
        world.Set(world.Member, posture => posture with { IsOrganizationDelegate = false });
        PostureFacts facts = await world.ReadAsync(world.Member);
        long before = Made();
        for (int hour = 0; hour < 24; hour++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(59.5));
            facts = await world.ReadAsync(world.Member, facts);
        }

        Assert.Equal(PostureCost.CallsPerDay(world.Aws.Regions.Count), Made() - before, tolerance: 20.0);

        long Made() => world.Aws.Calls.Where(count => count.Account == world.Member.Id && count.Action != "AssumeRole").Sum(count => count.Calls);
    }

    [Fact]
    public async Task A_report_is_generated_once_in_four_hours()
    {
        await using PostureWorld world = await StartAsync();
        PostureFacts? facts = null;
        for (int hour = 0; hour < 9; hour++)
        {
            facts = await world.ReadAsync(world.Member, facts);
            Assert.Null(facts.Credentials.Unknown);
            world.Time.Advance(TimeSpan.FromMinutes(59));
        }

        Assert.InRange(world.Aws.Calls.Where(count => count.Action == "GenerateCredentialReport").Sum(count => count.Calls), 2, 3);
    }

    [Fact]
    public async Task A_trouble_that_passes_leaves_what_was_known_with_its_time_for_three_hours()
    {
        await using PostureWorld world = await StartAsync();
        PostureFacts first = await world.ReadAsync(world.Member);
        world.Aws.SetFault(new Fault { Kind = FaultKind.Error, Status = 503 });

        PostureFacts soon = await world.ReadAsync(world.Member, first);
        world.Time.Advance(TimeSpan.FromHours(3));
        PostureFacts later = await world.ReadAsync(world.Member, soon);

        Assert.Equal(first.Summary, soon.Summary);
        Assert.Contains("server_error", later.Summary.Unknown, StringComparison.Ordinal);
    }

    /// <summary>Root without credentials cannot be used: P05 is not about such an account.</summary>
    private static void AllPass(IReadOnlyList<PostureResult> results) =>
        Assert.All(results.Where(result => !NotFromAws.Contains(result.Check.Id)), result =>
            Assert.True(result.Status == (result.Check.Id == "P05" ? PostureStatus.Exempt : PostureStatus.Pass), $"{result.Check.Id} {result.Status}: {result.Text}"));

    /// <summary>A member without a root password that may ask what its organization is like.</summary>
    private static SimulatedPosture Good() => new() { RootPassword = false, RootPasswordLastUsed = PostureWorld.Start.AddDays(-400), IsOrganizationDelegate = true, RootAccessKeys = 0 };

    private static SimulatedPosture WithRoot(SimulatedPosture posture, string account) => posture with
    {
        VirtualMfaDevices = [.. posture.VirtualMfaDevices.Select(device => device with { UserArn = device.UserArn == "ROOT" ? $"arn:aws:iam::{account}:root" : $"arn:aws:iam::{account}:user/groot" })],
    };

    private static async Task<PostureWorld> StartAsync()
    {
        PostureWorld world = await PostureWorld.StartAsync();
        world.Set(world.Member, _ => Good());
        return world;
    }

    private static IReadOnlyList<PostureResult> Check(PostureFacts facts) => PostureCatalogue.Check(facts, PostureSettings.Default, facts.Summary.At ?? PostureWorld.Start);
}
