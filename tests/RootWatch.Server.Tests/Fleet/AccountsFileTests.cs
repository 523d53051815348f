using RootWatch.Detection.Files;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Tests.Fleet;

/// <summary>accounts.yaml: read as a whole, or every mistake told with its place.</summary>
public sealed class AccountsFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-accounts-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_form_in_the_README_is_read_as_it_stands()
    {
        AccountsReading reading = Read("""
            tenants:
              - id: acme
                name: Acme GmbH
                accounts:
                  - id: "111122223333"
                    name: production
                    roleArn: arn:aws:iam::111122223333:role/RootWatch
                    externalId: 5d2f0c9e7b   # or externalIdFile: a path
                    regions: auto            # or a list
                  - id: 222233334444
                    roleArn: arn:aws:iam::222233334444:role/path/RootWatch
                    externalIdFile: secret.txt
                    regions: [us-east-1, eu-west-1]
                    maxCallsPerAccountPerDay: 5000
            """, ("secret.txt", "0012e4\n"));
        Assert.Empty(reading.Mistakes.All);
        Assert.Equal("Acme GmbH", Assert.Single(reading.Roster!.Tenants).Name);
        Assert.Equal("5d2f0c9e7b", reading.Roster.Accounts["111122223333"].ExternalId);
        Assert.Null(reading.Roster.Accounts["111122223333"].Regions);
        Assert.Equal("0012e4", reading.Roster.Accounts["222233334444"].ExternalId);
        Assert.Equal("222233334444", reading.Roster.Accounts["222233334444"].Name);
        Assert.Equal(["us-east-1", "eu-west-1"], reading.Roster.Accounts["222233334444"].Regions!);
        Assert.Null(reading.Roster.Accounts["111122223333"].MaxCallsPerDay);
        Assert.Equal(5000, reading.Roster.Accounts["222233334444"].MaxCallsPerDay);
        Assert.Equal(2, reading.FilesRead.Count);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place()
    {
        AccountsReading reading = Read("""
            tenants:
              - id: acme
                nam: Acme
                accounts:
                  - id: "111122223333"
                    rolearn: arn:aws:iam::111122223333:role/RootWatch
                    externalId: ""
                    regions: [us-east-1, eu-wst-1, us-gov-west-1]
                  - id: "222233334444"
                    roleArn: arn:aws:iam::111122223333:role/RootWatch
                  - id: "111122223333"
                    roleArn: arn:aws:iam::111122223333:user/bob
                    externalIdFile: nowhere.txt
              - id: ACME
                accounts: []
            """);
        Assert.Null(reading.Roster);
        string[] expected =
        [
            "accounts.yaml:3:5: unknown key 'nam'; did you mean 'name'?",
            "accounts.yaml:6:9: unknown key 'rolearn'; did you mean 'roleArn'?",
            "accounts.yaml:5:9: the account 111122223333 has no 'roleArn'",
            "accounts.yaml:7:21: 'externalId' is empty",
            "accounts.yaml:8:30: unknown region 'eu-wst-1'; did you mean 'eu-west-1'?",
            "accounts.yaml:10:18: the role is in account 111122223333, but the entry is for account 222233334444",
            "accounts.yaml:11:13: the account 111122223333 stands already in line 5 (tenant 'acme'); an account has one owner",
            "accounts.yaml:12:18: 'arn:aws:iam::111122223333:user/bob' is no role ARN",
            "accounts.yaml:13:25: there is no file",
            "accounts.yaml:14:9: the tenant 'ACME' stands already in line 2",
        ];
        foreach (string mistake in expected)
        {
            Assert.Contains(Shown(reading), shown => shown.StartsWith(mistake, StringComparison.Ordinal));
        }

        Assert.Equal(expected.Length, reading.Mistakes.All.Count);
    }

    [Theory]
    [InlineData("239")]
    [InlineData("many")]
    [InlineData("-1")]
    public void A_limit_of_calls_that_makes_no_sense_is_refused_with_its_place(string calls)
    {
        AccountsReading reading = Read($"tenants:\n  - id: acme\n    accounts:\n      - id: \"111122223333\"\n        roleArn: arn:aws:iam::111122223333:role/RootWatch\n        maxCallsPerAccountPerDay: {calls}\n");
        Assert.Null(reading.Roster);
        Assert.Equal($"accounts.yaml:6:35: maxCallsPerAccountPerDay must be a whole number of at least 240, not '{calls}'", Assert.Single(Shown(reading)));
    }

    [Theory]
    [InlineData("012345678901", "5:13: quote the account id: \"012345678901\"")]
    [InlineData("12345678901", "5:13: 12345678901 has 11 digits")]
    [InlineData("1111-2222-3333", "5:13: write the account id without separators: \"111122223333\"")]
    [InlineData("1.2e11", "5:13: '1.2e11' is no account id")]
    [InlineData("[1]", "5:13: 'id' must be a single value")]
    [InlineData("!!int 111122223333", "5:13: the tag")]
    [InlineData("*id", "5:13: the alias *id has no anchor")]
    public void An_account_id_that_YAML_or_a_person_bent_is_explained(string id, string mistake)
    {
        AccountsReading reading = Read($"tenants:\n  - id: acme\n    accounts:\n      # one\n      - id: {id}\n        roleArn: arn:aws:iam::111122223333:role/RootWatch\n");
        Assert.Null(reading.Roster);
        Assert.Contains(Shown(reading), shown => shown.StartsWith("accounts.yaml:" + mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_without_end_does_not_fill_the_screen()
    {
        AccountsReading reading = Read($"tenants:\n  - id: acme\n    name: *{new string('a', 100_000)}\n");
        Assert.Contains(Shown(reading), shown => shown.StartsWith("accounts.yaml:3:11: ", StringComparison.Ordinal));
        Assert.All(Shown(reading), shown => Assert.InRange(shown.Length, 1, 1100));
    }

    [Theory]
    [InlineData("", "accounts.yaml: the file is empty")]
    [InlineData("tenants: [\nd", "accounts.yaml:1:10: this is not YAML, here or in one of the next lines")]
    [InlineData("# nothing\n", "accounts.yaml: the file is empty")]
    [InlineData("tenants:\n\t- id: x\n", "accounts.yaml:2:1: the line is indented with a tab")]
    [InlineData("tenants: [\n", "accounts.yaml:2:1: this is not YAML")]
    [InlineData("tenants: []\n", "accounts.yaml:1:10: no account and no organization is listed")]
    [InlineData("tenant: []\n", "accounts.yaml:1:1: unknown key 'tenant'; did you mean 'tenants'?")]
    [InlineData("tenants: []\n---\ntenants: []\n", "accounts.yaml:2:1: a second document begins here")]
    [InlineData("a: &a [x, x]\ntenants: *a\n", "accounts.yaml:2:10: aliases of lists and maps are not supported")]
    [InlineData("tenants:\n  - <<: {id: x}\n", "accounts.yaml:2:5: merge keys (<<) are not supported")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]", "accounts.yaml:1:17: this is not YAML: nested deeper")]
    public void What_is_not_the_form_is_told_with_its_place(string text, string mistake)
    {
        AccountsReading reading = Read(text);
        Assert.Null(reading.Roster);
        Assert.Contains(Shown(reading), shown => shown.StartsWith(mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_mistakes_and_no_exceptions()
    {
        Assert.Contains("there is no file", Assert.Single(AccountsFile.Read(Path.Combine(_folder.FullName, "none.yaml"), SigmaRules.None).Mistakes.All).Text, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Single(AccountsFile.Read(_folder.FullName, SigmaRules.None).Mistakes.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_terminal_would_obey_never_reaches_it()
    {
        AccountsReading reading = Read("tenants:\n  - id: \"a\\e[31m\\u202eb\"\n    accounts: []\n");
        Assert.All(Shown(reading), shown => Assert.DoesNotContain(shown, character => char.IsControl(character) || character == '\u202e'));
    }

    private AccountsReading Read(string text, params (string Name, string Text)[] others)
    {
        foreach ((string name, string content) in others)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), content);
        }

        string path = Path.Combine(_folder.FullName, "accounts.yaml");
        File.WriteAllText(path, text);
        return AccountsFile.Read(path, SigmaRules.None);
    }

    private IEnumerable<string> Shown(AccountsReading reading) =>
        reading.Mistakes.All.Select(mistake => mistake.ToString().Replace(_folder.FullName + "/", "", StringComparison.Ordinal));
}
