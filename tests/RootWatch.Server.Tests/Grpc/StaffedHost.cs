using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Access;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Grpc;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;
using RootWatch.Server.Onboarding;
using RootWatch.Server.Tests.Accounts;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Hosting;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>
/// Accounts that are watched and the API over a real socket, with tokens of all roles: <c>acme-viewer</c>,
/// <c>acme-operator</c>, <c>acme-approver</c>, <c>acme-admin</c>, <c>globex-admin</c>, and <c>msp-approver</c> of all tenants.
/// </summary>
public sealed class StaffedHost : IAsyncLifetime
{
    public const string Account = "111122223333";
    public const string Organization = "o-abcdefghij";
    public const string Foreign = "222233334444";

    private WebApplication? _app;
    private GrpcChannel? _channel;

    internal GrpcChannel Channel => _channel ?? throw new InvalidOperationException("not started");

    /// <summary>What CloudTrail knows of the accounts; its times are real.</summary>
    internal FakeCloudTrail Trail { get; } = new(TimeProvider.System);

    internal RootWatchMeter Meter => App.Services.GetRequiredService<RootWatchMeter>();

    private WebApplication App => _app ?? throw new InvalidOperationException("not started");

    /// <summary>Headers that carry the token.</summary>
    internal static Metadata As(string name) => new() { { "authorization", $"Bearer {Text(name)}" } };

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        // At its end a silo complains of what is still asked of it.
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        IServiceCollection services = builder.Services;
        services.AddSingleton(SomeSettings.Any with { Dev = false });
        CurrentTokens tokens = new(TimeProvider.System);
        tokens.Replace(
        [
            Token("acme-viewer", "acme", Role.Viewer), Token("acme-operator", "acme", Role.Operator), Token("acme-approver", "acme", Role.Approver),
            Token("acme-admin", "acme", Role.Admin), Token("globex-admin", "globex", Role.Admin), Token("msp-approver", TenantId.All, Role.Approver),
        ]);
        services.AddSingleton(tokens);
        services.AddSingleton<CallLimit>();
        AccountRegistration[] accounts = [Registration("acme", Account), Registration("globex", Foreign)];
        CurrentRoster roster = new();
        roster.Replace(new Roster(
            [new TenantRegistration("acme", "Acme"), new TenantRegistration("globex", "Globex")], accounts.ToDictionary(account => account.AccountId))
        {
            Organizations = [new() { OrganizationId = Organization, TenantId = "acme", Name = "Acme", RoleArn = $"arn:aws:iam::{Account}:role/RootWatch", ExternalIdPrefix = "abc", MemberRole = "RootWatch" }],
        });
        services.AddSingleton(roster);
        builder.UseLoneSilo();
        services.AddWatching(Trail, new PollOptions { StartSpread = TimeSpan.Zero, HomeInterval = TimeSpan.FromSeconds(1), HotInterval = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        services.AddOnboarding();
        services.AddRootWatchGrpc();
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Features.Set(new ListenerFeature(ListenerKind.Grpc));
            return next(context);
        });
        _app.UseRouting();
        _app.UseAccess();
        _app.MapRootWatchGrpc();
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(_app.Urls.First());
        foreach (AccountRegistration account in accounts)
        {
            IAccountGrain grain = App.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(account.AccountId);
            await grain.Watch(account);
            Assert.True(await Eventually.Holds(TimeSpan.FromSeconds(60), async () => await grain.GetAttestations() is not null), $"{account.AccountId} is not watched");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    private static AccountRegistration Registration(string tenant, string account) =>
        new() { TenantId = tenant, AccountId = account, Name = "a", RoleArn = $"arn:aws:iam::{account}:role/RootWatch", ExternalId = "abc", Regions = ["us-east-1"] };

    private static TokenRegistration Token(string id, string tenant, Role role) =>
        new(id, AccessToken.Hash(Text(id)), tenant, role, TimeProvider.System.GetUtcNow().AddHours(1));

    private static string Text(string id) => $"rw_{id}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..43]}";
}
