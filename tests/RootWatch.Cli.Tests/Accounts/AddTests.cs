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
}
