using RootWatch.Aws;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Accounts;

/// <summary>Registers the watching of accounts. Needs <see cref="AwsClients"/>, the metrics and <see cref="PollOptions"/> from the section Poll.</summary>
internal static class AccountWatchingRegistration
{
    public static IServiceCollection AddAccountWatching(this IServiceCollection services)
    {
        services.AddOptions<PollOptions>().BindConfiguration("Poll")
            .Validate(options => options.HomeInterval > TimeSpan.Zero, "Poll:HomeInterval must be more than zero, such as 00:01:00")
            .Validate(options => options.RegionInterval > TimeSpan.Zero, "Poll:RegionInterval must be more than zero, such as 00:15:00")
            .Validate(options => options.AccountInterval > TimeSpan.Zero, "Poll:AccountInterval must be more than zero, such as 00:05:00")
            .Validate(options => options.HotInterval > TimeSpan.Zero, "Poll:HotInterval must be more than zero, such as 00:00:20")
            .Validate(options => options.StartSpread >= TimeSpan.Zero, "Poll:StartSpread must not be negative")
            .Validate(options => options.Lateness >= TimeSpan.Zero && options.Lateness <= CloudTrailTail.MidReach, "Poll:Lateness must be between zero and six hours, such as 00:15:00")
            .Validate(options => options.Backfill >= TimeSpan.Zero, "Poll:Backfill must not be negative; Event history keeps 90 days")
            .Validate(options => options.RegionListInterval > TimeSpan.Zero, "Poll:RegionListInterval must be more than zero, such as 01:00:00")
            .Validate(options => options.AliasInterval > TimeSpan.Zero, "Poll:AliasInterval must be more than zero, such as 01:00:00")
            .Validate(options => options.CanaryInterval > TimeSpan.Zero, "Poll:CanaryInterval must be more than zero, such as 00:15:00")
            .Validate(options => options.CallsInFlightMax > 0, "Poll:CallsInFlightMax must be at least 1")
            .Validate(options => options.CallsPerSecond is >= LookupPace.Slowest and <= LookupSlots.PerSecond, "Poll:CallsPerSecond must be from 0.1 to 2, AWS's own limit for LookupEvents")
            .Validate(options => options.MaxCallsPerAccountPerDay is null or >= CallBudget.PerDayMin, $"Poll:MaxCallsPerAccountPerDay must be at least {CallBudget.PerDayMin}, ten calls an hour, or not be set")
            .ValidateOnStart();
        services.AddSingleton<SteadyTime>();
        services.AddSingleton(provider => new ServerClock(provider.GetRequiredService<SteadyTime>()));
        services.AddSingleton<Deadlines>();
        services.AddSingleton<AttestationBoard>();
        services.AddSingleton<WindowBoard>();
        services.AddSingleton<DrillBoard>();
        services.AddSingleton<AccountBoards>();
        services.AddSingleton<OwnCredentials>();
        services.AddSingleton<IAwsCalls>(provider => new AwsCalls(
            provider.GetRequiredService<AwsClients>(), provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<PollOptions>>().Value, provider.GetRequiredService<OwnCredentials>()));
        return services;
    }
}
