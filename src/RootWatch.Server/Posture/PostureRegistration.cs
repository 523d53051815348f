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
            .Validate(options => options.Interval >= TimeSpan.Zero && options.Interval <= TimeSpan.FromDays(30), "Posture:Interval must be between zero, which reads no posture, and 30 days, such as 01:00:00")
            .Validate(options => options.StartSpread >= TimeSpan.Zero && options.StartSpread <= TimeSpan.FromDays(1), "Posture:StartSpread must be between zero and a day, such as 00:02:00")
            .Validate(options => options.IamCallsPerSecond is >= LookupPace.Slowest and <= 2, "Posture:IamCallsPerSecond must be from 0.1 to 2: everybody in the account shares what AWS allows")
            .Validate(options => options.CallsInFlightMax > 0, "Posture:CallsInFlightMax must be at least 1")
            .Validate(options => options.ReadingMax > TimeSpan.Zero && options.ReadingMax <= TimeSpan.FromDays(1), "Posture:ReadingMax must be more than zero and a day at most, such as 00:15:00")
            .ValidateOnStart();
        services.AddSingleton(provider => new PostureAws(
            provider.GetRequiredService<AwsClients>(), provider.GetRequiredService<IOptions<PostureOptions>>().Value, provider.GetRequiredService<SteadyTime>()));
        services.AddSingleton<PostureBoard>();
        return services;
    }
}
