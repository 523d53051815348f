using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Tests;

/// <summary>A simulated AWS whose clock stands still until the test moves it, and a client to it.</summary>
internal sealed class Aws : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private Aws(SimulatorHost host, FakeTimeProvider clock)
    {
        Host = host;
        Clock = clock;
        Client = new TestClient(host.Endpoint, clock);
    }

    public SimulatorHost Host { get; }

    public FakeTimeProvider Clock { get; }

    public TestClient Client { get; }

    public FleetAccount Account => Host.Accounts[0];

    /// <param name="recordAssumeRole">Nearly every test takes a role, and hardly any is about what is recorded of that.</param>
    public static async Task<Aws> StartAsync(SimulatorOptions? options = null, bool recordAssumeRole = false)
    {
        var clock = new FakeTimeProvider(Start);
        return new Aws(await SimulatorHost.StartAsync((options ?? new SimulatorOptions()) with { TimeProvider = clock, RecordAssumeRole = recordAssumeRole }), clock);
    }

    /// <summary>Puts a root console sign-in into the first account's history, so many seconds ago.</summary>
    public string AddSignIn(double secondsAgo = 0, double visibleInSeconds = 0, string? id = null, string region = "us-east-1") =>
        Add($$"""{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","userIdentity":{"type":"Root"}{{(id is null ? "" : $",\"eventID\":\"{id}\"")}}}""",
            secondsAgo, visibleInSeconds, region);

    public string Add(string record, double secondsAgo = 0, double visibleInSeconds = 0, string region = "us-east-1") =>
        Host.Inject(new InjectedEvent
        {
            Account = Account.Id,
            Region = region,
            Record = JsonDocument.Parse(record).RootElement,
            SecondsAgo = secondsAgo,
            VisibleInSeconds = visibleInSeconds,
        }).Single().EventId;

    /// <summary>A full bucket again: throttling is not what the test is about.</summary>
    public void Rest() => Clock.Advance(TimeSpan.FromSeconds(1));

    /// <summary>Ids of one page, newest first.</summary>
    public static IEnumerable<string> Ids(Answer page)
    {
        Assert.True(page.Status == 200, page.Body);
        return page.Json.GetProperty("Events").EnumerateArray().Select(entry => entry.GetProperty("EventId").GetString()!);
    }

    public static string? NextToken(Answer page) => page.Json.TryGetProperty("NextToken", out var token) ? token.GetString() : null;

    public static long Epoch(DateTimeOffset time) => time.ToUnixTimeSeconds();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
