using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RootWatch.Load.Polls;

/// <summary>What is asked of the run.</summary>
/// <param name="Server">The server's program.</param>
/// <param name="Accounts">In all of <see cref="PollsLoad.Regions"/>, each read as often as may be.</param>
/// <param name="Window">How long each is measured in a round, after a pause in which it finds its stride.</param>
/// <param name="TlsWindow">How long the server polls over TLS, its start included.</param>
internal sealed record PollsSettings(string Server, int Accounts, int Rounds, TimeSpan Window, TimeSpan TlsWindow);

/// <summary>
/// The server's polls against bare calls of HttpClient, to the same stub: a process each, which run by turns while the others
/// are held, so that a slow phase of the machine falls on all. All of the server counts: grain turns, timers, the store.
/// </summary>
internal static class PollsLoad
{
    /// <summary>As many calls at once as the server makes by default.</summary>
    private const int InFlight = 128;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BareWarmUp = TimeSpan.FromSeconds(10);

    /// <summary>So long each runs again before it is measured.</summary>
    private static readonly TimeSpan Stride = TimeSpan.FromSeconds(3);

    /// <summary>Those that are enabled in every account.</summary>
    public static readonly string[] Regions =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2",
        "ca-central-1", "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "sa-east-1",
    ];

    public static async Task Run(PollsSettings settings)
    {
        var work = Directory.CreateTempSubdirectory("rootwatch-polls-");
        try
        {
            await Measure(settings, work.FullName);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task Measure(PollsSettings settings, string work)
    {
        var self = Environment.ProcessPath!;
        var certificate = Path.Combine(work, "stub.pem");
        var accounts = Path.Combine(work, "accounts.yaml");
        await File.WriteAllTextAsync(accounts, AccountsFile(settings.Accounts));
        await using var stub = new Child(self, ["polls-stub", certificate]);
        var (plain, tls) = (new Uri(await stub.Line()), new Uri(await stub.Line()));
        using var http = new HttpClient();
        var stubCalls = () => Counts(http, plain);

        var rounds = new List<Round>();
        await using (var server = await WatchingServer.Start(settings.Server, accounts, Path.Combine(work, "plain"), plain, certificate, http))
        {
            var serverCalls = async () => (await stubCalls()).Signed;
            var bareCalls = async () => (await stubCalls()).Plain;
            await Task.Delay(WarmUp, TimeProvider.System, CancellationToken.None);
            var rate = (int)(await Window(server.Process, settings.Window, serverCalls, NothingAllocated)).CallsPerSecond;
            server.Process.Hold();
            await using var spread = await Bare("polls-spread", rate);
            await using var inARow = await Bare("polls-in-a-row", InFlight);
            for (var n = 1; n <= settings.Rounds; n++)
            {
                var round = new Round(
                    await Turn(server.Process, serverCalls, server.AllocatedBytes),
                    await Turn(spread, bareCalls, NothingAllocated),
                    await Turn(inARow, bareCalls, NothingAllocated));
                rounds.Add(round);
                Console.WriteLine($"round {n}: server {round.Server}; bare, as often {round.Spread}; bare, in a row {round.InARow}");
            }
        }

        var before = await stubCalls();
        Sample overTls;
        await using (var server = await WatchingServer.Start(settings.Server, accounts, Path.Combine(work, "tls"), tls, certificate, http))
        {
            overTls = await Window(server.Process, settings.TlsWindow, async () => (await stubCalls()).Signed, server.AllocatedBytes);
        }

        var after = await stubCalls();
        var handshakes = 1000.0 * (after.Handshakes - before.Handshakes) / (after.Signed - before.Signed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"over TLS: server {overTls}; {after.Handshakes - before.Handshakes} handshakes for {after.Signed - before.Signed} polls"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"polls: {Median(rounds.Select(round => round.Server.MicrosecondsPerCall / round.Spread.MicrosecondsPerCall)):0.00} x the CPU of a bare HttpClient call made as often (goal 2), {Median(rounds.Select(round => round.Server.MicrosecondsPerCall / round.InARow.MicrosecondsPerCall)):0.00} x one of {InFlight} that follow each other without a pause, {Median(rounds.Select(round => round.Server.CallsPerSecond)):0} calls/s (goal 2500), {handshakes:0.00} TLS handshakes per 1,000 polls (goal 1), {Median(rounds.Select(round => round.Server.BytesPerCall)) / 1024:0.0} KB allocated per empty poll (goal 12)"));

        async Task<Child> Bare(string way, int number)
        {
            var bare = new Child(self, [way, plain.ToString(), number.ToString(CultureInfo.InvariantCulture)]);
            await Task.Delay(BareWarmUp, TimeProvider.System, CancellationToken.None);
            bare.Hold();
            return bare;
        }

        async Task<Sample> Turn(Child process, Func<Task<long>> calls, Func<Task<double>> allocated)
        {
            process.GoOn();
            await Task.Delay(Stride, TimeProvider.System, CancellationToken.None);
            var sample = await Window(process, settings.Window, calls, allocated);
            process.Hold();
            return sample;
        }
    }

    private static Task<double> NothingAllocated() => Task.FromResult(0.0);

    private static async Task<Sample> Window(Child process, TimeSpan length, Func<Task<long>> calls, Func<Task<double>> allocated)
    {
        var bytes = await allocated();
        var (began, cpu, made) = (Stopwatch.GetTimestamp(), process.CpuSeconds, await calls());
        await Task.Delay(length, TimeProvider.System, CancellationToken.None);
        var (ended, used, more) = (Stopwatch.GetElapsedTime(began), process.CpuSeconds - cpu, await calls() - made);
        return new Sample(more / ended.TotalSeconds, used * 1e6 / more, (await allocated() - bytes) / more);
    }

    private static async Task<(long Signed, long Plain, long Handshakes)> Counts(HttpClient http, Uri stub)
    {
        var counts = (await http.GetStringAsync(stub)).Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        return (counts[0], counts[1], counts[2]);
    }

    private static string AccountsFile(int count)
    {
        var text = new StringBuilder("tenants:\n  - id: load\n    accounts:\n");
        for (var n = 0; n < count; n++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{200_000_000_000 + n * 7919L}");
            text.Append(CultureInfo.InvariantCulture, $"      - id: \"{id}\"\n        roleArn: arn:aws:iam::{id}:role/RootWatch\n        externalId: \"external-{n}\"\n        regions: [{string.Join(", ", Regions)}]\n");
        }

        return text.ToString();
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted && sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;

    private sealed record Round(Sample Server, Sample Spread, Sample InARow);

    private sealed record Sample(double CallsPerSecond, double MicrosecondsPerCall, double BytesPerCall)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{CallsPerSecond:0} calls/s, {MicrosecondsPerCall:0} us CPU{(BytesPerCall > 0 ? $" and {BytesPerCall:0} B" : "")} each");
    }

    private sealed class WatchingServer(Child process, Uri metrics, HttpClient http) : IAsyncDisposable
    {
        public Child Process => process;

        public static async Task<WatchingServer> Start(string program, string accounts, string data, Uri aws, string certificate, HttpClient http)
        {
            var process = new Child(
                program,
                ["--dev", "--accounts", accounts, "--data", data, "--grpc-listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--silo-port", FreePort()],
                new Dictionary<string, string>
                {
                    ["AWS_ENDPOINT_URL"] = aws.ToString(),
                    ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
                    ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    ["AWS_REGION"] = "us-east-1",
                    ["AWS_EC2_METADATA_DISABLED"] = "true",
                    ["SSL_CERT_FILE"] = certificate,
                    ["ROOTWATCH__POLL__HOMEINTERVAL"] = "00:00:01",
                    ["ROOTWATCH__POLL__REGIONINTERVAL"] = "00:00:01",
                    ["ROOTWATCH__POLL__ACCOUNTINTERVAL"] = "00:00:01",
                    ["ROOTWATCH__POLL__BACKFILL"] = "00:00:00",
                    ["ROOTWATCH__POSTURE__INTERVAL"] = "00:00:00",
                });
            string line;
            do
            {
                line = await process.Line();
            }
            while (!line.TrimStart().StartsWith("http ", StringComparison.Ordinal));
            process.Hush();
            return new WatchingServer(process, new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] + "/metrics"), http);
        }

        public async Task<double> AllocatedBytes()
        {
            const string name = "dotnet_gc_heap_total_allocated_bytes_total";
            var line = (await http.GetStringAsync(metrics)).Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
            return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();

        private static string FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        }
    }
}
