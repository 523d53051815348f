using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;
using RootWatch.Server.Access;
using RootWatch.Server.Fleet;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>Is it alive, and can it do its work? The answers are one word; why not stands in the log.</summary>
internal static class HealthRegistration
{
    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<SiloCheck>("silo")
            .AddCheck<RosterCheck>("roster")
            .AddCheck<StorageCheck>("storage");
        services.Configure<GrpcHealthChecksOptions>(health =>
        {
            health.Services.Map("rootwatch.v1.AlertService", _ => true);
            health.Services.Map("rootwatch.v1.AccountService", _ => true);
        });
        services.AddSingleton<ReadinessLog>();
        services.AddHostedService<StoreWatch>();
        return services;
    }

    /// <summary>Probes ask with either; of HEAD the status alone is sent.</summary>
    private static readonly string[] Methods = ["GET", "HEAD"];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/livez", Methods, () => "alive\n").WithMetadata(new OpenToAll());
        endpoints.MapMethods("/readyz", Methods, async (HealthCheckService health, ReadinessLog log, CancellationToken cancellationToken) =>
        {
            HealthReport report = await health.CheckHealthAsync(cancellationToken);
            log.Tell(report);
            // Degraded: the work goes on, less well. Taking it away from this server would mend nothing.
            return report.Status is not HealthStatus.Unhealthy
                ? Results.Text("ready\n")
                : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).WithMetadata(new OpenToAll());
    }

    private sealed class SiloCheck(ISiloStatusOracle silo, IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("the server is stopping")
            : silo.CurrentStatus is SiloStatus.Active ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"the silo is {silo.CurrentStatus}"));
    }

    private sealed class RosterCheck(CurrentRoster roster) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            roster.File.Tenants.Count > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no accounts file was read"));
    }

    private sealed class StorageCheck(DocumentStorageProbe probe) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            StorageReadiness readiness = await probe.Check(cancellationToken);
            return readiness.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(readiness.Reason);
        }
    }
}

/// <summary>Says once why the server is not ready, and once that it is again.</summary>
internal sealed partial class ReadinessLog(ILogger<ReadinessLog> logger)
{
    private readonly Lock _lock = new();
    private string _told = "";

    public void Tell(HealthReport report)
    {
        string reasons = string.Join("; ", report.Entries.Where(entry => entry.Value.Status is not HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Description}"));
        lock (_lock)
        {
            if (reasons == _told)
            {
                return;
            }

            _told = reasons;
        }

        if (reasons.Length > 0)
        {
            if (report.Status is HealthStatus.Unhealthy)
            {
                LogNotReady(reasons);
            }
            else
            {
                LogDegraded(reasons);
            }
        }
        else
        {
            LogReady();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "not ready: {Reasons}")]
    private partial void LogNotReady(string reasons);

    [LoggerMessage(3, LogLevel.Warning, "ready, with less than was asked for: {Reasons}")]
    private partial void LogDegraded(string reasons);

    [LoggerMessage(2, LogLevel.Information, "ready again")]
    private partial void LogReady();
}
