using Azure;
using Azure.Data.Tables;

namespace RootWatch.Server.Storage;

/// <summary>Cluster membership in an Azure table: each change is one transaction of the silo's row and the version row.</summary>
internal sealed class AzureMembershipTable(SiloTable table) : IMembershipTable, IPreparedStorage
{
    public Task Prepare(CancellationToken cancellationToken) => InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        await table.Create(cancellationToken);
        if (tryInitTableVersion)
        {
            await table.AddVersionRow(cancellationToken);
        }
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken) =>
        Data(await table.Rows(key, cancellationToken));

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => Data(await table.Rows(cancellationToken));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        table.TryChange($"adding {entry.SiloAddress}",
        [
            new TableTransactionAction(TableTransactionActionType.Add, SiloRow.Whole(table.ClusterId, entry)),
            Version(tableVersion),
        ], cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) =>
        table.TryChange($"changing {entry.SiloAddress}",
        [
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, SiloRow.Whole(table.ClusterId, entry), new ETag(etag)),
            Version(tableVersion),
        ], cancellationToken);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    // Without etag or new version: a sign of life races with nothing, and must not make others' changes fail.
    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) =>
        table.Merge(SiloRow.Alive(table.ClusterId, entry), cancellationToken);

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken) =>
        await table.Delete(await table.RowsOf(clusterId, cancellationToken), cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    /// <summary>Only the dead: a silo that is merely silent may come back and would miss its row.</summary>
    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = await table.Rows(cancellationToken);
        await table.Delete(rows.Where(row => row.RowKey != SiloRow.VersionRowKey && IsDefunct(SiloRow.Entry(row), beforeDate)), cancellationToken);
    }

    private static bool IsDefunct(MembershipEntry entry, DateTimeOffset beforeDate) =>
        entry.Status == SiloStatus.Dead
        && entry.IAmAliveTime < beforeDate.UtcDateTime
        && entry.StartTime < beforeDate.UtcDateTime;

    private TableTransactionAction Version(TableVersion version) => new(
        TableTransactionActionType.UpdateReplace, SiloRow.Version(table.ClusterId, version.Version), new ETag(version.VersionEtag));

    private MembershipTableData Data(List<TableEntity> rows)
    {
        TableEntity version = rows.Find(static row => row.RowKey == SiloRow.VersionRowKey)
            ?? throw new DocumentStorageException(StorageTrouble.Missing,
                $"The membership table has no version row for the cluster {table.ClusterId}. Start the servers again: the first one makes it anew.");
        List<Tuple<MembershipEntry, string>> members = [];
        foreach (TableEntity row in rows.Where(static row => row.RowKey != SiloRow.VersionRowKey))
        {
            try
            {
                members.Add(Tuple.Create(SiloRow.Entry(row), row.ETag.ToString()));
            }
            catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
            {
                // To pass over it would hide a silo from its peers.
                throw new DocumentStorageException(StorageTrouble.Damaged,
                    $"The membership table's row {row.RowKey} of cluster {table.ClusterId} cannot be understood ({error.Message}). Delete the row if its silo does not run.", error);
            }
        }

        return new MembershipTableData(members, new TableVersion(SiloRow.Version(version), version.ETag.ToString()));
    }
}
