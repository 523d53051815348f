using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace RootWatch.Load.Fleet;

/// <summary>The three programs and how long.</summary>
internal sealed record FleetSettings(string Server, string Cli, string Simulator, int Accounts, int Regions, TimeSpan Length);

/// <summary>
/// A fleet over real sockets: root is used here and there while AWS fails at times, some accounts refuse us for a while,
/// and a client watches. What it was told is compared with what happened.
/// </summary>
internal static class FleetLoad
{
    private static readonly TimeSpan HomeInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RegionInterval = TimeSpan.FromSeconds(60);

    /// <summary>AWS fails in every second stretch of this length.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(2);

    /// <summary>So long after a stretch of failures a back-off may still last.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Impairment = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(90);
    private const int EventsPerSecond = 4;
    private const int Impairments = 5;

    /// <summary>Of LookupEvents and AssumeRole; together between 5 and 10 % of the calls.</summary>
    private static readonly object[] Faults =
    [
        new { kind = "throttle", action = "LookupEvents", probability = 0.03 },
        new { kind = "error", action = "LookupEvents", probability = 0.02, status = 500 },
        new { kind = "disconnect", action = "LookupEvents", probability = 0.01 },
        new { kind = "truncate", action = "LookupEvents", probability = 0.005 },
        new { kind = "garbage", action = "LookupEvents", probability = 0.005 },
        new { kind = "delay", action = "LookupEvents", probability = 0.01, seconds = 5.0 },
        new { kind = "error", action = "AssumeRole", probability = 0.05, status = 503 },
    ];

    public static async Task Run(FleetSettings settings)
    {
        var work = Directory.CreateTempSubdirectory("rootwatch-fleet-");
        try
        {
            await Measure(settings, work.FullName);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task Measure(FleetSettings settings, string work)
    {
        var accountsFile = Path.Combine(work, "accounts.yaml");
        var (awsPort, grpcPort, httpPort, siloPort) = (FreePort(), FreePort(), FreePort(), FreePort());
        await using var simulator = new Child(
            settings.Simulator,
            ["--listen", $"127.0.0.1:{awsPort}", "--accounts", Text(settings.Accounts), "--regions", Text(settings.Regions), "--tenants", "1", "--play-rate", "0", "--history", "0", "--incident-every", "0", "--delay", "0", "--write-accounts", accountsFile]);
        while (!(await simulator.Line()).StartsWith("listening", StringComparison.Ordinal))
        {
        }

        simulator.Hush();
        using var http = new HttpClient();
        var aws = new SimulatedAws(http, new Uri($"http://127.0.0.1:{awsPort}/_simulator/"));
        var (accounts, regions) = (await aws.Accounts(), await aws.Regions());
        await using var server = new Child(
            settings.Server,
            ["--dev", "--accounts", accountsFile, "--data", Path.Combine(work, "data"), "--grpc-listen", $"127.0.0.1:{grpcPort}", "--http-listen", $"127.0.0.1:{httpPort}", "--silo-port", siloPort],
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{awsPort}",
                ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
                ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                ["AWS_REGION"] = "us-east-1",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["ROOTWATCH__POLL__HOMEINTERVAL"] = HomeInterval.ToString("c", CultureInfo.InvariantCulture),
                ["ROOTWATCH__POLL__HOTINTERVAL"] = HomeInterval.ToString("c", CultureInfo.InvariantCulture),
                ["ROOTWATCH__POLL__REGIONINTERVAL"] = RegionInterval.ToString("c", CultureInfo.InvariantCulture),
                ["ROOTWATCH__POLL__ACCOUNTINTERVAL"] = RegionInterval.ToString("c", CultureInfo.InvariantCulture),
                ["ROOTWATCH__POSTURE__INTERVAL"] = "00:00:00",
            });
        while (!(await server.Line()).TrimStart().StartsWith("http ", StringComparison.Ordinal))
        {
        }

        server.Hush();
        await using var client = new Child(settings.Cli, ["alerts", "watch", "--server", $"http://127.0.0.1:{grpcPort}", "--output", "json"]);
        var told = new ConcurrentQueue<ToldAlert>();
        _ = Listen(client, told);
        Console.WriteLine($"{accounts.Count} accounts x {regions.Count} regions; the first sweeps");
        await Task.Delay(StartUp, TimeProvider.System, CancellationToken.None);

        var world = new World(aws, accounts, regions);
        var began = TimeProvider.System.GetUtcNow();
        var until = began + settings.Length;
        await Task.WhenAll(world.Fail(until), world.Impair(until), world.UseRoot(until), Tell(world, told, until));
        // The slowest stream's turn, and what a back-off adds.
        await Task.Delay(RegionInterval * 2 + Recovery, TimeProvider.System, CancellationToken.None);
        Judge([.. told], world, await aws.LookupEvents());
    }

    /// <summary>That it goes on.</summary>
    private static async Task Tell(World world, ConcurrentQueue<ToldAlert> told, DateTimeOffset until)
    {
        for (var left = until - TimeProvider.System.GetUtcNow(); left > TimeSpan.Zero; left = until - TimeProvider.System.GetUtcNow())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{left:mm\\:ss} left: {world.Events.Count} events put, {told.Count} alerts, {world.Impaired.Count} impairments"));
            var pause = TimeSpan.FromMinutes(1);
            await Task.Delay(left < pause ? left : pause, TimeProvider.System, CancellationToken.None);
        }

        Console.WriteLine("the last sweeps");
    }

