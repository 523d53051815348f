namespace RootWatch.Server.Storage;

public static class SqliteGrainStorageExtensions
{
    /// <summary>Keeps grain documents in one SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteGrainStorageOptions> configure) =>
        builder.AddDocumentStorage(name, configure, static (provider, options, activators) =>
            new SqliteGrainStorage(options, activators, provider.GetRequiredService<ILogger<SqliteGrainStorage>>()));
}
