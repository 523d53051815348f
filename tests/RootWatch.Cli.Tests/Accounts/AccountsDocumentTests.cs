using RootWatch.Cli.Accounts;

namespace RootWatch.Cli.Tests.Accounts;

public sealed class AccountsDocumentTests
{
    private static readonly AccountEntry Entry = new("000000000007", "production", "arn:aws:iam::000000000007:role/RootWatch", "5d2f");

    public static TheoryData<string, string, string> Texts => new()
    {
        { "no file", "", $"tenants:\n  - id: \"acme\"\n    accounts:\n{Block(6)}" },
        { "only comments", "# ours\n", $"# ours\ntenants:\n  - id: \"acme\"\n    accounts:\n{Block(6)}" },
        { "another tenant only", "tenants:\n- id: globex\n  accounts:\n  - id: \"1\"\n    regions: auto # all\n# end\n", $"tenants:\n- id: globex\n  accounts:\n  - id: \"1\"\n    regions: auto # all\n- id: \"acme\"\n  accounts:\n{Block(4)}# end\n" },
        { "the tenant without accounts", "tenants:\n  - id: acme # ours\n    name: Acme\n", $"tenants:\n  - id: acme # ours\n    name: Acme\n    accounts:\n{Block(6)}" },
        {
            "the tenant between others, its accounts before its settings",
            "tenants:\n  - id: acme\n    accounts:\n      - id: \"1\"\n        roleArn: a\n    rules:\n      RW-S01: {enabled: false}\n  - id: globex\n    accounts:\n      - id: \"2\"\n",
            $"tenants:\n  - id: acme\n    accounts:\n      - id: \"1\"\n        roleArn: a\n{Block(6)}    rules:\n      RW-S01: {{enabled: false}}\n  - id: globex\n    accounts:\n      - id: \"2\"\n"
        },
        { "accounts in braces", "tenants:\n  - id: acme\n    accounts:\n      - {id: \"1\", roleArn: a}\n", $"tenants:\n  - id: acme\n    accounts:\n      - {{id: \"1\", roleArn: a}}\n{Block(6)}" },
        { "no newline at the end", "tenants:\n  - id: acme\n    accounts:\n    - id: \"1\"", $"tenants:\n  - id: acme\n    accounts:\n    - id: \"1\"\n{Block(4)}" },
        { "CRLF", "tenants:\r\n  - id: acme\r\n    accounts:\r\n      - id: \"1\"\r\n", $"tenants:\r\n  - id: acme\r\n    accounts:\r\n      - id: \"1\"\r\n{Entry.ToYaml(6, "\r\n")}" },
        { "a quoted tenant", "tenants:\n  - \"id\": \"acme\"\n    \"accounts\":\n      - id: \"1\"\n", $"tenants:\n  - \"id\": \"acme\"\n    \"accounts\":\n      - id: \"1\"\n{Block(6)}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_account_is_added_and_the_rest_stays_as_people_wrote_it(string circumstance, string before, string after)
    {
        Assert.NotEmpty(circumstance);
        Assert.Equal((after, null), AccountsDocument.Add(before, "acme", Entry));
    }

    [Theory]
    [InlineData("tenants: [{id: acme, accounts: [{id: \"1\"}]}]", "no list with a tenant in each entry")]
    [InlineData("tenants:\n  - id: acme\n    accounts: []\n", "layout is not understood")]
    [InlineData("tenants:\n  - id: acme\n    accounts: [{id: \"1\"}]\n", "layout is not understood")]
    [InlineData("tokens:\n  - id: acme\n", "no 'tenants:' list")]
    [InlineData("- a\n", "no mapping")]
    [InlineData("tenants: {\n", "no YAML")]
    [InlineData("tenants:\n  - id: globex\n    accounts:\n      - id: \"000000000007\"\n", "in it already, of tenant 'globex'")]
    public void What_cannot_be_edited_is_left_alone_and_the_reason_told(string text, string reason)
    {
        var (edited, problem) = AccountsDocument.Add(text, "acme", Entry);

        Assert.Null(edited);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_accounts_can_be_added_one_after_the_other()
    {
        var text = "";
        for (var i = 0; i < 30; i++)
        {
            (text, var problem) = AccountsDocument.Add(text!, $"tenant-{i % 3}", Entry with { Id = $"{i:000000000000}" });
            Assert.Null(problem);
        }

        Assert.Equal(30, text!.Split("roleArn").Length - 1);
        Assert.Equal(3, text.Split("accounts:").Length - 1);
    }

    private static string Block(int indent) => Entry.ToYaml(indent, "\n");
}
