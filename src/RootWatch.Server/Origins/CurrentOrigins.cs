using RootWatch.Detection.Origins;

namespace RootWatch.Server.Origins;

/// <summary>What is known of addresses on this silo; replaced as a whole when a file changes and all are valid.</summary>
internal sealed class CurrentOrigins
{
    private IOriginTable _table = NoOriginTable.Instance;

    public IOriginTable Value => Volatile.Read(ref _table);

    public void Replace(IOriginTable table) => Volatile.Write(ref _table, table);
}
