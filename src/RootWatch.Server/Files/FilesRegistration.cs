namespace RootWatch.Server.Files;

internal static class FilesRegistration
{
    public static IServiceCollection AddFiles(this IServiceCollection services) => services.AddSingleton<ReloadStatus>();
}
