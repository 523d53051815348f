namespace RootWatch.Server.Storage;

/// <summary>
/// What fails again and again, and is to be told once for each cause until it goes well: a store that is down for hours is so
/// for everybody, and the log may lie on the disk that is full.
/// </summary>
internal sealed class RepeatedTrouble
{
    private string? _cause;

    /// <summary>False if the same cause was told of already, and nothing went well since.</summary>
    public bool IsNews(Exception trouble)
    {
        string? told = _cause;
        _cause = CauseOf(trouble);
        return _cause != told;
    }

    /// <summary>It went well.</summary>
    public void Over() => _cause = null;

    // Not the message, which may number the request that failed.
    private static string CauseOf(Exception trouble) =>
        trouble is DocumentStorageException { Trouble: var kind } ? kind.ToString() : $"{trouble.GetType().Name} {trouble.InnerException?.GetType().Name}";
}
