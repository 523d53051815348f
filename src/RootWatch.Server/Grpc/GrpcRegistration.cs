using Microsoft.AspNetCore.Http.Features;

namespace RootWatch.Server.Grpc;

/// <summary>The API on the gRPC listener.</summary>
internal static class GrpcRegistration
{
    /// <summary>Requests are small; whoever sends more is mistaken or means harm.</summary>
    private const int RequestBytesMax = 2 << 20;

    public static IServiceCollection AddRootWatchGrpc(this IServiceCollection services)
    {
        services.AddSingleton<LogReader>();
        services.AddSingleton<AccountQuestions>();
        services.AddSingleton<AccountDecisions>();
        services.AddSingleton<OpenCalls>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenCalls>());
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = RequestBytesMax;
            options.EnableDetailedErrors = false;
            options.Interceptors.Add<MalformedRequests>();
        });
        services.AddGrpcHealthChecks();
        services.AddGrpcReflection();
        return services;
    }

    public static void MapRootWatchGrpc(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder endpoints = routes.MapGroup("");
        endpoints.MapGrpcService<AlertServiceImpl>();
        endpoints.MapGrpcService<AccountServiceImpl>();
        endpoints.MapGrpcService<OnboardingServiceImpl>();
        endpoints.MapGrpcService<PostureServiceImpl>();
        endpoints.MapGrpcService<AttestationServiceImpl>();
        endpoints.MapGrpcService<EmergencyServiceImpl>();
        endpoints.MapGrpcService<DrillServiceImpl>();
        endpoints.MapGrpcHealthChecksService();
        endpoints.MapGrpcReflectionService();
        OpenCalls calls = routes.ServiceProvider.GetRequiredService<OpenCalls>();
        CancellationToken stopping = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        ((IEndpointConventionBuilder)endpoints).Add(endpoint =>
        {
            RequestDelegate answer = endpoint.RequestDelegate!;
            RequestDelegate handle = async context =>
            {
                await answer(context);
                MalformedRequests.Tell(context);
            };
            endpoint.RequestDelegate = context =>
            {
                context.Features.Set<IRequestBodyPipeFeature>(new RequestReader(context.Request.BodyReader, stopping));
                return calls.Answer(context, handle);
            };
        });
    }
}
