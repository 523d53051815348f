using Microsoft.Extensions.Options;
using RootWatch.Aws;
using RootWatch.Server.Accounts;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Posture;

/// <summary>Registers the reading of posture. Needs <see cref="AwsClients"/>, the metrics and <see cref="PostureOptions"/> from the section Posture.</summary>
internal static class PostureRegistration
{
    public static IServiceCollection AddPosture(this IServiceCollection services)
    {
        services.AddOptions<PostureOptions>().BindConfiguration("Posture")
            .Validate(options => options.Interval >= TimeSpan.Zero, "Posture:Interval must not be negative; 00:00:00 reads no posture")
            .Validate(options => options.StartSpread >= TimeSpan.Zero, "Posture:StartSpread must not be negative")
            .Validate(options => options.IamCallsPerSecond is >= LookupPace.Slowest and <= 2, "Posture:IamCallsPerSecond must be from 0.1 to 2: everybody in the account shares what AWS allows")
            .Validate(options => options.CallsInFlightMax > 0, "Posture:CallsInFlightMax must be at least 1")
            .Validate(options => options.ReadingMax > TimeSpan.Zero, "Posture:ReadingMax must be more than zero, such as 00:15:00")
            .ValidateOnStart();
        services.AddSingleton(provider => new PostureAws(
            provider.GetRequiredService<AwsClients>(), provider.GetRequiredService<IOptions<PostureOptions>>().Value, provider.GetRequiredService<SteadyTime>()));
        services.AddSingleton<PostureBoard>();
        return services;
    }
}
