using System.Diagnostics;

namespace RootWatch.AwsSimulator.Tests;

public sealed class ProgramTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("--listen 127.0.0.1", "--listen 127.0.0.1: give an address and a port")]
    [InlineData("--listen 127.0.0.1:0 --accounts 0 --regions 99", "--accounts 0: give a number from 1 to")]
    [InlineData("--listen 127.0.0.1:0 --regions 99 --accounts 0", "--regions 99: give a number from 1 to 34")]
    [InlineData("--listen 127.0.0.1:0 --records /nowhere", "the records folder /nowhere does not exist")]
    [InlineData("--listen 127.0.0.1:0 --history soon", "'soon' is not a duration")]
    [InlineData("--listen 127.0.0.1:0 --write-accounts /nowhere/accounts.yaml", "/nowhere")]
    [InlineData("--acounts 3", "--acounts")]
    public async Task A_wrong_setting_ends_it_with_a_message_and_no_stack_trace(string arguments, string message)
    {
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(Limit);
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(message, error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_where_it_listens_writes_its_fleet_answers_and_ends_on_SIGTERM()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-").FullName;
        var accounts = Path.Combine(folder, "accounts.yaml");
        using var process = Start($"--listen 127.0.0.1:0 --accounts 4 --write-accounts {accounts}");
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync(limit.Token);
                Assert.NotNull(line);
            }
            while (!line.StartsWith("listening on ", StringComparison.Ordinal));

            Assert.Equal(4, (await File.ReadAllTextAsync(accounts, limit.Token)).Split("roleArn:").Length - 1);
            using var client = new TestClient(new Uri(line["listening on ".Length..]), TimeProvider.System);
            Assert.Equal("999999999999", (await client.StsAsync("GetCallerIdentity", TestClient.Watcher)).XmlText("Account"));

            // A second one on the same port says so.
            using var second = Start($"--listen {new Uri(line["listening on ".Length..]).Authority}");
            Assert.Contains("the port is in use", await second.StandardError.ReadToEndAsync(limit.Token));

            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(limit.Token);
            }

            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Help_names_every_setting()
    {
        using var process = Start("--help");
        using var limit = new CancellationTokenSource(Limit);
        var help = await process.StandardOutput.ReadToEndAsync(limit.Token);
        Assert.All(
            (string[])["--listen", "--accounts", "--regions", "--tenants", "--seed", "--write-accounts", "--records", "--play-rate", "--history", "--incident-every", "--access-key", "--secret-key"],
            setting => Assert.Contains(setting, help));
    }

    private static Process Start(string arguments) => Process.Start(new ProcessStartInfo("dotnet")
    {
        Arguments = $"\"{Path.Combine(AppContext.BaseDirectory, "RootWatch.AwsSimulator.dll")}\" {arguments}",
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;
}
