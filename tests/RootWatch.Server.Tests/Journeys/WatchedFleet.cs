using System.Globalization;
using System.Text.Json;
using Grpc.Net.Client;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Control;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>A simulated AWS whose accounts any number of servers can watch, and into which root events are put.</summary>
internal sealed class WatchedFleet : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Random _chance = new(20261125);
    private readonly List<string> _eventIds = [];
    private TimeSpan _visibleIn;

    private WatchedFleet(SimulatorHost aws)
    {
        Aws = aws;
        AccountsPath = Path.Combine(_directory.Path, "accounts.yaml");
        File.WriteAllText(AccountsPath, aws.AccountsYaml);
    }

    public SimulatorHost Aws { get; }

    public string AccountsPath { get; }

    /// <summary>The eventIDs of all root events so far.</summary>
    public IReadOnlyList<string> EventIds
    {
        get
        {
            lock (_eventIds)
            {
                return [.. _eventIds];
            }
        }
    }

    public static Task<WatchedFleet> Start(int accounts, int regions) =>
        Start(new SimulatorOptions { Accounts = accounts, Regions = regions, Seed = 7 }, TimeSpan.Zero);

    /// <param name="visibleIn">Events can be looked up after this.</param>
    public static async Task<WatchedFleet> Start(SimulatorOptions options, TimeSpan visibleIn) =>
        new(await SimulatorHost.StartAsync(options)) { _visibleIn = visibleIn };

    /// <summary>What a server needs in its environment to watch this fleet, often enough for a test.</summary>
    public Dictionary<string, string> Environment(TimeSpan interval) => new()
    {
        ["AWS_ENDPOINT_URL"] = Aws.Endpoint.ToString(),
        ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["ROOTWATCH__POLL__HOMEINTERVAL"] = interval.ToString("c", CultureInfo.InvariantCulture),
        ["ROOTWATCH__POLL__REGIONINTERVAL"] = interval.ToString("c", CultureInfo.InvariantCulture),
        ["ROOTWATCH__POLL__HOTINTERVAL"] = interval.ToString("c", CultureInfo.InvariantCulture),
        ["ROOTWATCH__POLL__STARTSPREAD"] = "00:00:01",
        ["ROOTWATCH__POSTURE__STARTSPREAD"] = "00:00:01",
    };

    /// <summary>Somebody signs in as root, somewhere in the fleet, now.</summary>
    public void SignInAsRoot(string outcome = "Success") => Inject(
        "us-east-1",
        new()
        {
            ["eventSource"] = "signin.amazonaws.com",
            ["eventName"] = "ConsoleLogin",
            ["eventType"] = "AwsConsoleSignIn",
            ["responseElements"] = new Dictionary<string, object?> { ["ConsoleLogin"] = outcome },
            ["additionalEventData"] = new Dictionary<string, object?> { ["MFAUsed"] = "No", ["MobileVersion"] = "No" },
        });

    /// <summary>
    /// Root signs in, fails to, makes a key or, where those are not recorded, changes something else: in any account and
    /// region, now. So there are single events to tell of, rows of them, and sessions with a high score.
    /// </summary>
    public void UseRoot()
    {
        string region = Aws.Regions[_chance.Next(Aws.Regions.Count)];
        if (region != "us-east-1")
        {
            Inject(region, Call("ec2.amazonaws.com", "RunInstances"));
            return;
        }

        switch (_chance.Next(4))
        {
            case 0:
                SignInAsRoot("Failure");
                break;
            case 1:
                Inject(region, Call("iam.amazonaws.com", "CreateAccessKey"));
                break;
            default:
                SignInAsRoot();
                break;
        }
    }

    private static Dictionary<string, object?> Call(string service, string name) =>
        new() { ["eventSource"] = service, ["eventName"] = name, ["eventType"] = "AwsApiCall", ["readOnly"] = false };

    /// <summary>Uses root at even steps until told to stop.</summary>
    public async Task KeepUsingRoot(TimeSpan every, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            UseRoot();
            await Task.Delay(every, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Inject(string region, Dictionary<string, object?> record)
    {
        string account = Aws.Accounts[_chance.Next(Aws.Accounts.Count)].Id;
        string eventId = Guid.NewGuid().ToString();
        record["eventVersion"] = "1.08";
        record["userIdentity"] = new Dictionary<string, object?>
        {
            ["type"] = "Root",
            ["principalId"] = account,
            ["arn"] = $"arn:aws:iam::{account}:root",
            ["accountId"] = account,
            ["accessKeyId"] = "",
        };
        record["awsRegion"] = region;
        record["sourceIPAddress"] = "203.0.113.7";
        record["userAgent"] = "Mozilla/5.0";
        record["requestParameters"] = null;
        record["eventID"] = eventId;
        record["recipientAccountId"] = account;
        Aws.Inject(new InjectedEvent { Account = account, Region = region, Record = JsonSerializer.SerializeToElement(record), SecondsAgo = 0, VisibleInSeconds = _visibleIn.TotalSeconds });
        lock (_eventIds)
        {
            _eventIds.Add(eventId);
        }
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return Aws.DisposeAsync();
    }
}

/// <summary>A server process, and a client that reads its alerts.</summary>
internal sealed class WatchingServer : IAsyncDisposable
{
    private readonly WatchedFleet _fleet;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly GrpcChannel _channel;
    private readonly int _httpPort = RunningProgram.FreePort();
    private RunningProgram _program;

    public WatchingServer(WatchedFleet fleet, TimeSpan interval, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _fleet = fleet;
        int grpcPort = RunningProgram.FreePort();
        _arguments =
        [
            "--dev", "--accounts", fleet.AccountsPath, "--grpc-listen", $"127.0.0.1:{grpcPort}", "--http-listen", $"127.0.0.1:{_httpPort}",
            "--silo-port", RunningProgram.FreePort().ToString(CultureInfo.InvariantCulture), .. arguments,
        ];
        Dictionary<string, string> all = fleet.Environment(interval);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        _environment = all;
        GrpcAddress = $"http://127.0.0.1:{grpcPort}";
        _channel = GrpcChannel.ForAddress(GrpcAddress);
        _program = RunningProgram.Start("RootWatch.Server", _arguments, _environment);
    }

    public RunningProgram Program => _program;

    public int HttpPort => _httpPort;

    public string GrpcAddress { get; }

    public AlertService.AlertServiceClient Alerts => new(_channel);

    public AccountService.AccountServiceClient Accounts => new(_channel);

    public Task UntilReady() => _program.UntilReady("http", _httpPort, TimeSpan.FromSeconds(90));

    /// <summary>Waits until every region of every account was asked for its events since then, by whichever server.</summary>
    public async Task UntilAllPolled(DateTimeOffset since, TimeSpan limit)
    {
        int streams = _fleet.Aws.Accounts.Count * _fleet.Aws.Regions.Count;
        await _program.Until(
            string.Create(CultureInfo.InvariantCulture, $"all {streams} streams were polled since {since:T}"),
            limit,
            () => Task.FromResult(streams == _fleet.Aws.Calls
                .Where(call => call.Action == "LookupEvents" && call.LastAt > since)
                .Select(call => (call.Account, call.Region)).Distinct().Count()));
    }

    public async Task KillAndStartAgain()
    {
        await _program.Kill();
        await _program.DisposeAsync();
        _program = RunningProgram.Start("RootWatch.Server", _arguments, _environment);
    }

    /// <summary>All alerts in the logs of all tenants.</summary>
    public async Task<IReadOnlyList<Alert>> AllAlerts()
    {
        List<Alert> all = [];
        ListAlertsRequest request = new() { PageSize = 1000 };
        do
        {
            ListAlertsResponse page = await Alerts.ListAlertsAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
            all.AddRange(page.Alerts);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    /// <summary>Waits until there is an alert about each of the events; returns all alerts.</summary>
    public async Task<IReadOnlyList<Alert>> UntilToldOf(IReadOnlyCollection<string> eventIds, TimeSpan limit)
    {
        IReadOnlyList<Alert> alerts = [];
        await _program.Until($"there is an alert about each of {eventIds.Count} events", limit, async () =>
        {
            try
            {
                alerts = await AllAlerts();
            }
            catch (global::Grpc.Core.RpcException)
            {
                return false;
            }

            return eventIds.All(alerts.Select(alert => alert.EventId).ToHashSet(StringComparer.Ordinal).Contains);
        });
        return alerts;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _program.DisposeAsync();
    }
}
