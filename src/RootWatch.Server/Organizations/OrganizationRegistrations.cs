using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Organizations;

/// <summary>Registers what finds the accounts of organizations. Needs the roster, the watching of accounts and the reading of posture.</summary>
internal static class OrganizationRegistrations
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services, OrganizationOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new OrganizationReader(provider.GetRequiredService<PostureAws>(), provider.GetRequiredService<IAwsCalls>(), options));
        services.AddHostedService<OrganizationFollower>();
        return services;
    }
}
