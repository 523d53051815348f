namespace RootWatch.Cli.Tests.Connection;

public sealed class ServerConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StandInState _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_token_comes_from_the_environment_or_a_file()
    {
        _state.Token = "rw_ops_secret";
        await using var server = await StandInServer.StartAsync(_state);
        string[] command = ["alerts", "list"];
        var environment = new Dictionary<string, string> { ["ROOTWATCH_SERVER"] = server.Address, ["ROOTWATCH_TOKEN"] = "rw_ops_secret" };
        Assert.Equal(0, (await Rootwatch.RunAsync(null, environment, command)).ExitCode);

        environment["ROOTWATCH_TOKEN"] = "rw_ops_wrong";
        var path = _folder.Write("token", "rw_ops_secret\n");
        Assert.Equal(0, (await Rootwatch.RunAsync(null, environment, [.. command, "--token-file", path])).ExitCode);

        var refused = await Rootwatch.RunAsync(null, environment, command);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("without a valid token (no such token); set ROOTWATCH_TOKEN or --token-file", refused.ErrorLines.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("rw_ops", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_is_trusted_by_the_authority_that_is_given_and_by_no_other()
    {
        var (certificate, pem) = StandInServer.MakeCertificate();
        await using var server = await StandInServer.StartAsync(_state, certificate: certificate);
        var ca = _folder.Write("ca.pem", pem);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address, "--ca", ca);
        Assert.Equal((0, "No alerts.\n"), (run.ExitCode, run.Error));

        foreach (var trust in (string[][])[[], ["--ca", _folder.Write("other.pem", StandInServer.MakeCertificate().AuthorityPem)]])
        {
            foreach (var verb in (string[])["list", "watch"])
            {
                run = await Rootwatch.RunAsync(["alerts", verb, "--server", server.Address, .. trust]);
                Assert.Equal(1, run.ExitCode);
                Assert.Contains("cannot be trusted", run.ErrorLines.Single(), StringComparison.Ordinal);
                Assert.Contains("--ca", run.ErrorLines.Single(), StringComparison.Ordinal);
            }
        }

        run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "--ca", ca);
        Assert.Contains("cannot be trusted", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_speaks_something_else_is_one_line()
    {
        var (certificate, _) = StandInServer.MakeCertificate();
        await using var server = await StandInServer.StartAsync(_state, certificate: certificate);
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", server.Address.Replace("https", "http", StringComparison.Ordinal));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("use https:// if the server has TLS, and its gRPC port, by default 7070", run.ErrorLines.Single(), StringComparison.Ordinal);

        await using var plain = await StandInServer.StartAsync(_state);
        run = await Rootwatch.RunAsync("alerts", "list", "--server", plain.Address.Replace("http", "https", StringComparison.Ordinal));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("does not speak TLS there; use http://", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example", "is no server address")]
    [InlineData("ftp://127.0.0.1", "is no server address")]
    [InlineData("http://127.0.0.1:7070/api", "more than a scheme, a host and a port")]
    [InlineData("http://192.0.2.1:7070", "plain http to another machine")]
    [InlineData("http://localhost.example.com", "plain http to another machine")]
    public async Task An_address_that_cannot_be_meant_is_refused(string address, string message)
    {
        var run = await Rootwatch.RunAsync("alerts", "list", "--server", address);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_used_are_named()
    {
        var empty = _folder.Write("empty", "");
        var binary = _folder.Write("binary", "a b\u0001c");
        foreach (var (option, path, message) in ((string, string, string)[])
        [
            ("--token-file", _folder.File("missing"), "cannot be read (not found)"),
            ("--token-file", _folder.Path, "cannot be read"),
            ("--token-file", empty, "is empty"),
            ("--token-file", binary, "holds no access token"),
            ("--ca", _folder.File("missing"), "cannot be read (not found)"),
            ("--ca", empty, "holds no certificate"),
            ("--ca", binary, "holds no certificate"),
        ])
        {
            var run = await Rootwatch.RunAsync("accounts", "list", "--server", "https://127.0.0.1:1", option, path);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(message, run.ErrorLines.Single(), StringComparison.Ordinal);
            Assert.Contains(path, run.ErrorLines.Single(), StringComparison.Ordinal);
        }
    }
}
