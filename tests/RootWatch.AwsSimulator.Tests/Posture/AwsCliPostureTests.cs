using System.Text;
using System.Text.Json;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;

namespace RootWatch.AwsSimulator.Tests.Posture;

/// <summary>Each operation about an account's state, read by a client that nobody here wrote.</summary>
public sealed class AwsCliPostureTests : IAsyncLifetime
{
    private SimulatorHost _host = null!;

    private FleetAccount Management => _host.Accounts[0];

    private FleetAccount Member => _host.Accounts[1];

    public async ValueTask InitializeAsync() => _host = await SimulatorHost.StartAsync(new SimulatorOptions());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<Keys> SessionAsync(FleetAccount account)
    {
        using var client = new TestClient(_host.Endpoint, TimeProvider.System);
        return await client.SessionAsync(account);
    }

    private async Task<CliResult> RunAsync(FleetAccount account, string command, string region = "us-east-1") =>
        await AwsCli.RunAsync(_host.Endpoint, await SessionAsync(account), region, command.Split(' '));

    private async Task<JsonElement> JsonAsync(FleetAccount account, string command, string region = "us-east-1") => (await RunAsync(account, command, region)).Json;

    private void Set(Func<SimulatedPosture, SimulatedPosture> change) => _host.SetPosture(Management.Id, change);

    [Fact]
    public async Task The_account_summary()
    {
        Set(posture => posture with { RootMfa = false, RootAccessKeys = 2 });
        var map = (await JsonAsync(Management, "iam get-account-summary")).GetProperty("SummaryMap");
        Assert.Equal((0, 2, 1), (map.GetProperty("AccountMFAEnabled").GetInt32(), map.GetProperty("AccountAccessKeysPresent").GetInt32(), map.GetProperty("AccountPasswordPresent").GetInt32()));
    }

