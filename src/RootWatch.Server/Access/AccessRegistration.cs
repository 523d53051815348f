using Grpc.AspNetCore.Server;

namespace RootWatch.Server.Access;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<CurrentTokens>();
        services.AddSingleton<CallLimit>();
        services.AddHostedService<TokensFileFollower>();
        services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<StreamAccessInterceptor>());
        return services;
    }

    /// <summary>After routing, before the endpoints.</summary>
    public static void UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
