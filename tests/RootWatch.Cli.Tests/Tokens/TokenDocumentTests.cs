using RootWatch.Cli.Tokens;

namespace RootWatch.Cli.Tests.Tokens;

public sealed class TokenDocumentTests
{
    private static readonly TokenEntry Entry = new("ops", new string('a', 64), "*", "viewer", "2027-01-01T00:00:00Z", null);
    private static readonly string Block = Entry.ToYaml(2, "\n");

    [Fact]
    public void An_entry_is_quoted_throughout() => Assert.Equal(
        """
            - id: "007"
              sha256: "ff"
              tenant: "*"
              role: "admin"
              expires: "2027-01-01T00:00:00Z"
              note: "a \u0022b\u0022: # c\\\n"

        """.ReplaceLineEndings("\n"),
        new TokenEntry("007", "ff", "*", "admin", "2027-01-01T00:00:00Z", "a \"b\": # c\\\n").ToYaml(4, "\n"));

    public static TheoryData<string, string, string> Texts => new()
    {
        { "no file", "", $"tokens:\n{Block}" },
        { "only comments", "# ours\n", $"# ours\ntokens:\n{Block}" },
        { "an empty list", "# a\ntokens: []\nother: 1\n", $"# a\ntokens: \n{Block}other: 1\n" },
        { "nothing behind the colon", "tokens:\n", $"tokens:\n{Block}" },
        { "nothing behind the colon, and no newline", "tokens:", $"tokens:\n{Block}" },
        { "other keys only", "version: 1", $"version: 1\ntokens:\n{Block}" },
        { "entries", "tokens:\n  - id: a\n    note: x\n", $"tokens:\n  - id: a\n    note: x\n{Block}" },
        { "no newline at the end", "tokens:\n  - id: a", $"tokens:\n  - id: a\n{Block}" },
        { "comments around", "# top\ntokens: # list\n  # first\n  - id: a # the a\n  # end\n", $"# top\ntokens: # list\n  # first\n  - id: a # the a\n{Block}  # end\n" },
        { "entries without indent", "tokens:\n- id: a\n  note: x\nother: 1\n", $"tokens:\n- id: a\n  note: x\n{Entry.ToYaml(0, "\n")}other: 1\n" },
        { "wide indent and keys behind", "tokens:\n    - id: a\n\nother:\n  - 1\n", $"tokens:\n    - id: a\n{Entry.ToYaml(4, "\n")}\nother:\n  - 1\n" },
        { "entries in braces", "tokens:\n  - {id: a, note: x}\n", $"tokens:\n  - {{id: a, note: x}}\n{Block}" },
        { "CRLF", "tokens:\r\n  - id: a\r\n", $"tokens:\r\n  - id: a\r\n{Entry.ToYaml(2, "\r\n")}" },
        { "a dash before", "---\ntokens:\n  - id: a-b\n", $"---\ntokens:\n  - id: a-b\n{Block}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_entry_is_added_and_the_rest_stays_as_people_wrote_it(string circumstance, string before, string after)
    {
        Assert.NotEmpty(circumstance);
        Assert.Equal((after, null), TokenDocument.Add(before, Entry));
    }

    [Fact]
    public void Many_entries_can_be_added_one_after_the_other()
    {
        var text = "";
        for (var i = 0; i < 20; i++)
        {
            text = TokenDocument.Add(text, Entry with { Id = $"t{i}", Note = i % 2 == 0 ? null : "note" }).Text!;
        }

        Assert.Equal(20, text.Split('\n').Count(line => line.StartsWith("  - id: \"t", StringComparison.Ordinal)));
        Assert.Contains("already has a token with the id 't7'", TokenDocument.Add(text, Entry with { Id = "t7" }).Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokens:\n  - id: \"ops\"\n", "already has a token with the id 'ops'")]
    [InlineData("tokens:\n  - note: x\n    id: ops\n", "already has a token with the id 'ops'")]
    [InlineData("tokens: [{id: a}]\n", "written in brackets")]
    [InlineData("tokens: {id: a}\n", "is no list")]
    [InlineData("tokens: some text\n", "is no list")]
    [InlineData("- a\n- b\n", "no mapping with a 'tokens:' list")]
    [InlineData("just text", "no mapping with a 'tokens:' list")]
    [InlineData("tokens:\n  - id: a\n   broken: [\n", "is no YAML")]
    [InlineData("tokens: [\nd", "is no YAML")]
    [InlineData("tokens:\n  - id: a\n---\ntokens: []\n", "no mapping")]
    public void A_file_that_cannot_be_added_to_is_left_alone_with_a_reason(string text, string reason)
    {
        var (after, problem) = TokenDocument.Add(text, Entry);
        Assert.Null(after);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
