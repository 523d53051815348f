using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RootWatch.Aws;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Metrics;
using RootWatch.Server.Origins;
using RootWatch.Server.Posture;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Accounts;
using RootWatch.Server.Tests.Alerts;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>A silo within the tests' own process, for what needs grains as they are and a world that obeys.</summary>
internal static class LoneSilo
{
    /// <summary>On a store that fails when <see cref="FaultyStorage"/> is told to.</summary>
    public static void UseLoneSilo(this IHostApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(RunningProgram.FreePort(), RunningProgram.FreePort(), serviceId: "lone", clusterId: Guid.NewGuid().ToString("n"));
        silo.UseSystemTextJsonGrainStorageSerializer();
        silo.AddFaultyStorage(DocumentStorage.ProviderName);
    });

    /// <summary>What watching takes: all of it real but AWS and the time.</summary>
    public static void AddWatching(this IServiceCollection services, FakeCloudTrail trail, PollOptions poll, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton<RootWatchMeter>();
        services.AddSingleton(new CurrentOrigins());
        services.AddSingleton(SigmaRules.None);
        services.AddSingleton(new AwsClients(new AwsClientOptions(), time));
        services.AddAccountWatching().AddSingleton(Options.Create(poll));
        services.AddSingleton<IAwsCalls>(trail);
        services.AddPosture().AddSingleton(Options.Create(new PostureOptions { Interval = TimeSpan.Zero }));
        services.AddAlertLog();
    }
}