    [Fact]
    public async Task The_credential_report_from_its_order_to_its_delivery()
    {
        Assert.Contains("(ReportNotPresent)", (await RunAsync(Management, "iam get-credential-report")).Error);
        Assert.Equal("STARTED", (await JsonAsync(Management, "iam generate-credential-report")).GetProperty("State").GetString());
        JsonElement report = default;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                var asked = RunAsync(Management, "iam get-credential-report").GetAwaiter().GetResult();
                report = asked.ExitCode == 0 ? asked.Json : default;
                return asked.ExitCode == 0;
            }, TimeSpan.FromSeconds(60)));
        var lines = Encoding.UTF8.GetString(report.GetProperty("Content").GetBytesFromBase64()).Split('\n');
        Assert.StartsWith("user,arn,user_creation_time,password_enabled,password_last_used", lines[0]);
        Assert.Contains(lines, line => line.StartsWith($"<root_account>,arn:aws:iam::{Management.Id}:root,", StringComparison.Ordinal));
        Assert.Equal("COMPLETE", (await JsonAsync(Management, "iam generate-credential-report")).GetProperty("State").GetString());
    }

    [Fact]
    public async Task Virtual_MFA_devices_over_pages()
    {
        Set(posture => posture with { VirtualMfaDevices = [.. Enumerable.Range(0, 5).Select(i => new SimulatedMfaDevice($"arn:aws:iam::{Management.Id}:mfa/{i}", $"arn:aws:iam::{Management.Id}:{(i == 4 ? "root" : $"user/u{i}")}"))] });
        var devices = (await JsonAsync(Management, "iam list-virtual-mfa-devices --assignment-status Assigned --page-size 2")).GetProperty("VirtualMFADevices").EnumerateArray().ToList();
        Assert.Equal(5, devices.Count);
        Assert.Equal($"arn:aws:iam::{Management.Id}:root", devices[4].GetProperty("User").GetProperty("Arn").GetString());
    }

    [Fact]
    public async Task The_password_policy_and_none()
    {
        var policy = (await JsonAsync(Management, "iam get-account-password-policy")).GetProperty("PasswordPolicy");
        Assert.Equal((14, 24, true), (policy.GetProperty("MinimumPasswordLength").GetInt32(), policy.GetProperty("PasswordReusePrevention").GetInt32(), policy.GetProperty("RequireSymbols").GetBoolean()));
        Set(posture => posture with { PasswordPolicy = null });
        Assert.Contains("An error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy operation", (await RunAsync(Management, "iam get-account-password-policy")).Error);
    }

    [Fact]
    public async Task What_the_organization_has_taken_of_its_members_root_users()
    {
        var features = (await JsonAsync(Management, "iam list-organizations-features")).GetProperty("EnabledFeatures");
        Assert.Equal(["RootCredentialsManagement", "RootSessions"], features.EnumerateArray().Select(feature => feature.GetString()));
        Assert.Contains("(AccountNotManagementOrDelegatedAdministratorException)", (await RunAsync(Member, "iam list-organizations-features")).Error);
    }

    [Fact]
    public async Task The_watching_role_with_its_policies()
    {
        Set(posture => posture with { WatchRoleAttachedPolicies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] });
        var role = (await JsonAsync(Management, "iam get-role --role-name RootWatch")).GetProperty("Role");
        var trust = role.GetProperty("AssumeRolePolicyDocument").GetProperty("Statement")[0];
        Assert.Equal(Management.ExternalId, trust.GetProperty("Condition").GetProperty("StringEquals").GetProperty("sts:ExternalId").GetString());
        Assert.Equal("RootWatchRead", (await JsonAsync(Management, "iam list-role-policies --role-name RootWatch")).GetProperty("PolicyNames")[0].GetString());
        var policy = await JsonAsync(Management, "iam get-role-policy --role-name RootWatch --policy-name RootWatchRead");
        Assert.Equal("Allow", policy.GetProperty("PolicyDocument").GetProperty("Statement")[0].GetProperty("Effect").GetString());
        var attached = await JsonAsync(Management, "iam list-attached-role-policies --role-name RootWatch");
        Assert.Equal("ReadOnlyAccess", attached.GetProperty("AttachedPolicies")[0].GetProperty("PolicyName").GetString());
        var entities = await JsonAsync(Management, "iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess");
        Assert.Equal("Support", entities.GetProperty("PolicyRoles")[0].GetProperty("RoleName").GetString());
    }

    [Fact]
    public async Task Who_may_read_the_trail_s_bucket()
    {
        var bucket = (await JsonAsync(Management, "cloudtrail describe-trails")).GetProperty("trailList")[0].GetProperty("S3BucketName").GetString();
        Assert.True((await JsonAsync(Management, $"s3api get-public-access-block --bucket {bucket}")).GetProperty("PublicAccessBlockConfiguration").GetProperty("RestrictPublicBuckets").GetBoolean());
        Assert.False((await JsonAsync(Management, $"s3api get-bucket-policy-status --bucket {bucket}")).GetProperty("PolicyStatus").GetProperty("IsPublic").GetBoolean());
        Assert.Single((await JsonAsync(Management, $"s3api get-bucket-acl --bucket {bucket}")).GetProperty("Grants").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(Management, $"s3api get-bucket-location --bucket {bucket}")).GetProperty("LocationConstraint").ValueKind);
        Assert.Contains("(AccessDenied)", (await RunAsync(Member, $"s3api get-bucket-acl --bucket {bucket}")).Error);
        Assert.Contains("(NoSuchBucket)", (await RunAsync(Member, "s3api get-bucket-acl --bucket another")).Error);

        Set(posture => posture with { TrailBucket = new SimulatedBucket { Region = "eu-west-1", BlocksPublicAcls = false, BlocksPublicPolicy = false, Policy = BucketPolicy.Public, AclGroup = "http://acs.amazonaws.com/groups/global/AllUsers" } });
        Assert.Equal("eu-west-1", (await JsonAsync(Management, $"s3api get-bucket-location --bucket {bucket}")).GetProperty("LocationConstraint").GetString());
        Assert.Contains("(NoSuchPublicAccessBlockConfiguration)", (await RunAsync(Management, $"s3api get-public-access-block --bucket {bucket}", "eu-west-1")).Error);
        Assert.True((await JsonAsync(Management, $"s3api get-bucket-policy-status --bucket {bucket}", "eu-west-1")).GetProperty("PolicyStatus").GetProperty("IsPublic").GetBoolean());
        var grants = (await JsonAsync(Management, $"s3api get-bucket-acl --bucket {bucket}", "eu-west-1")).GetProperty("Grants");
        Assert.Equal("http://acs.amazonaws.com/groups/global/AllUsers", grants[1].GetProperty("Grantee").GetProperty("URI").GetString());
        Set(posture => posture with { TrailBucket = new SimulatedBucket { Policy = BucketPolicy.None } });
        Assert.Contains("(NoSuchBucketPolicy)", (await RunAsync(Management, $"s3api get-bucket-policy-status --bucket {bucket}")).Error);
    }

    [Fact]
    public async Task Contacts_and_the_lack_of_one()
    {
        Set(posture => posture with { SecurityContact = null });
        Assert.Equal("billing@customer.example", (await JsonAsync(Management, "account get-alternate-contact --alternate-contact-type BILLING")).GetProperty("AlternateContact").GetProperty("EmailAddress").GetString());
        Assert.Contains("(ResourceNotFoundException)", (await RunAsync(Management, "account get-alternate-contact --alternate-contact-type SECURITY")).Error);
        Assert.Equal("Customer", (await JsonAsync(Management, "account get-contact-information")).GetProperty("ContactInformation").GetProperty("FullName").GetString());
        Assert.Equal("aws-root@customer.example", (await JsonAsync(Management, $"account get-primary-email --account-id {Member.Id}")).GetProperty("PrimaryEmail").GetString());
        Assert.Contains("(AccessDeniedException)", (await RunAsync(Member, $"account get-primary-email --account-id {Member.Id}")).Error);
    }

    [Fact]
    public async Task The_organization_and_its_accounts_over_pages_some_of_them_empty()
    {
        Assert.Equal(Management.Id, (await JsonAsync(Member, "organizations describe-organization")).GetProperty("Organization").GetProperty("MasterAccountId").GetString());
        _host.SetFault(new Fault { Kind = FaultKind.EmptyPages, Action = "ListAccounts" });
        var accounts = (await JsonAsync(Management, "organizations list-accounts --page-size 1")).GetProperty("Accounts").EnumerateArray();
        Assert.Equal(_host.Accounts.Select(account => account.Id), accounts.Select(account => account.GetProperty("Id").GetString()!));
        Assert.Contains("(AccessDeniedException)", (await RunAsync(Member, "organizations list-accounts")).Error);
        _host.SetPosture(Member.Id, posture => posture with { InOrganization = false });
        Assert.Contains("(AWSOrganizationsNotInUseException)", (await RunAsync(Member, "organizations describe-organization")).Error);
    }

    [Fact]
    public async Task The_tree_of_the_organization_with_the_accounts_in_it()
    {
        _host.SetPosture(Member.Id, posture => posture with { OrganizationalUnit = "Production/Europe" });
        var root = (await JsonAsync(Management, "organizations list-roots")).GetProperty("Roots")[0].GetProperty("Id").GetString();
        var production = (await JsonAsync(Management, $"organizations list-organizational-units-for-parent --parent-id {root}")).GetProperty("OrganizationalUnits").EnumerateArray().Single();
        Assert.Equal("Production", production.GetProperty("Name").GetString());
        var europe = (await JsonAsync(Management, $"organizations list-organizational-units-for-parent --parent-id {production.GetProperty("Id").GetString()}")).GetProperty("OrganizationalUnits").EnumerateArray().Single();
        Assert.Equal("Europe", europe.GetProperty("Name").GetString());
        Assert.Equal([Member.Id], await AccountsOf(europe.GetProperty("Id").GetString()));
        Assert.Empty(await AccountsOf(production.GetProperty("Id").GetString()));
        Assert.Equal(_host.Accounts.Select(account => account.Id).Except([Member.Id]), await AccountsOf(root));
        var parent = (await JsonAsync(Management, $"organizations list-parents --child-id {Member.Id}")).GetProperty("Parents")[0];
        Assert.Equal((europe.GetProperty("Id").GetString(), "ORGANIZATIONAL_UNIT"), (parent.GetProperty("Id").GetString(), parent.GetProperty("Type").GetString()));
        Assert.Contains("(ParentNotFoundException)", (await RunAsync(Management, "organizations list-accounts-for-parent --parent-id ou-aaaa-bbbbbbbb")).Error);

        async Task<List<string>> AccountsOf(string? unit) =>
            [.. (await JsonAsync(Management, $"organizations list-accounts-for-parent --parent-id {unit}")).GetProperty("Accounts").EnumerateArray().Select(account => account.GetProperty("Id").GetString()!)];
    }

    [Fact]
    public async Task Tags_of_an_account()
    {
        _host.SetPosture(Member.Id, posture => posture with { Tags = new Dictionary<string, string> { ["customer"] = "acme", ["stage"] = "live" } });
        var tags = (await JsonAsync(Management, $"organizations list-tags-for-resource --resource-id {Member.Id}")).GetProperty("Tags").EnumerateArray();
        Assert.Equal([("customer", "acme"), ("stage", "live")], tags.Select(tag => (tag.GetProperty("Key").GetString()!, tag.GetProperty("Value").GetString()!)));
        Assert.Empty((await JsonAsync(Management, $"organizations list-tags-for-resource --resource-id {Management.Id}")).GetProperty("Tags").EnumerateArray());
        Assert.Contains("(TargetNotFoundException)", (await RunAsync(Management, "organizations list-tags-for-resource --resource-id 000000000000")).Error);
    }

    [Fact]
    public async Task An_account_that_is_new_and_one_that_is_suspended()
    {
        var added = _host.AddAccount(Management.TenantId, "new");
        _host.SetPosture(Member.Id, posture => posture with { AccountState = "SUSPENDED" });
        var accounts = (await JsonAsync(Management, "organizations list-accounts")).GetProperty("Accounts").EnumerateArray()
            .ToDictionary(account => account.GetProperty("Id").GetString()!, account => (account.GetProperty("Name").GetString(), account.GetProperty("Status").GetString()));
        Assert.Equal(("new", "ACTIVE"), accounts[added.Id]);
        Assert.Equal("SUSPENDED", accounts[Member.Id].Item2);
        Assert.Equal(added.Id, (await JsonAsync(added, "sts get-caller-identity")).GetProperty("Account").GetString());
    }

    [Fact]
    public async Task Service_control_policies_on_the_way_up()
    {
        var parent = (await JsonAsync(Management, $"organizations list-parents --child-id {Member.Id}")).GetProperty("Parents")[0].GetProperty("Id").GetString();
        var policies = (await JsonAsync(Management, $"organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id {parent}")).GetProperty("Policies").EnumerateArray().ToList();
        Assert.Equal(2, policies.Count);
        var content = (await JsonAsync(Management, $"organizations describe-policy --policy-id {policies[1].GetProperty("Id").GetString()}")).GetProperty("Policy").GetProperty("Content").GetString()!;
        Assert.Equal("Deny", JsonElement.Parse(content).GetProperty("Statement")[0].GetProperty("Effect").GetString());
    }

    [Theory]
    [InlineData(false, "EventSelectors")]
    [InlineData(true, "AdvancedEventSelectors")]
    public async Task Event_selectors_of_both_kinds(bool advanced, string member)
    {
        Set(posture => posture with { Trail = new SimulatedTrail { AdvancedSelectors = advanced } });
        Assert.Equal(1, (await JsonAsync(Management, "cloudtrail get-event-selectors --trail-name management-events")).GetProperty(member).GetArrayLength());
    }

    [Fact]
    public async Task GuardDuty_Config_and_Security_Hub_on_and_off()
    {
        Set(posture => posture with { GuardDutyOffIn = ["us-east-2"], GuardDutySuspendedIn = ["us-west-2"], ConfigOffIn = ["us-east-2"], SecurityHubOffIn = ["us-east-2"] });
        var on = _host.Regions[0];
        var id = (await JsonAsync(Management, "guardduty list-detectors", on)).GetProperty("DetectorIds")[0].GetString();
        Assert.Equal("ENABLED", (await JsonAsync(Management, $"guardduty get-detector --detector-id {id}", on)).GetProperty("Status").GetString());
        Assert.True((await JsonAsync(Management, "configservice describe-configuration-recorder-status", on)).GetProperty("ConfigurationRecordersStatus")[0].GetProperty("recording").GetBoolean());
        Assert.EndsWith(":hub/default", (await JsonAsync(Management, "securityhub describe-hub", on)).GetProperty("HubArn").GetString());

        Set(posture => posture with { GuardDutyOffIn = [on], ConfigOffIn = [on], SecurityHubOffIn = [on] });
        Assert.Equal(0, (await JsonAsync(Management, "guardduty list-detectors", on)).GetProperty("DetectorIds").GetArrayLength());
        Assert.Equal(0, (await JsonAsync(Management, "configservice describe-configuration-recorder-status", on)).GetProperty("ConfigurationRecordersStatus").GetArrayLength());
        Assert.Contains("(InvalidAccessException)", (await RunAsync(Management, "securityhub describe-hub", on)).Error);
    }

    [Fact]
    public async Task The_control_API_sets_an_account_up_member_by_member()
    {
        using var client = new TestClient(_host.Endpoint, TimeProvider.System);
        Assert.Equal(200, (await client.ControlAsync(HttpMethod.Post, "posture", $$$"""{"account":"{{{Management.Id}}}","set":{"securityContact":null}}""")).Status);
        Assert.Equal(200, (await client.ControlAsync(HttpMethod.Post, "posture", """{"set":{"rootMfa":false}}""")).Status);
        var shown = (await client.ControlAsync(HttpMethod.Get, $"posture?account={Management.Id}")).Json;
        Assert.False(shown.GetProperty("rootMfa").GetBoolean());
        Assert.False(shown.TryGetProperty("securityContact", out _));
        Assert.Equal(400, (await client.ControlAsync(HttpMethod.Post, "posture", """{"set":{"rootMfaa":false}}""")).Status);
    }

    [Fact]
    public async Task What_root_does_to_itself_shows()
    {
        _host.StartIncident("mfa-swap", Management.Id, TimeSpan.FromMinutes(10));
        var map = (await JsonAsync(Management, "iam get-account-summary")).GetProperty("SummaryMap");
        Assert.Equal(1, map.GetProperty("AccountMFAEnabled").GetInt32());
        _host.StartIncident("root-takeover", Management.Id, TimeSpan.FromMinutes(10));
        map = (await JsonAsync(Management, "iam get-account-summary")).GetProperty("SummaryMap");
        Assert.True(map.GetProperty("AccountAccessKeysPresent").GetInt32() > 0);
    }
}
