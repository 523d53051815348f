using RootWatch.Server.Hosting;

namespace RootWatch.Server.Heartbeats;

/// <summary>Registers what sends heartbeats, if somebody expects them. After the silo, since it calls grains.</summary>
internal static class HeartbeatRegistration
{
    public static IServiceCollection AddHeartbeat(this IServiceCollection services, ServerSettings settings, HeartbeatOptions options)
    {
        if (settings.Heartbeat is { } target)
        {
            services.AddSingleton(target);
            services.AddSingleton(options);
            services.AddSingleton<HeartbeatStatus>();
            services.AddSingleton<HeartbeatSender>();
            services.AddHostedService<HeartbeatNudge>();
        }

        return services;
    }
}
