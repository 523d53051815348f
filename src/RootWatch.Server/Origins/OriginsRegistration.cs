namespace RootWatch.Server.Origins;

internal static class OriginsRegistration
{
    /// <summary>What is known of addresses. Before the silo, so that no event is judged without it.</summary>
    public static IServiceCollection AddOrigins(this IServiceCollection services)
    {
        services.AddSingleton<CurrentOrigins>();
        services.AddHostedService<OriginFilesFollower>();
        return services;
    }
}
