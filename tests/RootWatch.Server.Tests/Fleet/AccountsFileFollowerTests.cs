using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Files;
using RootWatch.Server.Fleet;
using RootWatch.Server.Tests.Hosting;

namespace RootWatch.Server.Tests.Fleet;

/// <summary>A changed accounts.yaml comes into force when it is whole and right, and not before.</summary>
public sealed class AccountsFileFollowerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-follow-");
    private readonly CurrentRoster _roster = new();
    private readonly ReloadStatus _status = new();
    private readonly FakeLogCollector _log = new();

    public void Dispose()
    {
        _status.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_good_change_is_taken_a_bad_one_keeps_the_old_roster_and_says_so()
    {
        Write("111122223333");
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["111122223333"], _roster.Value.Accounts.Keys);

        Write("222233334444");
        follower.Look();
        Assert.Equal(["111122223333"], _roster.Value.Accounts.Keys);
        follower.Look();
        Assert.Equal(["222233334444"], _roster.Value.Accounts.Keys);

        File.WriteAllText(AccountsPath, "tenants: [");
        follower.Look();
        follower.Look();
        Assert.Equal(["222233334444"], _roster.Value.Accounts.Keys);
        Assert.False(_status.Good["accounts"]);

        // By rename, as careful editors write.
        Write("333344445555", "new.yaml");
        File.Move(Path.Combine(_folder.FullName, "new.yaml"), AccountsPath, overwrite: true);
        follower.Look();
        follower.Look();
        Assert.Equal(["333344445555"], _roster.Value.Accounts.Keys);
        Assert.True(_status.Good["accounts"]);

        File.Delete(AccountsPath);
        follower.Look();
        follower.Look();
        Assert.Equal(["333344445555"], _roster.Value.Accounts.Keys);
        Assert.False(_status.Good["accounts"]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_path_that_can_be_none_is_a_mistake_like_any_other()
    {
        Write("111122223333");
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(AccountsPath, File.ReadAllText(AccountsPath) + "        externalIdFile: \"a\\0b\"\n");

        follower.Look();
        follower.Look();
        follower.Look();

        Assert.Equal(["111122223333"], _roster.Value.Accounts.Keys);
        Assert.False(_status.Good["accounts"]);
        Assert.Contains(_log.GetSnapshot(), line => line.Message.Contains("Null character in path", StringComparison.Ordinal));
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What reading a file runs into must not end the server, whose other work goes on.</summary>
    [Fact]
    public async Task A_fault_of_our_own_in_a_changed_file_is_told_once_and_leaves_what_was_read_before()
    {
        string path = Path.Combine(_folder.FullName, "x.yaml");
        File.WriteAllText(path, "good");
        using FaultyFollower follower = new(path, _status, new FakeLogger<FaultyFollower>(_log));
        await follower.StartAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(path, "bad");
        for (int i = 0; i < 4; i++)
        {
            follower.Look();
        }

        Assert.Equal((false, 2), (_status.Good["x"], follower.Loads));
        Assert.Single(_log.GetSnapshot(), line => line.Message == $"x: reading {path} failed in an unforeseen way" && line.Exception is InvalidOperationException);

        File.WriteAllText(path, "good again");
        follower.Look();
        follower.Look();
        Assert.Equal((true, 3), (_status.Good["x"], follower.Loads));
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Whoever may write the file may silence a rule; that leaves a line.</summary>
    [Fact]
    public async Task Each_change_of_a_tenants_rule_settings_is_logged_from_what_to_what()
    {
        WriteRules("{RW-S03: {enabled: false}, RW-D10: {thresholds: {minimum-length: 12}}}");
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
        [
            "rule settings of tenant acme changed: RW-D10 thresholds.minimum-length from default to 12",
            "rule settings of tenant acme changed: RW-S03 enabled from default to false",
        ], TakeChanges());

        WriteRules("{RW-D10: {thresholds: {minimum-length: 10}}}");
        follower.Look();
        follower.Look();
        Assert.Equal(
        [
            "rule settings of tenant acme changed: RW-D10 thresholds.minimum-length from 12 to 10",
            "rule settings of tenant acme changed: RW-S03 enabled from false to default",
        ], TakeChanges());
        Assert.Equal(10, _roster.Value.SettingsOf("acme").Thresholds["RW-D10/minimum-length"]);
        Assert.Empty(_roster.Value.SettingsOf("other").Thresholds);

        WriteRules("{RW-D10: {thresholds: {minimum-length: 1}}}");
        follower.Look();
        follower.Look();
        Assert.Contains(TakeChanges(), line => line.Contains("accounts.yaml:3:51: 'minimum-length' must be a number from 6 to 128", StringComparison.Ordinal));
        Assert.Equal(10, _roster.Value.SettingsOf("acme").Thresholds["RW-D10/minimum-length"]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Fewer regions, or another tenant, and root is not seen any more by those who should: that leaves a line, too.</summary>
    [Fact]
    public async Task Each_change_of_an_account_is_logged_and_no_external_id_is_shown()
    {
        WriteTenants(("acme", ["1: externalId: first-secret", "2: regions: auto", "3: externalId: x-secret"]), ("beta", ["4:"]));
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(TakeChanges());

        WriteTenants(("acme", ["1: externalId: other-secret", "2: regions: [us-east-1, eu-west-1]", "5:"]), ("beta", ["4: maxCallsPerAccountPerDay: 500", "3:"]));
        follower.Look();
        follower.Look();
        Assert.Equal(
        [
            "in the accounts file account 111122223331 changed: externalId from one to another",
            "in the accounts file account 111122223332 changed: regions from auto to [eu-west-1, us-east-1]",
            "in the accounts file account 111122223333 changed: tenant from acme to beta",
            "in the accounts file account 111122223333 changed: externalId from one to none",
            "in the accounts file account 111122223334 changed: maxCallsPerAccountPerDay from default to 500",
            "in the accounts file account 111122223335 is new, tenant acme's",
        ], TakeChanges());

        WriteTenants(("acme", ["1: externalId: other-secret"]));
        follower.Look();
        follower.Look();
        Assert.Equal(
            ["2 is gone, was tenant acme's", "3 is gone, was tenant beta's", "4 is gone, was tenant beta's", "5 is gone, was tenant acme's"],
            TakeChanges().Select(line => line["in the accounts file account 11112222333".Length..]));
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>One line of an organization's entry may be about hundreds of accounts.</summary>
    [Fact]
    public async Task Each_change_of_an_organization_is_logged_and_no_prefix_is_shown()
    {
        WriteOrganization("memberRole: RootWatch", "first-prefix-of-22-signs");
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(TakeChanges());

        WriteOrganization("memberRole: other/Role, exclude: [Production, tag:stage=live], tenantTag: customer, regions: [us-east-1]", "other-prefix-of-22-signs");
        follower.Look();
        follower.Look();
        Assert.Equal(
        [
            "in the accounts file organization o-a1b2c3d4e5 changed: memberRole from RootWatch to other/Role",
            "in the accounts file organization o-a1b2c3d4e5 changed: exclude from [] to [Production, tag:stage=live]",
            "in the accounts file organization o-a1b2c3d4e5 changed: tenantTag from none to customer",
            "in the accounts file organization o-a1b2c3d4e5 changed: regions from auto to [us-east-1]",
            "in the accounts file organization o-a1b2c3d4e5 changed: externalIdPrefix from one to another",
        ], TakeChanges());

        WriteTenants(("acme", ["1:"]));
        follower.Look();
        follower.Look();
        Assert.Equal(
            ["in the accounts file organization o-a1b2c3d4e5 is gone, was tenant acme's", "in the accounts file account 111122223331 is new, tenant acme's"],
            TakeChanges());
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Of_very_many_changed_accounts_the_first_are_named_and_the_rest_is_counted()
    {
        WriteTenants(("acme", ["1:"]));
        using AccountsFileFollower follower = Follower();
        await follower.StartAsync(TestContext.Current.CancellationToken);

        File.AppendAllText(AccountsPath, string.Concat(Enumerable.Range(1, 60).Select(n => $"      - {{id: \"2222000000{n:00}\", roleArn: \"arn:aws:iam::2222000000{n:00}:role/R\"}}\n")));
        follower.Look();
        follower.Look();

        string[] told = TakeChanges();
        Assert.Equal(51, told.Length);
        Assert.Equal("... and 10 more such changes of the accounts file", told[^1]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_setting_of_a_Sigma_rule_comes_into_force_like_any_other()
    {
        const string Rule = "title: x\nid: 8ad1600d-0000-4000-8000-00000000abcd\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: X}, condition: a}\n";
        WriteRules("{}");
        using AccountsFileFollower follower = Follower(SigmaLoader.Read([new SigmaSource("x.yml", Encoding.UTF8.GetBytes(Rule))]).Rules);
        await follower.StartAsync(TestContext.Current.CancellationToken);

        WriteRules("{SIGMA-8ad1600d-0000: {enabled: false}}");
        follower.Look();
        follower.Look();
        Assert.Equal(["rule settings of tenant acme changed: SIGMA-8ad1600d-0000 enabled from default to false"], TakeChanges());
        Assert.False(_roster.Value.SettingsOf("acme").Rules["SIGMA-8ad1600d-0000"].Enabled);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    private void WriteRules(string rules) => File.WriteAllText(AccountsPath,
        $"tenants:\n  - id: acme\n    rules: {rules}\n    accounts:\n      - id: \"111122223333\"\n        roleArn: arn:aws:iam::111122223333:role/RootWatch\n");

    /// <param name="tenants">Accounts by the last digit of their id, and what else stands in the entry.</param>
    private void WriteTenants(params (string Id, string[] Accounts)[] tenants) => File.WriteAllText(AccountsPath,
        "tenants:\n" + string.Concat(tenants.Select(tenant => $"  - id: {tenant.Id}\n    accounts:\n" + string.Concat(tenant.Accounts.Select(account =>
            $"      - id: \"11112222333{account[0]}\"\n        roleArn: arn:aws:iam::11112222333{account[0]}:role/R\n{(account.Length > 2 ? $"        {account[3..]}\n" : "")}")))));

    private void WriteOrganization(string settings, string prefix) => File.WriteAllText(AccountsPath,
        "tenants:\n  - id: acme\n    organizations:\n"
        + $"      - {{id: o-a1b2c3d4e5, roleArn: \"arn:aws:iam::111122223333:role/RootWatch\", externalIdPrefix: {prefix}, {settings}}}\n");

    private string[] TakeChanges() =>
        [.. _log.GetSnapshot(clear: true).Select(line => line.Message).Where(line => !line.StartsWith("accounts:", StringComparison.Ordinal))];

    private string AccountsPath => Path.Combine(_folder.FullName, "accounts.yaml");

    private void Write(string account, string file = "accounts.yaml") => File.WriteAllText(Path.Combine(_folder.FullName, file),
        $"tenants:\n  - id: acme\n    accounts:\n      - id: \"{account}\"\n        roleArn: arn:aws:iam::{account}:role/RootWatch\n");

    private AccountsFileFollower Follower(SigmaRules? sigma = null) => new(
        SomeSettings.Any with { AccountsPath = AccountsPath }, _roster, sigma ?? SigmaRules.None, new FakeTimeProvider(), _status, new FakeLogger<AccountsFileFollower>(_log));

    /// <summary>Of a file that it cannot stand if it says <c>bad</c>.</summary>
    private sealed class FaultyFollower(string path, ReloadStatus status, FakeLogger<FaultyFollower> logger) : FileFollower(path, new FakeTimeProvider(), status, logger)
    {
        public int Loads { get; private set; }

        protected override string Name => "x";

        protected override IReadOnlyList<string> Followed() => [Path];

        protected override RootWatch.Detection.Files.Mistakes Load(out string summary)
        {
            Loads++;
            summary = "";
            return File.ReadAllText(Path) == "bad" ? throw new InvalidOperationException("what nobody foresaw") : new();
        }
    }
}
