using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootWatch.Cli.Tests.Tokens;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TokenCreateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder.File("tokens.yaml");

    private string[] Command(string id, params string[] more) =>
        ["token", "create", "--id", id, "--tenant", "acme", "--role", "viewer", "--expires", "90d", "--file", Path, .. more];

    [Fact]
    public async Task The_token_is_printed_once_and_only_its_hash_is_kept()
    {
        var run = await Rootwatch.RunAsync(Command("ops", "--note", "for Ann"));
        Assert.Equal(0, run.ExitCode);
        var token = run.OutLines.Single();
        Assert.Matches("^rw_ops_[A-Za-z0-9_-]{43}$", token);
        var yaml = await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(token[7..], yaml + run.Error, StringComparison.Ordinal);
        Assert.Contains($"sha256: \"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}\"", yaml, StringComparison.Ordinal);
        Assert.Equal(
            ["tokens:", "- id: \"ops\"", "tenant: \"acme\"", "role: \"viewer\"", "note: \"for Ann\""],
            yaml.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !Regex.IsMatch(line, "^(sha256|expires)")));
        var expires = DateTimeOffset.Parse(Regex.Match(yaml, "expires: \"(.*)\"").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(expires - DateTimeOffset.UtcNow, TimeSpan.FromDays(89), TimeSpan.FromDays(90));
    }

    [Fact]
    public async Task The_file_is_made_for_its_owner_only_and_kept_as_it_is_later()
    {
        await Rootwatch.RunAsync(Command("a"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupRead);
        var first = await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken);
        var run = await Rootwatch.RunAsync(Command("b"));
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(first, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task An_id_that_is_taken_is_refused_and_nothing_is_printed_or_changed()
    {
        await Rootwatch.RunAsync(Command("ops"));
        var before = await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken);
        var run = await Rootwatch.RunAsync(Command("ops"));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("already has a token with the id 'ops'", run.ErrorLines.Single(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Callers_at_the_same_time_lose_no_entry()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Rootwatch.RunAsync(Command($"t{i}"))));
        var yaml = await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken);
        Assert.Contains(runs, run => run.ExitCode == 0);
        for (var i = 0; i < runs.Length; i++)
        {
            Assert.Equal(runs[i].ExitCode == 0, yaml.Contains($"- id: \"t{i}\"", StringComparison.Ordinal));
            Assert.Equal(runs[i].ExitCode == 0, runs[i].Out.Length > 0);
        }
    }

    [Fact]
    public async Task The_JSON_of_a_new_token_is_a_promise()
    {
        var run = await Rootwatch.RunAsync(Command("ops", "--output", "json"));
        var json = JsonDocument.Parse(run.OutLines.Single()).RootElement;
        Assert.Equal(["id", "tenant", "role", "expires", "file", "token"], json.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("--id", "Ops", "is no id")]
    [InlineData("--id", "a_b", "is no id")]
    [InlineData("--id", "", "is no id")]
    [InlineData("--tenant", "a b", "is no tenant id")]
    [InlineData("--tenant", "_canary", "is no tenant id")]
    [InlineData("--tenant", "-x", "is no tenant id")]
    [InlineData("--role", "root", "'root' not recognized")]
    [InlineData("--expires", "soon", "is no time")]
    [InlineData("--expires", "2020-01-01T00:00:00Z", "is past")]
    [InlineData("--expires", "2027-01-01T00:00:00", "is no time")]
    [InlineData("--expires", "0d", "is past")]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_made(string option, string value, string message)
    {
        var command = Command("ops");
        command[Array.IndexOf(command, option) + 1] = value;
        var run = await Rootwatch.RunAsync(command);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        foreach (var path in (string[])[_folder.Path, _folder.File("no/such/tokens.yaml"), _folder.Write("latin1", [0xe9, 0xff])])
        {
            var run = await Rootwatch.RunAsync("token", "create", "--id", "a", "--tenant", "*", "--role", "admin", "--expires", "1d", "--file", path);
            Assert.Equal((1, ""), (run.ExitCode, run.Out));
            Assert.Contains(path, run.ErrorLines.Single(), StringComparison.Ordinal);
        }
    }
}
