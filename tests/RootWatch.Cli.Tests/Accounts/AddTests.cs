using System.Text.Json;

namespace RootWatch.Cli.Tests.Accounts;

public sealed class AddTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string AccountsPath => _folder.File("accounts.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_account_gets_128_random_bits_of_its_own_and_the_customer_s_part_is_told()
    {
        var first = await Rootwatch.RunAsync("account", "add", "111122223333", "--tenant", "acme", "--name", "production", "--file", AccountsPath);
        var second = await Rootwatch.RunAsync("account", "add", "111122224444", "--tenant", "acme", "--file", AccountsPath, "-o", "json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        var externalId = Assert.Single(first.OutLines);
        Assert.Matches("^[0-9a-f]{32}$", externalId);
        Assert.Contains($"ExternalId={externalId}", first.Error, StringComparison.Ordinal);
        Assert.Contains("rootwatch account verify 111122223333", first.Error, StringComparison.Ordinal);
        var other = JsonElement.Parse(second.Out).GetProperty("externalId").GetString();
        Assert.Matches("^[0-9a-f]{32}$", other);
        Assert.NotEqual(externalId, other);
        Assert.Equal(
            $"""
            tenants:
              - id: "acme"
                accounts:
                  - id: "111122223333"
                    name: "production"
                    roleArn: "arn:aws:iam::111122223333:role/RootWatch"
                    externalId: "{externalId}"
                  - id: "111122224444"
                    roleArn: "arn:aws:iam::111122224444:role/RootWatch"
                    externalId: "{other}"

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(AccountsPath, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("has 12 digits", "11112222333", "--tenant", "acme")]
    [InlineData("is no tenant id", "111122223333", "--tenant", "*")]
    [InlineData("is no tenant id", "111122223333", "--tenant", "-x")]
    [InlineData("is no role of account 111122223333", "111122223333", "--tenant", "acme", "--role-arn", "arn:aws:iam::111122224444:role/RootWatch")]
    [InlineData("cannot be a name", "111122223333", "--tenant", "acme", "--name", "a\nb")]
    public async Task What_the_server_would_not_take_is_refused_before_anything_is_written(string reason, params string[] arguments)
    {
        var run = await Rootwatch.RunAsync(["account", "add", .. arguments, "--file", AccountsPath]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(AccountsPath));
    }

    [Fact]
    public async Task An_account_that_is_there_keeps_its_external_id()
    {
        await Rootwatch.RunAsync("account", "add", "111122223333", "--tenant", "acme", "--file", AccountsPath);
        var before = await File.ReadAllTextAsync(AccountsPath, TestContext.Current.CancellationToken);

        var run = await Rootwatch.RunAsync("account", "add", "111122223333", "--tenant", "globex", "--file", AccountsPath);

        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("is in it already, of tenant 'acme'", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(AccountsPath, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("globex")]
    public async Task A_disk_without_space_leaves_the_file_as_it_was(string tenant)
    {
        const string Head = "tenants:\n  - id: acme\n    accounts:\n      - id: \"444455556666\"\n#";
        const string Tail = "\n  - id: globex\n    accounts:\n      - id: \"777788889999\"\n";
        var before = Head + new string('x', 4045 - Head.Length - Tail.Length) + Tail;
        _folder.Write("accounts.yaml", before);

        var run = await WithFilesOf4KiB("account", "add", "111122223333", "--tenant", tenant, "--file", AccountsPath);

        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("was not changed (the disk is full); make space", run.ErrorLines.Single(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(AccountsPath, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_new_file_without_space_is_not_left_behind_empty()
    {
        var run = await WithFilesOf4KiB("account", "add", "111122223333", "--tenant", "acme", "--name", "n", "--role-arn", $"arn:aws:iam::111122223333:role/{new string('r', 5000)}", "--file", AccountsPath);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task What_an_entry_is_put_before_and_the_link_to_the_file_stay()
    {
        var target = _folder.Write("real.yaml", "tenants:\n  - id: acme\n    accounts:\n      - id: \"444455556666\"\n  - id: globex # theirs\n    accounts:\n      - id: \"777788889999\"\n");
        File.CreateSymbolicLink(AccountsPath, "real.yaml");

        var run = await Rootwatch.RunAsync("account", "add", "111122223333", "--tenant", "acme", "--file", AccountsPath);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("real.yaml", new FileInfo(AccountsPath).LinkTarget);
        Assert.EndsWith("  - id: globex # theirs\n    accounts:\n      - id: \"777788889999\"\n", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    /// <summary>A limit on the length of files stands in for a full disk. The runtime's own large file is left out.</summary>
    private static async Task<Run> WithFilesOf4KiB(params string[] arguments)
    {
        using var program = Rootwatch.Start(
            "bash", new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" },
            ["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", Rootwatch.Executable, .. arguments]);
        return await program.EndAsync();
    }
}
