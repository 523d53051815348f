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

    private readonly Simulator simulator;
    private readonly Injection injection;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private Task playing = Task.CompletedTask;

    private SimulatorHost(SimulatorOptions options, RecordLibrary library, IPEndPoint listen)
    {
        simulator = new Simulator(options, library);
        injection = new Injection(simulator);
        Library = library;

        // Empty: no environment variable and no appsettings.json of whoever starts it can change it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        app = builder.Build();
        app.Run(HandleAsync(new AwsEndpoint(simulator), new ControlApi(simulator)));
    }

    /// <summary>What AWS_ENDPOINT_URL must say.</summary>
    public Uri Endpoint { get; private set; } = new("http://invalid.");

    public IReadOnlyList<FleetTenant> Tenants => simulator.Fleet.Tenants;

    public IReadOnlyList<FleetAccount> Accounts => simulator.Fleet.Accounts;

    /// <summary>Enabled in every account; us-east-1 first.</summary>
    public IReadOnlyList<string> Regions => simulator.Fleet.Regions;

    /// <summary>Of the queue into which events are pushed.</summary>
    public Uri QueueUrl => new(Endpoint, simulator.Queue.Path);

    /// <summary>Messages in the queue, hidden ones included.</summary>
    public int QueuedMessages => simulator.Queue.Count(simulator.Now) is var count ? count.Visible + count.NotVisible + count.Delayed : 0;

    /// <summary>The fleet as the server under test reads it.</summary>
    public string AccountsYaml => Fleet.AccountsYaml.Write(simulator.Fleet);

    /// <summary>The ground truth: every event, visible or not.</summary>
    public IReadOnlyCollection<SimulatedEvent> Events => simulator.Events.All;

    public IEnumerable<CallCount> Calls => simulator.Calls.Counts;

    /// <summary>The faults in force.</summary>
    public IReadOnlyList<ActiveFault> Faults => simulator.Faults.Active;

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
        var added = injection.Inject(new InjectRequest { Events = events }, out var problem);
        return problem is null ? added : throw new ArgumentException(problem, nameof(events));
    }

    /// <summary>Puts a message into the queue, whatever it says, as POST /_simulator/push does.</summary>
    public void Push(string body) => simulator.Queue.Send(body, simulator.Now);

    /// <summary>Starts a scripted incident, as POST /_simulator/incident does.</summary>
    public IReadOnlyList<SimulatedEvent> StartIncident(string name, string account, TimeSpan ago = default, TimeSpan? visibleIn = null) =>
        simulator.Incidents.Start(
            IncidentScript.All.Single(script => script.Name == name),
            simulator.Fleet.Find(account) ?? throw new ArgumentException($"account {account} is not in the fleet", nameof(account)),
            ago, visibleIn);

    /// <summary>Sets up an account in another way, as POST /_simulator/posture does.</summary>
    public void SetPosture(string account, Func<SimulatedPosture, SimulatedPosture> change) => simulator.Postures.Set(account, change);

    /// <summary>Of the organization that the account is in; null: it is in none.</summary>
    public string? OrganizationIdOf(string account) => simulator.Organizations.Of(account, simulator.Now)?.Id;

    /// <summary>A new account in a tenant's organization, as POST /_simulator/accounts makes it.</summary>
    public FleetAccount AddAccount(string tenant, string name) =>
        simulator.Fleet.Add(tenant, name) ?? throw new ArgumentException($"there is no tenant {tenant}", nameof(tenant));

    /// <summary>Sets a fault; returns its id.</summary>
    public long SetFault(Fault fault) => simulator.Faults.Set(fault, simulator.Now);

    public bool RemoveFault(long id) => simulator.Faults.Remove(id);

    public void ClearFaults() => simulator.Faults.Clear();

    public void ClearCalls() => simulator.Calls.Clear();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await playing;

        // Nobody waits for clients here: what they hold open is cut.
        await app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync();
        stopping.Dispose();
    }

    internal Task WriteAccountsAsync(string path, CancellationToken cancellationToken) =>
        Fleet.AccountsYaml.WriteFileAsync(simulator.Fleet, path, cancellationToken);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        simulator.Player.PlayHistory();
        await app.StartAsync(cancellationToken);
        Endpoint = new Uri(app.Urls.Single());
        playing = PlayAsync();
    }

    private async Task PlayAsync()
    {
        if (simulator.Options is { PlayRate: 0, IncidentEvery: null })
        {
            return;
        }

        using var timer = new PeriodicTimer(PlayTick, simulator.Options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                simulator.Player.Advance();
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
