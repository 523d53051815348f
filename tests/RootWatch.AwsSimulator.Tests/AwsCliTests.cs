using System.Text.Json;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Tests;

/// <summary>Real clocks and real processes here: the command line signs with the time of day.</summary>
public sealed class AwsCliTests : IAsyncLifetime
{
    private SimulatorHost _host = null!;

    private FleetAccount Watched => _host.Accounts[0];

    public async ValueTask InitializeAsync() => _host = await SimulatorHost.StartAsync(new SimulatorOptions());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task<CliResult> Run(Keys keys, params string[] arguments) => AwsCli.RunAsync(_host.Endpoint, keys, "us-east-1", arguments);

    private Task<CliResult> Assume(string externalId) => Run(TestClient.Watcher,
        "sts", "assume-role", "--role-arn", Watched.RoleArn, "--role-session-name", "foreign-client", "--external-id", externalId);

    private async Task<Keys> Session()
    {
        var credentials = (await Assume(Watched.ExternalId)).Json.GetProperty("Credentials");
        return new Keys(credentials.GetProperty("AccessKeyId").GetString()!, credentials.GetProperty("SecretAccessKey").GetString()!, credentials.GetProperty("SessionToken").GetString());
    }

    private List<string> AddSignIns(int count) => [.. Enumerable.Range(0, count).Select(i => _host.Inject(new InjectedEvent
    {
        Account = Watched.Id,
        Region = "us-east-1",
        SecondsAgo = count - i,
        Record = JsonDocument.Parse("""{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","userIdentity":{"type":"Root"}}""").RootElement,
    }).Single().EventId)];

    [Fact]
    public async Task It_assumes_a_role_and_is_then_who_the_session_says()
    {
        var identity = (await Run(await Session(), "sts", "get-caller-identity")).Json;
        Assert.Equal(Watched.Id, identity.GetProperty("Account").GetString());
        Assert.Equal($"arn:aws:sts::{Watched.Id}:assumed-role/RootWatch/foreign-client", identity.GetProperty("Arn").GetString());
    }

    [Fact]
    public async Task It_is_refused_with_a_wrong_external_id()
    {
        var refused = await Assume("wrong-external-id");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("An error occurred (AccessDenied) when calling the AssumeRole operation", refused.Error);
        Assert.Contains($"User: arn:aws:iam::999999999999:user/rootwatch is not authorized to perform: sts:AssumeRole on resource: {Watched.RoleArn}", refused.Error);
    }

    [Fact]
    public async Task It_is_refused_with_a_wrong_secret_and_with_an_unknown_key()
    {
        Assert.Contains("(SignatureDoesNotMatch)", (await Run(TestClient.Watcher with { SecretKey = "wrong" }, "sts", "get-caller-identity")).Error);
        Assert.Contains("(UnrecognizedClientException)", (await Run(new Keys("AKIAUNKNOWNUNKNOWN00", "x"), "cloudtrail", "describe-trails")).Error);
    }

    [Fact]
    public async Task It_lists_the_events_of_a_user_newest_first_over_pages()
    {
        var ids = AddSignIns(70);
        ids.Reverse();
        var events = (await Run(await Session(), "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=Username,AttributeValue=root")).Json.GetProperty("Events");
        Assert.Equal(ids, events.EnumerateArray().Select(entry => entry.GetProperty("EventId").GetString()));
        Assert.All(events.EnumerateArray(), entry => Assert.Equal("Root",
            JsonDocument.Parse(entry.GetProperty("CloudTrailEvent").GetString()!).RootElement.GetProperty("userIdentity").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task It_runs_into_the_throttle_when_it_pages_faster_than_two_calls_a_second()
    {
        AddSignIns(40);
        var throttled = await Run(await Session(), "cloudtrail", "lookup-events", "--page-size", "1");
        Assert.NotEqual(0, throttled.ExitCode);
        Assert.Contains("An error occurred (ThrottlingException) when calling the LookupEvents operation", throttled.Error);
        Assert.Contains("Rate exceeded", throttled.Error);
    }

    [Fact]
    public async Task It_lists_regions_over_pages_with_their_opt_in_status()
    {
        // Debian's aws is older than ListRegions; awscli-models holds that operation's description.
        var regions = (await Run(await Session(), "account", "list-regions", "--page-size", "20")).Json.GetProperty("Regions").EnumerateArray()
            .ToDictionary(region => region.GetProperty("RegionName").GetString()!, region => region.GetProperty("RegionOptStatus").GetString());
        Assert.Equal(34, regions.Count);
        Assert.Equal(("ENABLED_BY_DEFAULT", "ENABLED", "DISABLED"), (regions["us-east-1"], regions["eu-south-1"], regions["ap-east-1"]));
    }

    [Fact]
    public async Task It_lists_the_account_s_alias()
    {
        Assert.Empty((await Run(await Session(), "iam", "list-account-aliases")).Json.GetProperty("AccountAliases").EnumerateArray());
        await using var aliased = await SimulatorHost.StartAsync(new SimulatorOptions { AliasAsUsername = true });
        (_host, var plain) = (aliased, _host);
        try
        {
            var aliases = (await Run(await Session(), "iam", "list-account-aliases")).Json.GetProperty("AccountAliases").EnumerateArray();
            Assert.Equal(["acme-production"], aliases.Select(alias => alias.GetString()));
        }
        finally
        {
            _host = plain;
        }
    }

    [Fact]
    public async Task It_describes_the_trail_and_sees_it_stopped()
    {
        var keys = await Session();
        var trail = (await Run(keys, "cloudtrail", "describe-trails")).Json.GetProperty("trailList")[0];
        _host.StartIncident("root-takeover", Watched.Id, TimeSpan.FromMinutes(1));
        var status = (await Run(keys, "cloudtrail", "get-trail-status", "--name", trail.GetProperty("TrailARN").GetString()!)).Json;
        Assert.False(status.GetProperty("IsLogging").GetBoolean());
        Assert.True(status.TryGetProperty("StopLoggingTime", out _));
    }
}
