using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RootWatch.Aws;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;
using RootWatch.Server.Organizations;
using RootWatch.Server.Posture;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Journeys;
using RootWatch.Server.Tests.Posture;

namespace RootWatch.Server.Tests.Organizations;

/// <summary>The grain in a silo, on a store that can fail, with a simulated AWS over sockets.</summary>
public sealed class OrganizationGrainTests : IAsyncLifetime
{
    private SimulatorHost _aws = null!;
    private AwsClients _clients = null!;
    private AwsCalls _calls = null!;
    private PostureAws _posture = null!;
    private IHost _host = null!;

    private FaultyStorage Storage => _host.Services.GetRequiredService<FaultyStorage>();

    private FleetAccount Management => _aws.Accounts[0];

    private IOrganizationGrain Grain => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IOrganizationGrain>(Organization.OrganizationId);

    private OrganizationRegistration Organization => new()
    {
        OrganizationId = _aws.OrganizationIdOf(Management.Id)!,
        TenantId = "acme",
        Name = "Acme",
        RoleArn = Management.RoleArn,
        ExternalIdPrefix = PostureWorld.ExternalIdPrefix,
        MemberRole = "RootWatch",
    };

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        _aws = await SimulatorHost.StartAsync(new SimulatorOptions { Accounts = 20, Tenants = 1, Regions = 1, ExternalIdPrefix = PostureWorld.ExternalIdPrefix });
        _clients = new AwsClients(new AwsClientOptions { EndpointUrl = _aws.Endpoint }, TimeProvider.System, name => name == "AWS_ACCESS_KEY_ID" ? "AKIAIOSFODNN7EXAMPLE" : null, new Random(1));
        _calls = new AwsCalls(_clients, new PollOptions());
        _posture = new PostureAws(_clients, new PostureOptions(), TimeProvider.System);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseLoneSilo();
        CurrentRoster roster = new();
        roster.Replace(new Roster([new TenantRegistration("acme", "Acme")], new Dictionary<string, AccountRegistration>()) { Organizations = [Organization] });
        // Asked by the tests alone.
        OrganizationOptions options = new() { Interval = TimeSpan.FromDays(1) };
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(roster).AddSingleton(options).AddSingleton<RootWatchMeter>().AddAlertLog()
            .AddSingleton(new OrganizationReader(_posture, _calls, options));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _posture.Dispose();
        _calls.Dispose();
        _clients.Dispose();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task What_was_found_is_told_until_it_is_known()
    {
        OrganizationFindings found = await Grain.Discover(Organization, 0);

        Assert.Equal(20, found.Accounts.Count(account => account.IsWatched));
        Assert.Equal(found.Accounts, (await Grain.Follow(-1))!.Accounts);
        Assert.Null(await Grain.Follow(found.Version));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_store_that_fails_before_and_after_writing_costs_no_alert_and_doubles_none(int seed)
    {
        await Grain.Discover(Organization, 0);
        Storage.Fail(0.4, seed);
        try
        {
            foreach (FleetAccount account in _aws.Accounts.Skip(1))
            {
                _aws.SetPosture(account.Id, posture => posture with { InOrganization = false });
                await Discovered();
            }
        }
        finally
        {
            Storage.Fail(0, 0);
        }

        Assert.True(Storage.Faults > 10, "the store did not fail: the test shows nothing");
        OrganizationFindings left = await Grain.Discover(Organization, 0);
        Assert.Equal(19, left.Accounts.Count(account => account.State == FoundState.Paused));
        LogPage log = await _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAlertLogGrain>("acme").Read(0, 1000);
        Alert[] alerts = [.. log.Alerts.Select(logged => AlertJson.Read(logged.AlertJson))];
        Assert.Equal(_aws.Accounts.Skip(1).Select(account => account.Id).Order(), alerts.Select(alert => alert.AccountId).Order());
        Assert.All(alerts, alert => Assert.Equal("RW-X09", alert.RuleId));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(10, 600)]
    [InlineData(1_000_000, 600)]
    public void While_nothing_can_be_kept_it_is_asked_ever_more_seldom(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), OrganizationGrain.RestAfter(failures, TimeSpan.FromMinutes(10)));

    private async Task Discovered()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await Grain.Discover(Organization, 1);
                return;
            }
            catch (Exception trouble) when (trouble is IOException or OrleansException && attempt < 50)
            {
                // What was not kept is read again.
            }
        }
    }
}
