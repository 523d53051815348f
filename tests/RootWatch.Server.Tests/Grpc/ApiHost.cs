using System.Net;
using System.Security.Claims;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RootWatch.Server.Access;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Grpc;
using RootWatch.Server.Metrics;
using RootWatch.Server.Origins;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Journeys;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>The alert logs and the API in one silo over a real socket. The header <c>x-tenant</c> stands for the access token.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private WebApplication? _app;
    private GrpcChannel? _channel;

    internal IGrainFactory Grains => App.Services.GetRequiredService<IGrainFactory>();

    internal FaultyStorage Storage => App.Services.GetRequiredService<FaultyStorage>();

    private LostNetwork Network => App.Services.GetRequiredService<LostNetwork>();

    internal AlertHub Hub => App.Services.GetRequiredService<AlertHub>();

    internal AlertService.AlertServiceClient Alerts => new(_channel);

    internal AccountService.AccountServiceClient Accounts => new(_channel);

    internal PostureService.PostureServiceClient Posture => new(_channel);

    internal DrillService.DrillServiceClient Drills => new(_channel);

    internal CallInvoker Calls => _channel!.CreateCallInvoker();

    private WebApplication App => _app ?? throw new InvalidOperationException("not started");

    internal static Metadata As(string tenant) => new() { { "x-tenant", tenant } };

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Logging.AddFilter(typeof(FaultyStorage).FullName, LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(TimeProvider.System);
        CurrentRoster roster = new();
        roster.Replace(new Roster(
            [new TenantRegistration("acme", "Acme"), new TenantRegistration("globex", "Globex"), new TenantRegistration("quiet", "Quiet")],
            new[] { ("acme", "111122223333"), ("acme", "111122224444"), ("globex", "222233334444") }.ToDictionary(
                account => account.Item2,
                account => new AccountRegistration { TenantId = account.Item1, AccountId = account.Item2, Name = "a", RoleArn = "arn" })));
        builder.Services.AddSingleton(roster);
        builder.UseLoneSilo();
        builder.Services.AddSingleton<LostNetwork>();
        builder.Services.AddSingleton<IOutgoingGrainCallFilter>(services => services.GetRequiredService<LostNetwork>());
        builder.Services.AddSingleton<CurrentOrigins>();
        builder.Services.AddSingleton<RootWatchMeter>();
        builder.Services.AddAlertLog();
        builder.Services.AddRootWatchGrpc();
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.TryGetValue("x-tenant", out Microsoft.Extensions.Primitives.StringValues tenant))
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(AccessClaims.Tenant, tenant.ToString()), new Claim(AccessClaims.Token, "somebody")], "test"));
            }

            return next(context);
        });
        _app.MapRootWatchGrpc();
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(_app.Urls.First());
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

    /// <summary>While it lives no grain is reached, as when the silo that has them has just died: Orleans ends such calls in several ways.</summary>
    internal IDisposable Unreachable(Exception how) => Network.Lose(how);

    internal Task Append(string tenant, string account, long first, long last) =>
        Append(tenant, account, [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => SampleAlerts.Alert(tenant, account, n))], first);

    internal async Task Append(string tenant, string account, IReadOnlyList<Detection.Alerts.Alert> alerts, long first)
    {
        IAlertLogGrain log = Grains.GetGrain<IAlertLogGrain>(tenant);
        OutboxEntry[] entries = [.. alerts.Select((alert, n) => new OutboxEntry(first + n, AlertJson.Write(alert)))];
        long last = first + alerts.Count - 1;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Assert.True(await log.Append(account, entries) >= last, "the log took a part only");
                return;
            }
            catch (Exception trouble) when (trouble is not Xunit.Sdk.XunitException && attempt < 100)
            {
                // The outbox is sent again until the log has it.
            }
        }
    }

    private sealed class LostNetwork : IOutgoingGrainCallFilter, IDisposable
    {
        private volatile Exception? _how;

        public LostNetwork Lose(Exception how)
        {
            _how = how;
            return this;
        }

        public Task Invoke(IOutgoingGrainCallContext context) =>
            _how is { } how && context.InterfaceName.Contains("RootWatch", StringComparison.Ordinal) ? throw how : context.Invoke();

        public void Dispose() => _how = null;
    }
}
