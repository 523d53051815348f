using RootWatch.Detection.Sigma;
using RootWatch.Server.Files;
using RootWatch.Server.Fleet;

namespace RootWatch.Fuzz.Targets;

/// <summary>The file that says whom to watch.</summary>
internal sealed class AccountsFileTarget : FuzzTarget
{
    public override string Name => "accounts-file";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes(
        """
        # who is watched
        tenants:
          - id: acme
            name: Acme Ltd
            accounts:
              - id: "111122223333"
                name: production
                roleArn: arn:aws:iam::111122223333:role/RootWatch
                externalId: 8f14e45fceea167a
              - id: '444455556666'
                roleArn: arn:aws:iam::444455556666:role/path/RootWatch
                regions: [us-east-1, eu-west-1]
          - id: other
            accounts:
              - {id: "777788889999", roleArn: "arn:aws:iam::777788889999:role/RootWatch", externalId: abc}
        """,
        "tenants: [{id: a, accounts: [{id: '111122223333', roleArn: 'arn:aws:iam::111122223333:role/RootWatch'}]}]\n",
        "tenants:\n  - id: &a acme\n    name: *a\n    accounts:\n      - id: \"111122223333\"\n        roleArn: >-\n          arn:aws:iam::111122223333:role/RootWatch\n");

    // No word that names another file: what the fuzzer spells must not be opened.
    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(
        "tenants:\n", "  - id: x\n", "    accounts:\n", "      - id: \"111122223333\"\n", "roleArn: ", "externalId: ", "name: ", "regions: ", "arn:aws:iam::111122223333:role/", "&x ", "*x", "<<: *x\n",
        "!!str ", "%YAML 1.2\n", "%YAML 99999999999.1\n", "---\n", "...\n", "? ", ": ", "- ", "[", "]", "{", "}", ",", "'", "\"", "|\n", ">\n", "|9\n", "#", "\t", "\n", "\r\n", "\uFEFF", "\u0085",
        "\"\\uD800\"", "\"\\x00\"", "\"\\U0010FFFF\"", "~", "null", "111122223333", "99999999999999999999");

    public override void Run(byte[] input)
    {
        var reading = AccountsFile.Read("fuzzed.yaml", input, SigmaRules.None);
        Require((reading.Roster is null) == reading.Mistakes.Any, "a roster with mistakes, or none without");
        Require(reading.Mistakes.Lines().All(line => line.Length < 10_000), "a text without a bound");
    }
}
