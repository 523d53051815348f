namespace RootWatch.AwsSimulator.Tests.Fleet;

public sealed class FleetTests
{
    [Fact]
    public async Task The_accounts_file_names_every_account_under_its_tenant_as_the_server_reads_it()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { Accounts = 23, Tenants = 3 });
        var (yaml, first) = (aws.Host.AccountsYaml, aws.Account);
        Assert.Contains($"""
              - id: {first.TenantId}
                name: Acme GmbH
                accounts:
                  - id: "{first.Id}"
                    name: production
                    roleArn: arn:aws:iam::{first.Id}:role/RootWatch
                    externalId: "{first.ExternalId}"
                    regions: auto
            """, yaml);
        Assert.Equal(23, yaml.Split("roleArn:").Length - 1);
        Assert.Equal(3, yaml.Split("    accounts:").Length - 1);
    }

    [Fact]
    public async Task Two_thousand_accounts_have_two_thousand_ids_of_twelve_digits_and_secrets_of_their_own()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { Accounts = 2000 });
        Assert.Equal(2000, aws.Host.Accounts.Select(account => account.Id).Distinct().Count());
        Assert.Equal(2000, aws.Host.Accounts.Select(account => account.ExternalId).Distinct().Count());
        Assert.All(aws.Host.Accounts, account => Assert.Matches("^[1-9][0-9]{11}$", account.Id));
        Assert.Equal(200, aws.Host.Tenants.Select(tenant => tenant.Id).Distinct().Count());
    }
}
