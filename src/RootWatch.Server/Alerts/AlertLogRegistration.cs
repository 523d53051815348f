namespace RootWatch.Server.Alerts;

/// <summary>Registers the alert logs.</summary>
internal static class AlertLogRegistration
{
    public static IServiceCollection AddAlertLog(this IServiceCollection services) => services.AddSingleton<AlertHub>();
}
