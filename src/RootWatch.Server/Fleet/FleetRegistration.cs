using Microsoft.Extensions.DependencyInjection.Extensions;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Fleet;

/// <summary>Registers the roster in force and the patrols that keep it watched.</summary>
internal static class FleetRegistration
{
    public static IServiceCollection AddFleet(this IServiceCollection services)
    {
        services.TryAddSingleton<CurrentRoster>();
        services.TryAddSingleton<DocumentStorageProbe>();
        services.AddSingleton<FleetBoard>();
        services.AddHostedService<PatrolNudge>();
        return services;
    }
}
