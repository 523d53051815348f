using RootWatch.Aws;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Accounts;

/// <summary>Registers the watching of accounts. Needs <see cref="AwsClients"/>, the metrics and <see cref="PollOptions"/> from the section Poll.</summary>
internal static class AccountWatchingRegistration
{
    /// <summary>What is read more seldom is not watched; and of some weeks timers know nothing.</summary>
    private static readonly TimeSpan Rarest = TimeSpan.FromDays(1);

    public static IServiceCollection AddAccountWatching(this IServiceCollection services)
    {
        services.AddOptions<PollOptions>().BindConfiguration("Poll")
            .Validate(options => IsOften(options.HomeInterval), "Poll:HomeInterval must be more than zero and a day at most, such as 00:01:00")
            .Validate(options => IsOften(options.RegionInterval), "Poll:RegionInterval must be more than zero and a day at most, such as 00:15:00")
            .Validate(options => IsOften(options.AccountInterval), "Poll:AccountInterval must be more than zero and a day at most, such as 00:05:00")
            .Validate(options => IsOften(options.HotInterval), "Poll:HotInterval must be more than zero and a day at most, such as 00:00:20")
            .Validate(options => options.StartSpread >= TimeSpan.Zero && options.StartSpread <= Rarest, "Poll:StartSpread must be between zero and a day, such as 00:00:30")
            .Validate(options => options.HotFor >= TimeSpan.Zero && options.HotFor <= CloudTrailTail.History, "Poll:HotFor must be between zero and 90 days, such as 12:00:00")
            .Validate(options => options.PersistInterval >= TimeSpan.Zero && options.PersistInterval <= Rarest, "Poll:PersistInterval must be between zero and a day, such as 00:05:00")
            .Validate(options => options.Lateness >= TimeSpan.Zero && options.Lateness <= CloudTrailTail.MidReach, "Poll:Lateness must be between zero and six hours, such as 00:15:00")
            .Validate(options => options.Backfill >= TimeSpan.Zero, "Poll:Backfill must not be negative; Event history keeps 90 days")
            .Validate(options => IsOften(options.RegionListInterval), "Poll:RegionListInterval must be more than zero and a day at most, such as 01:00:00")
            .Validate(options => IsOften(options.AliasInterval), "Poll:AliasInterval must be more than zero and a day at most, such as 01:00:00")
            .Validate(options => IsOften(options.CanaryInterval), "Poll:CanaryInterval must be more than zero and a day at most, such as 00:15:00")
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

    private static bool IsOften(TimeSpan interval) => interval > TimeSpan.Zero && interval <= Rarest;
}