    private static void Judge(IReadOnlyList<ToldAlert> told, World world, (int PeakPerSecond, long Calls) lookups)
    {
        var events = world.Events.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var first = told.Where(alert => alert.EventId.Length > 0).GroupBy(alert => alert.EventId).ToDictionary(group => group.Key, group => group.Min(alert => alert.At), StringComparer.Ordinal);
        var lost = events.Values.Where(e => !first.ContainsKey(e.Id)).ToList();
        var duplicates = told.Count - told.DistinctBy(alert => alert.AlertId).Count();
        var phantoms = first.Keys.Count(id => !events.ContainsKey(id));
        var late = events.Values.Where(e => first.ContainsKey(e.Id) && !world.IsTroubled(e))
            .Select(e => (first[e.Id] - e.VisibleAt - (e.Region == "us-east-1" ? HomeInterval : RegionInterval)).TotalSeconds).Order().ToArray();
        var blind = told.Where(alert => alert.RuleId == "RW-X04").ToList();
        var again = told.Count(alert => alert.RuleId == "RW-X06" && alert.EventId.Length == 0);
        var groundless = blind.Count(alert => !world.Impaired.Contains(alert.Account));
        foreach (var one in lost.Take(10))
        {
            Console.WriteLine($"lost: {one}");
        }

        foreach (var alert in blind)
        {
            Console.WriteLine($"blind: {alert.Account} at {alert.At:HH:mm:ss}{(world.Impaired.Contains(alert.Account) ? "" : ", without an impairment")}: {alert.Summary}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lookups.Calls} LookupEvents calls, {told.Count} alerts, latency of {late.Length} events outside the times of faults: median {Percentile(late, 50):0.0} s, p99 {Percentile(late, 99):0.0} s, at most {Percentile(late, 100):0.0} s over the interval"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"fleet: events={events.Count} lost={lost.Count} dup={duplicates} phantom={phantoms}, at most {lookups.PeakPerSecond} LookupEvents a second, account and region (goal 2), p99 {Percentile(late, 99):0.0} s over the interval (goal 2), blind episodes {blind.Count} begun and {again} ended for {world.Impaired.Count} impairments, {groundless} without one"));
    }

    private static double Percentile(double[] sorted, int percent) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(sorted.Length * percent / 100.0) - 1];

    private static async Task Listen(Child client, ConcurrentQueue<ToldAlert> told)
    {
        while (await client.TryLine() is { } line)
        {
            var at = TimeProvider.System.GetUtcNow();
            var alert = JsonNode.Parse(line)!;
            told.Enqueue(new ToldAlert(at, (string)alert["alertId"]!, (string)alert["ruleId"]!, (string)alert["accountId"]!, (string)alert["eventId"]!, (string)alert["summary"]!));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return Text(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    private sealed record ToldAlert(DateTimeOffset At, string AlertId, string RuleId, string Account, string EventId, string Summary);

    /// <summary>What happens in the accounts and to AWS.</summary>
    private sealed class World(SimulatedAws aws, IReadOnlyList<string> accounts, IReadOnlyList<string> regions)
    {
        private readonly Random _chance = new(20261126);
        private readonly List<(DateTimeOffset From, DateTimeOffset To)> _failing = [];

        public List<PutEvent> Events { get; } = [];

        public List<string> Impaired { get; } = [];

        /// <summary>True if AWS failed in the time in which the event had to be found, or shortly before.</summary>
        public bool IsTroubled(PutEvent e) =>
            Impaired.Contains(e.Account) || _failing.Exists(stretch => e.VisibleAt < stretch.To + Recovery && e.VisibleAt + RegionInterval > stretch.From);

        public async Task Fail(DateTimeOffset until)
        {
            while (await Pass(Stretch, until))
            {
                var from = TimeProvider.System.GetUtcNow();
                List<long> set = [];
                foreach (var fault in Faults)
                {
                    set.Add(await aws.SetFault(fault));
                }

                await Pass(Stretch, until);
                foreach (var id in set)
                {
                    await aws.RemoveFault(id);
                }

                _failing.Add((from, TimeProvider.System.GetUtcNow()));
            }
        }

        /// <summary>One account after the other refuses us, each once.</summary>
        public async Task Impair(DateTimeOffset until)
        {
            var pause = (until - TimeProvider.System.GetUtcNow()) / Impairments;
            for (var n = 1; n <= Impairments && TimeProvider.System.GetUtcNow() + Impairment < until; n++)
            {
                var account = accounts[n * accounts.Count / (Impairments + 1)];
                Impaired.Add(account);
                var began = TimeProvider.System.GetUtcNow();
                var id = await aws.SetFault(new { kind = "deny", action = "LookupEvents", account });
                await Pass(Impairment, until);
                await aws.RemoveFault(id);
                await Pass(pause - (TimeProvider.System.GetUtcNow() - began), until);
            }
        }

        public async Task UseRoot(DateTimeOffset until)
        {
            do
            {
                Events.Add(await aws.UseRoot(
                    accounts[_chance.Next(accounts.Count)], _chance.Next(2) == 0 ? "us-east-1" : regions[_chance.Next(regions.Count)], TimeSpan.FromSeconds(_chance.Next(20))));
            }
            while (await Pass(TimeSpan.FromSeconds(1) / EventsPerSecond, until));
        }

        /// <summary>Waits; false if the time is over then.</summary>
        private static async Task<bool> Pass(TimeSpan length, DateTimeOffset until)
        {
            var left = until - TimeProvider.System.GetUtcNow();
            await Task.Delay(length < left ? Longer(length, TimeSpan.Zero) : Longer(left, TimeSpan.Zero), TimeProvider.System, CancellationToken.None);
            return TimeProvider.System.GetUtcNow() < until;
        }

        private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
    }
}
