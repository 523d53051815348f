namespace RootWatch.Server.Fleet;

internal static class RosterRegistration
{
    /// <summary>The roster, and what keeps it as accounts.yaml says. Before the silo, so that it starts with a fleet.</summary>
    public static IServiceCollection AddRoster(this IServiceCollection services)
    {
        services.AddSingleton<CurrentRoster>();
        services.AddHostedService<AccountsFileFollower>();
        return services;
    }
}
