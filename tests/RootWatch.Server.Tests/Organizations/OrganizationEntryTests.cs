using System.Text;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Fleet;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Tests.Organizations;

/// <summary>Organizations in accounts.yaml.</summary>
public sealed class OrganizationEntryTests
{
    [Fact]
    public void The_form_in_the_documents_is_read_as_it_stands()
    {
        AccountsReading reading = Read("""
            tenants:
              - id: acme
                name: Acme GmbH
                organizations:
                  - id: o-a1b2c3d4e5
                    name: Acme
                    roleArn: arn:aws:iam::111122223333:role/RootWatch
                    externalIdPrefix: 6f1c0d9a54e84b7f93a2be0d7715c8f0
                    memberRole: RootWatch
                    regions: auto
                    include: [Production, ou-ab12-cdefghij, "tag:watch"]
                    exclude: ["tag:stage=test"]
                    tenantTag: customer
            """);

        Assert.Empty(reading.Mistakes.All);
        OrganizationRegistration organization = Assert.Single(reading.Roster!.Organizations);
        Assert.Equal(
            ("o-a1b2c3d4e5", "acme", "Acme", "RootWatch", "customer", "111122223333"),
            (organization.OrganizationId, organization.TenantId, organization.Name, organization.MemberRole, organization.TenantTag, organization.AskedAccountId));
        Assert.Equal(["Production", "ou-ab12-cdefghij", "tag:watch"], organization.Include.Select(choice => choice.ToString()));
        Assert.Equal([new AccountChoice(AccountChoiceKind.Tag, "stage", "test")], organization.Exclude);
        Assert.Equal("6f1c0d9a54e84b7f93a2be0d7715c8f0-222233334444", organization.Account("222233334444", "n", "acme").ExternalId);
        Assert.Empty(reading.Roster.Accounts);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place()
    {
        AccountsReading reading = Read("""
            tenants:
              - id: acme
                organizations:
                  - id: 111122223333
                    roleArn: arn:aws:iam::111122223333:user/bob
                    externalIdPrefix: short
                    memberRole: "not a role"
                    regions: [eu-wst-1]
                    include: [["Production"], "tag:"]
                    tenantTg: customer
                  - id: o-a1b2c3d4e5
                    roleArn: arn:aws:iam::111122223333:role/RootWatch
              - id: globex
                organizations:
                  - id: o-a1b2c3d4e5
                    roleArn: arn:aws:iam::111122223333:role/RootWatch
                    externalIdPrefix: 6f1c0d9a54e84b7f93a2be0d7715c8f0
                    externalIdPrefixFile: also.txt
            """);

        Assert.Null(reading.Roster);
        string[] expected =
        [
            "accounts.yaml:10:9: unknown key 'tenantTg'; did you mean 'tenantTag'?",
            "accounts.yaml:4:13: '111122223333' is no organization id",
            "accounts.yaml:5:18: 'arn:aws:iam::111122223333:user/bob' is no role ARN",
            "accounts.yaml:6:27: the external id prefix must have 22 to 1024 letters",
            "accounts.yaml:7:21: 'not a role' is no role's name",
            "accounts.yaml:8:19: unknown region 'eu-wst-1'",
            "accounts.yaml:9:19: 'include' lists units and tags",
            "accounts.yaml:9:35: 'include' lists units and tags",
            "accounts.yaml:11:9: the organization o-a1b2c3d4e5 has no 'externalIdPrefix'",
            "accounts.yaml:15:13: the organization o-a1b2c3d4e5 stands already in line 11",
            "accounts.yaml:18:31: give either externalIdPrefix or externalIdPrefixFile, not both",
        ];
        string[] shown = [.. reading.Mistakes.Lines()];
        Assert.All(expected, mistake => Assert.True(Array.Exists(shown, line => line.StartsWith(mistake, StringComparison.Ordinal)), $"{mistake} is not in\n{string.Join('\n', shown)}"));
    }

    private static AccountsReading Read(string yaml) => AccountsFile.Read("accounts.yaml", Encoding.UTF8.GetBytes(yaml), SigmaRules.None);
}
