using Microsoft.Extensions.Time.Testing;
using RootWatch.Aws;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Tests.Posture;

/// <summary>A simulated AWS over sockets and what reads posture from it, in one virtual time.</summary>
internal sealed class PostureWorld : IAsyncDisposable
{
    public const string ExternalIdPrefix = "6f1c0d9a54e84b7f93a2be0d7715c8f0";
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private PostureWorld(SimulatorHost aws, FakeTimeProvider time, PostureOptions options)
    {
        Aws = aws;
        Time = time;
        Clients = new AwsClients(
            new AwsClientOptions { EndpointUrl = aws.Endpoint, AttemptTimeout = TimeSpan.FromDays(1), AttemptsMax = 1 }, time,
            name => name switch { "AWS_ACCESS_KEY_ID" => "AKIAIOSFODNN7EXAMPLE", _ => null }, new Random(1));
        Calls = new AwsCalls(Clients, new PollOptions());
        Posture = new PostureAws(Clients, options, time);
    }

    public SimulatorHost Aws { get; }

    public FakeTimeProvider Time { get; }

    public AwsClients Clients { get; }

    public AwsCalls Calls { get; }

    public PostureAws Posture { get; }

    public FleetAccount Management => Aws.Accounts[0];

    public FleetAccount Member => Aws.Accounts[1];

    public static async Task<PostureWorld> StartAsync(PostureOptions? options = null)
    {
        FakeTimeProvider time = new(Start);
        // The watching party's key comes from the environment, as it does in the program.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        return new PostureWorld(await SimulatorHost.StartAsync(new SimulatorOptions { TimeProvider = time, Regions = 2, ExternalIdPrefix = ExternalIdPrefix }), time, options ?? new PostureOptions());
    }

    public static AccountRegistration Registration(FleetAccount account) =>
        new() { TenantId = account.TenantId, AccountId = account.Id, Name = account.Name, RoleArn = account.RoleArn, ExternalId = account.ExternalId };

    public void Set(FleetAccount account, Func<SimulatedPosture, SimulatedPosture> change) => Aws.SetPosture(account.Id, change);

    /// <summary>One reading; time passes while it waits for its turn.</summary>
    public async Task<PostureFacts> ReadAsync(FleetAccount account, PostureFacts? before = null)
    {
        using AccountSession session = new(Calls, new ServerClock(Time), Time, 0);
        PostureCalls calls = new(Posture, session, Registration(account), Posture.NewIamPace(), static () => 0.5);
        return await Pass(PostureReader.Read(calls, Registration(account), Aws.Regions, before, CancellationToken.None));
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public async Task<T> Pass<T>(Task<T> task)
    {
        // The sockets take real time, the clock stands still meanwhile: it moves only while nothing comes.
        while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System)) != task)
        {
            Time.Advance(TimeSpan.FromMilliseconds(200));
        }

        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        Posture.Dispose();
        Calls.Dispose();
        Clients.Dispose();
        await Aws.DisposeAsync();
    }
}
