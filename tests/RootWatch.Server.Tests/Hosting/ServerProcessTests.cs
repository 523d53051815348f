using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using RootWatch.Server.Access;
using RootWatch.Server.Tests.Journeys;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>The server as a stranger meets it: a process, two ports, and clients that were not made for it.</summary>
[Collection(nameof(SmallJourneys))]
public sealed class ServerProcessTests : IDisposable
{
    private const string Secret = "abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly TemporaryDirectory _folder = new();
    private readonly int _grpcPort = RunningProgram.FreePort();
    private readonly int _httpPort = RunningProgram.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_foreign_client_reads_alerts_with_a_token_and_Prometheus_the_metrics()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 3, regions: 2);
        fleet.SignInAsRoot();
        string tenant = fleet.Aws.Accounts[0].TenantId;
        await using RunningProgram server = Start(fleet, "--tokens", Tokens(("own", tenant, 1), ("all", "*", 1), ("other", "globex", 1), ("old", tenant, -1)));
        await UntilReady(server, "http");
        await server.Until("buf curl lists an alert", Limit, async () =>
            (await Curl("rootwatch.v1.AlertService/ListAlerts", "own", "{}")).Output.Contains("RW-S02", StringComparison.Ordinal));

        await using (RunningProgram watch = RunningProgram.StartForeign(ForeignTool.Buf, CurlArguments("rootwatch.v1.AlertService/WatchAlerts", "own", "{}")))
        {
            await watch.Until("an alert and a resume token are told", Limit, () => Task.FromResult(
                watch.Output.Contains("\"resumeToken\"", StringComparison.Ordinal) && watch.Output.Contains("RW-S02", StringComparison.Ordinal)));
        }

        (int code, string accounts) = await Curl("rootwatch.v1.AccountService/ListAccounts", "all", "{}");
        Assert.True(code == 0 && fleet.Aws.Accounts.All(account => accounts.Contains(account.Id, StringComparison.Ordinal)), accounts);

        // Another tenant sees nothing, and cannot tell a foreign account from one that is not there.
        Assert.DoesNotContain("RW-", (await Curl("rootwatch.v1.AlertService/ListAlerts", "other", "{}")).Output, StringComparison.Ordinal);
        string foreign = (await Curl("rootwatch.v1.AccountService/GetAccount", "other", $$"""{"account_id":"{{fleet.Aws.Accounts[0].Id}}"}""")).Output;
        string absent = (await Curl("rootwatch.v1.AccountService/GetAccount", "other", """{"account_id":"999999999999"}""")).Output;
        Assert.Contains("not_found", foreign, StringComparison.Ordinal);
        Assert.Equal(absent.Replace("999999999999", "", StringComparison.Ordinal), foreign.Replace(fleet.Aws.Accounts[0].Id, "", StringComparison.Ordinal));

        Assert.Contains("a token is needed", (await Curl("rootwatch.v1.AlertService/ListAlerts", null, "{}")).Output, StringComparison.Ordinal);
        Assert.Contains("token 'old' expired at", (await Curl("rootwatch.v1.AlertService/ListAlerts", "old", "{}")).Output, StringComparison.Ordinal);
        Assert.Contains("SERVING", (await Curl("grpc.health.v1.Health/Check", null, """{"service":"rootwatch.v1.AlertService"}""")).Output, StringComparison.Ordinal);

        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{_httpPort}/metrics"), TestContext.Current.CancellationToken);
        (code, string lint) = await ForeignTool.Run(ForeignTool.Promtool, metrics, "check", "metrics");
        Assert.True(code == 0, lint);
        // .NET's own that go up and down are no counters.
        Assert.DoesNotContain("dotnet_thread_pool_thread_count", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet_thread_pool_queue_length", metrics, StringComparison.Ordinal);
        Assert.Contains("rootwatch_alerts_raised_total{", metrics, StringComparison.Ordinal);
        Assert.Matches("(?m)^rootwatch_alerts_raised_total{[^}]*rule=\"RW-D01\",severity=\"critical\"} 0$", metrics);
        Assert.Matches("(?m)^rootwatch_alerts_raised_total{[^}]*rule=\"RW-D01\",severity=\"info\"} 0$", metrics);
        Assert.Matches("(?m)^rootwatch_events_dismissed_total{[^}]*reason=\"service_invoked\"} 0$", metrics);
        Assert.Matches("(?m)^rootwatch_events_late_total{[^}]*region=\"us-east-1\"} 0$", metrics);
        Assert.Matches("(?m)^target_info{.*service_name=\"rootwatch\".*} 1$", metrics);
        Assert.Contains("rootwatch_config_last_reload_successful{", metrics, StringComparison.Ordinal);

        // The watch above is gone by now, and the next alert finds nobody to tell: no reason for an error.
        await server.Until("another alert is listed", Limit, async () =>
        {
            fleet.SignInAsRoot();
            return (await Curl("rootwatch.v1.AlertService/ListAlerts", "all", "{}")).Output.Split("RW-S02").Length > 6;
        });
        Assert.False(server.Output.Contains(" ERROR ", StringComparison.Ordinal), server.Output);

        // A token that leaves the file is of no use soon after.
        Tokens(("all", "*", 1));
        await server.Until("the token is revoked", Limit, async () =>
            (await Curl("rootwatch.v1.AlertService/ListAlerts", "own", "{}")).Output.Contains("not known here", StringComparison.Ordinal));
        Assert.Equal(0, await server.Terminate(Limit));
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    /// <summary>The SDK's own choice for a web project would be the project's folder, where no user has an accounts.yaml.</summary>
    [Fact]
    public async Task Dotnet_run_reads_the_files_of_the_folder_that_it_is_called_in()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "accounts.yaml"), "tenants: 7\n", TestContext.Current.CancellationToken);
        string project = Path.Combine(Repository.Root, "src", "RootWatch.Server");
        (int code, string output) = await ForeignTool.Run(
            "sh", "", "-c", $"cd '{_folder.Path}' && dotnet run --no-build --project '{project}' -- --dev --accounts accounts.yaml --data ./data");
        Assert.NotEqual(0, code);
        Assert.Contains("tenants", output, StringComparison.Ordinal);
        Assert.DoesNotContain("there is no file", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_that_are_taken_are_told_together_and_in_a_line_each()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 1, regions: 1);
        using TcpListener grpc = new(IPAddress.Loopback, _grpcPort);
        using TcpListener http = new(IPAddress.Loopback, _httpPort);
        grpc.Start();
        http.Start();
        await using RunningProgram server = Start(fleet, "--dev");
        Assert.Equal(2, await server.WaitForExit(Limit));
        Assert.Equal(
            [
                "RootWatch does not start, because of 2 mistakes:",
                $"  --grpc-listen: 127.0.0.1:{_grpcPort} is in use. Is RootWatch running already? Give another one with this flag",
                $"  --http-listen: 127.0.0.1:{_httpPort} is in use. Is RootWatch running already? Give another one with this flag",
            ],
            server.Output.Split('\n'));
    }

    [Fact]
    public async Task Too_few_open_files_are_told_at_the_start_and_not_as_a_part_that_is_not_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is read where Linux says it");
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 1, regions: 1);
        string program = Path.Combine(AppContext.BaseDirectory, "RootWatch.Server.dll");
        await using RunningProgram server = RunningProgram.StartForeign(
            "sh", ["-c", $"ulimit -n 256; exec dotnet '{program}' --dev --accounts '{fleet.AccountsPath}' --data '{_folder.Path}/data' --silo-port 0 --grpc-listen 127.0.0.1:{_grpcPort} --http-listen 127.0.0.1:{_httpPort}"]);
        Assert.Equal(2, await server.WaitForExit(Limit));
        Assert.True(
            await Eventually.Holds(TimeSpan.FromSeconds(10), () => Task.FromResult(server.Output.Contains("may have 256 files and connections open at once, and needs 1024", StringComparison.Ordinal))),
            server.Output);
    }

    [Fact]
    public async Task A_stream_ends_with_UNAVAILABLE_when_the_server_is_told_to_stop()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 2, regions: 1);
        await using RunningProgram server = Start(fleet, "--dev");
        await UntilReady(server, "http");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_grpcPort}");
        using AsyncServerStreamingCall<WatchAlertsResponse> watch = new AlertService.AlertServiceClient(channel).WatchAlerts(
            new WatchAlertsRequest { HeartbeatInterval = new() { Seconds = 1 } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.NotEmpty(watch.ResponseStream.Current.ResumeToken);
        Task<int> ended = server.Terminate(Limit);
        RpcException end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(StatusCode.Unavailable, end.StatusCode);
        Assert.Equal(0, await ended);
    }

    [Fact]
    public async Task An_AWS_that_does_not_answer_is_named_in_the_account_and_no_stack_is_shown()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 1, regions: 1);
        Dictionary<string, string> environment = fleet.Environment(TimeSpan.FromSeconds(2));
        environment["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{RunningProgram.FreePort()}";
        await using RunningProgram server = Start(fleet, environment, "--dev");
        await UntilReady(server, "http");
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_grpcPort}");
        AccountService.AccountServiceClient accounts = new(channel);
        Account account = new();
        await server.Until("the account says why it is not seen", Limit, async () =>
        {
            ListAccountsResponse page = await accounts.ListAccountsAsync(new ListAccountsRequest(), cancellationToken: TestContext.Current.CancellationToken);
            account = page.Accounts.FirstOrDefault() ?? account;
            return account.Reason.Length > 0 && account.Status is V1.WatchStatus.Degraded or V1.WatchStatus.Blind;
        });
        Assert.Contains("127.0.0.1", account.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_TLS_a_server_may_be_reached_and_its_metrics_ask_for_a_token()
    {
        using X509Certificate2 certificate = Certificate();
        string certificatePath = Path.Combine(_folder.Path, "cert.pem");
        string keyPath = Path.Combine(_folder.Path, "key.pem");
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyPath, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 1, regions: 1);
        await using RunningProgram server = Start(fleet, "--tokens", Tokens(("own", "acme", 1), ("all", "*", 1)), "--tls-certificate", certificatePath, "--tls-key", keyPath,
            "--http-listen", $"0.0.0.0:{_httpPort}");
        await UntilReady(server, "https");
        using HttpClient http = Trusting(certificate);
        Uri metrics = new($"https://127.0.0.1:{_httpPort}/metrics");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync(metrics, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Text("own"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.GetAsync(metrics, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Text("all"));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(metrics, TestContext.Current.CancellationToken)).StatusCode);

        using GrpcChannel channel = GrpcChannel.ForAddress($"https://127.0.0.1:{_grpcPort}", new GrpcChannelOptions { HttpClient = http });
        await new AccountService.AccountServiceClient(channel).ListAccountsAsync(new ListAccountsRequest(), cancellationToken: TestContext.Current.CancellationToken);

        // Renewed: both listeners show it to whoever comes next, and who was there stays.
        using X509Certificate2 renewed = Certificate();
        await File.WriteAllTextAsync(certificatePath, renewed.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyPath, renewed.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        Assert.True(await Eventually.Holds(Limit, async () => await ShownAt(_grpcPort) == renewed.Thumbprint && await ShownAt(_httpPort) == renewed.Thumbprint), server.Output);
        await new AccountService.AccountServiceClient(channel).ListAccountsAsync(new ListAccountsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        using HttpClient later = Trusting(renewed);
        using GrpcChannel newer = GrpcChannel.ForAddress($"https://127.0.0.1:{_grpcPort}", new GrpcChannelOptions { HttpClient = later });
        later.DefaultRequestHeaders.Authorization = new("Bearer", Text("all"));
        await new AccountService.AccountServiceClient(newer).ListAccountsAsync(new ListAccountsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await later.GetAsync(metrics, TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string?> ShownAt(int port)
    {
        string? shown = null;
        using TcpClient connection = new();
        await connection.ConnectAsync(System.Net.IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using SslStream tls = new(connection.GetStream(), leaveInnerStreamOpen: false, (_, presented, _, _) =>
        {
            shown = (presented as X509Certificate2)?.Thumbprint;
            return shown is not null;
        });
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] },
            TestContext.Current.CancellationToken);
        return shown;
    }

    [Theory]
    [InlineData("--dev --grpc-listen 0.0.0.0:7070", 2, "lets everybody in")]
    [InlineData("", 2, "rootwatch token create")]
    [InlineData("--dev --data DAMAGED", 1, "documents.db is damaged")]
    public async Task A_refusal_is_one_sentence_and_an_exit_code(string arguments, int exitCode, string refusal)
    {
        string damaged = Path.Combine(_folder.Path, "damaged");
        Directory.CreateDirectory(damaged);
        await File.WriteAllBytesAsync(Path.Combine(damaged, "documents.db"), RandomNumberGenerator.GetBytes(20_000), TestContext.Current.CancellationToken);
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 1, regions: 1);
        string[] given = [.. arguments.Replace("DAMAGED", damaged, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await using RunningProgram server = RunningProgram.Start("RootWatch.Server", ["--accounts", fleet.AccountsPath, "--silo-port", "0",
            .. given.Contains("--grpc-listen") ? Array.Empty<string>() : ["--grpc-listen", "127.0.0.1:0"], "--http-listen", "127.0.0.1:0", .. given]);
        Assert.Equal(exitCode, await server.WaitForExit(Limit));
        // What it wrote last may arrive after its end.
        Assert.True(await Eventually.Holds(TimeSpan.FromSeconds(10), () => Task.FromResult(server.Output.Contains(refusal, StringComparison.Ordinal))), server.Output);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    private RunningProgram Start(WatchedFleet fleet, params string[] arguments) => Start(fleet, fleet.Environment(TimeSpan.FromSeconds(2)), arguments);

    private RunningProgram Start(WatchedFleet fleet, Dictionary<string, string> environment, params string[] arguments) => RunningProgram.Start("RootWatch.Server",
        ["--accounts", fleet.AccountsPath, "--data", Path.Combine(_folder.Path, "data"), "--silo-port", "0", "--grpc-listen", $"127.0.0.1:{_grpcPort}",
            .. arguments.Contains("--http-listen") ? Array.Empty<string>() : ["--http-listen", $"127.0.0.1:{_httpPort}"], .. arguments], environment);

    private Task UntilReady(RunningProgram server, string scheme) => server.UntilReady(scheme, _httpPort, Limit);

    private Task<(int Code, string Output)> Curl(string rpc, string? token, string request) => ForeignTool.Run(ForeignTool.Buf, "", CurlArguments(rpc, token, request));

    private string[] CurlArguments(string rpc, string? token, string request) =>
        ["curl", "--protocol", "grpc", "--http2-prior-knowledge", .. token is null ? Array.Empty<string>() : ["-H", $"Authorization: Bearer {Text(token)}"],
            "-d", request, $"http://127.0.0.1:{_grpcPort}/{rpc}"];

    private static string Text(string id) => $"rw_{id}_{Secret}";

    private string Tokens(params (string Id, string Tenant, int ExpiresInDays)[] tokens)
    {
        string path = Path.Combine(_folder.Path, "tokens.yaml");
        File.WriteAllText(path, "tokens:\n" + string.Concat(tokens.Select(token => string.Create(CultureInfo.InvariantCulture,
            $"  - id: {token.Id}\n    sha256: \"{Convert.ToHexStringLower(AccessToken.Hash(Text(token.Id)))}\"\n    tenant: \"{token.Tenant}\"\n    role: viewer\n    expires: {TimeProvider.System.GetUtcNow().AddDays(token.ExpiresInDays):yyyy-MM-dd'T'HH:mm:ss'Z'}\n"))));
        return path;
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=rootwatch.test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static HttpClient Trusting(X509Certificate2 certificate) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == certificate.Thumbprint,
    });
}
