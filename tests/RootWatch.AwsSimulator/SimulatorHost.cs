using System.Net;
using Microsoft.AspNetCore.Connections;
using RootWatch.AwsSimulator.Calls;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Incidents;
using RootWatch.AwsSimulator.Playback;
using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator;

/// <summary>The simulator cannot start; the message names the setting and the remedy.</summary>
public sealed class SimulatorStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A running simulated AWS: for tests in this process, and for the program.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private static readonly TimeSpan PlayTick = TimeSpan.FromMilliseconds(100);

    private readonly Simulator _simulator;
    private readonly Injection _injection;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private Task _playing = Task.CompletedTask;

    private SimulatorHost(SimulatorOptions options, RecordLibrary library, IPEndPoint listen)
    {
        _simulator = new Simulator(options, library);
        _injection = new Injection(_simulator);
        Library = library;

        // Empty: no environment variable and no appsettings.json of whoever starts it can change it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        _app = builder.Build();
        _app.Run(HandleAsync(new AwsEndpoint(_simulator), new ControlApi(_simulator)));
    }

    /// <summary>What AWS_ENDPOINT_URL must say.</summary>
    public Uri Endpoint { get; private set; } = new("http://invalid.");

    public IReadOnlyList<FleetTenant> Tenants => _simulator.Fleet.Tenants;

    public IReadOnlyList<FleetAccount> Accounts => _simulator.Fleet.Accounts;

    /// <summary>Enabled in every account; us-east-1 first.</summary>
    public IReadOnlyList<string> Regions => _simulator.Fleet.Regions;

    /// <summary>Of the queue into which events are pushed.</summary>
    public Uri QueueUrl => new(Endpoint, _simulator.Queue.Path);

    /// <summary>Messages in the queue, hidden ones included.</summary>
    public int QueuedMessages => _simulator.Queue.Count(_simulator.Now) is var count ? count.Visible + count.NotVisible + count.Delayed : 0;

    /// <summary>The fleet as the server under test reads it.</summary>
    public string AccountsYaml => Fleet.AccountsYaml.Write(_simulator.Fleet);

    /// <summary>The ground truth: every event, visible or not.</summary>
    public IReadOnlyCollection<SimulatedEvent> Events => _simulator.Events.All;

    public IEnumerable<CallCount> Calls => _simulator.Calls.Counts;

    /// <summary>The faults in force.</summary>
    public IReadOnlyList<ActiveFault> Faults => _simulator.Faults.Active;

    internal RecordLibrary Library { get; }

    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        if (SimulatorOptionsCheck.Problems(options) is { Count: > 0 } problems)
        {
            throw new SimulatorStartException(string.Join(Environment.NewLine, problems));
        }

        var library = RecordLibrary.Empty;
        if (options.PlayRate > 0 || options.History > TimeSpan.Zero)
        {
            library = RecordLibrary.Load(options.Records ?? RecordLibrary.ExcerptFolder, out var problem) ?? throw new SimulatorStartException(problem);
        }

        var host = new SimulatorHost(options, library, SimulatorOptionsCheck.TryListen(options.Listen)!);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            await host.DisposeAsync();
            throw new SimulatorStartException($"cannot listen on {options.Listen}: the port is in use; choose another with --listen, or port 0 for a free one", failure);
        }
    }

    /// <summary>Puts events into histories, as POST /_simulator/inject does.</summary>
    public IReadOnlyList<SimulatedEvent> Inject(params IReadOnlyList<InjectedEvent> events)
    {
        var added = _injection.Inject(new InjectRequest { Events = events }, out var problem);
        return problem is null ? added : throw new ArgumentException(problem, nameof(events));
    }

    /// <summary>Puts a message into the queue, whatever it says, as POST /_simulator/push does.</summary>
    public void Push(string body) => _simulator.Queue.Send(body, _simulator.Now);

    /// <summary>Starts a scripted incident, as POST /_simulator/incident does.</summary>
    public IReadOnlyList<SimulatedEvent> StartIncident(string name, string account, TimeSpan ago = default, TimeSpan? visibleIn = null) =>
        _simulator.Incidents.Start(
            IncidentScript.All.Single(script => script.Name == name),
            _simulator.Fleet.Find(account) ?? throw new ArgumentException($"account {account} is not in the fleet", nameof(account)),
            ago, visibleIn);

    /// <summary>Sets up an account in another way, as POST /_simulator/posture does.</summary>
    public void SetPosture(string account, Func<SimulatedPosture, SimulatedPosture> change) => _simulator.Postures.Set(account, change);

    /// <summary>Of the organization that the account is in; null: it is in none.</summary>
    public string? OrganizationIdOf(string account) => _simulator.Organizations.Of(account, _simulator.Now)?.Id;

    /// <summary>A new account in a tenant's organization, as POST /_simulator/accounts makes it.</summary>
    public FleetAccount AddAccount(string tenant, string name) =>
        _simulator.Fleet.Add(tenant, name) ?? throw new ArgumentException($"there is no tenant {tenant}", nameof(tenant));

    /// <summary>Sets a fault; returns its id.</summary>
    public long SetFault(Fault fault) => _simulator.Faults.Set(fault, _simulator.Now);

    public bool RemoveFault(long id) => _simulator.Faults.Remove(id);

    public void ClearFaults() => _simulator.Faults.Clear();

    public void ClearCalls() => _simulator.Calls.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _playing;

        // Nobody waits for clients here: what they hold open is cut.
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    internal Task WriteAccountsAsync(string path, CancellationToken cancellationToken) =>
        Fleet.AccountsYaml.WriteFileAsync(_simulator.Fleet, path, cancellationToken);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _simulator.Player.PlayHistory();
        await _app.StartAsync(cancellationToken);
        Endpoint = new Uri(_app.Urls.Single());
        _playing = PlayAsync();
    }

    private async Task PlayAsync()
    {
        if (_simulator.Options is { PlayRate: 0, IncidentEvery: null })
        {
            return;
        }

        using var timer = new PeriodicTimer(PlayTick, _simulator.Options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                _simulator.Player.Advance();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private static RequestDelegate HandleAsync(AwsEndpoint aws, ControlApi control) => async context =>
    {
        try
        {
            await (context.Request.Path.StartsWithSegments(ControlApi.Path) ? control.HandleAsync(context) : aws.HandleAsync(context));
        }
        catch (Exception gone) when (gone is BadHttpRequestException || (context.RequestAborted.IsCancellationRequested && gone is (OperationCanceledException or IOException)))
        {
            // The client hung up, which the reader of an unfinished request may know before the request does.
            context.Abort();
        }
        catch (Exception failure)
        {
            // A fault of the simulator must be seen as one, and not be taken for a fault of the code under test.
            await Console.Error.WriteLineAsync($"the simulator failed at {context.Request.Method} {context.Request.Path}: {failure}");
            context.Abort();
        }
    };
}
