using Microsoft.Extensions.Diagnostics.HealthChecks;
using RootWatch.Aws;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Push;

/// <summary>Registers the receiver of pushed events, if there is a queue. After the silo, since it calls grains.</summary>
internal static class PushRegistration
{
    public static IServiceCollection AddPush(this IServiceCollection services, ServerSettings settings, PushOptions options)
    {
        if (settings.PushQueue is { } queue)
        {
            services.AddSingleton<PushStatus>();
            services.AddHostedService(provider =>
                ActivatorUtilities.CreateInstance<PushReceiver>(provider, new SqsPushQueue(queue, provider.GetRequiredService<AwsClients>().Queues), options));
            services.AddHealthChecks().AddCheck<PushCheck>("push");
        }

        return services;
    }

    private sealed class PushCheck(PushStatus status) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            status.Trouble is { Length: > 0 } trouble ? HealthCheckResult.Degraded($"events come by polls alone: {trouble}") : HealthCheckResult.Healthy());
    }
}
