namespace RootWatch.Server.Storage;

/// <summary>Where grains keep their documents: one provider, chosen by profile, under one name.</summary>
public static class DocumentStorage
{
    /// <summary>What a grain writes in <c>[PersistentState("account", DocumentStorage.ProviderName)]</c>.</summary>
    public const string ProviderName = "documents";

    /// <summary>
    /// Opens what the profile needs (the database file, the container, the membership table) before the silo starts,
    /// so that a mistake ends the start with one sentence. Throws <see cref="DocumentStorageException"/>, whose message
    /// is meant for the operator. Safe to call once or never: the silo does the same at its own start.
    /// </summary>
    public static async Task PrepareDocumentStorage(this IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (IPreparedStorage storage in services.GetServices<IPreparedStorage>())
        {
            await storage.Prepare(cancellationToken);
        }
    }
}

/// <summary>A store that has something to open or create before it can be used.</summary>
internal interface IPreparedStorage
{
    /// <summary>Opens the store; does nothing when it is open.</summary>
    Task Prepare(CancellationToken cancellationToken);
}
