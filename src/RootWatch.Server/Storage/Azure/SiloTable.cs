using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace RootWatch.Server.Storage;

/// <summary>The rows of one cluster: one partition of the membership table.</summary>
internal sealed class SiloTable
{
    /// <summary>A query answers at most this many rows at once; the rows of one answer are of one moment.</summary>
    private const int PageRowsMax = 1000;

    /// <summary>Azure's bound for an entity-group transaction.</summary>
    private const int TransactionRowsMax = 100;

    private const int TornReadsMax = 5;

    private readonly TableClient _table;
    private readonly TimeProvider _time;

    public SiloTable(AzureStorageClusteringOptions options, string clusterId, TimeProvider time)
    {
        TableServiceClient service = options.TableServiceClient ?? throw new DocumentStorageException(StorageTrouble.Misconfigured,
            "Azure Table clustering has no client. Give the connection string of a storage account (ROOTWATCH__AZURE__CONNECTIONSTRING).");
        _table = service.GetTableClient(options.TableName);
        _time = time;
        ClusterId = clusterId;
    }

    public string ClusterId { get; }

    public Task Create(CancellationToken token) =>
        Ask($"making the table {_table.Name}", async token =>
        {
            await _table.CreateIfNotExistsAsync(token);
            return true;
        }, token);

    /// <summary>Adds the version row; does nothing when it is there.</summary>
    public async Task AddVersionRow(CancellationToken token)
    {
        try
        {
            await Call("adding the version row", token => _table.AddEntityAsync(SiloRow.Version(ClusterId, 0), token), token);
        }
        catch (RequestFailedException error) when (error.Status == 409 && error.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
        }
        catch (RequestFailedException error)
        {
            throw Failed("adding the version row", error);
        }
    }

    /// <summary>The version row and one silo's, of one moment.</summary>
    public Task<List<TableEntity>> Rows(SiloAddress silo, CancellationToken token)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {ClusterId} and (RowKey eq {SiloRow.Key(silo)} or RowKey eq {SiloRow.VersionRowKey})");
        return Ask($"reading the row of {silo}", async token => (await Query(filter, token)).Rows, token);
    }

    /// <summary>All rows of the cluster, of one moment.</summary>
    public Task<List<TableEntity>> Rows(CancellationToken token) => Ask("reading all rows", async token =>
    {
        for (int attempt = 1; ; attempt++)
        {
            (List<TableEntity> rows, int pages) = await Query(TableClient.CreateQueryFilter($"PartitionKey eq {ClusterId}"), token);
            if (pages <= 1)
            {
                return rows;
            }

            // Several answers may be of several moments. They are of one if the version did not move meanwhile,
            // for every change but a sign of life moves it.
            ETag read = rows.FirstOrDefault(static row => row.RowKey == SiloRow.VersionRowKey)?.ETag ?? default;
            NullableResponse<TableEntity> now = await _table.GetEntityIfExistsAsync<TableEntity>(ClusterId, SiloRow.VersionRowKey, cancellationToken: token);
            if (!now.HasValue || now.Value!.ETag == read)
            {
                return rows;
            }

            if (attempt == TornReadsMax)
            {
                throw new DocumentStorageException(StorageTrouble.Failed, $"The membership table {_table.Name} changed under each of {TornReadsMax} reads. It is read again.");
            }
        }
    }, token);

    /// <summary>Does all actions or none; false when a row was changed, added or removed by another meanwhile.</summary>
    public async Task<bool> TryChange(string doing, IReadOnlyList<TableTransactionAction> actions, CancellationToken token)
    {
        try
        {
            await Call(doing, token => _table.SubmitTransactionAsync(actions, token), token);
            return true;
        }
        catch (RequestFailedException error) when (error.ErrorCode == TableErrorCode.TableNotFound || error.ErrorCode == TableErrorCode.TableBeingDeleted)
        {
            throw Failed(doing, error);
        }
        catch (RequestFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    public Task Merge(TableEntity row, CancellationToken token) =>
        Ask("saying that this silo is alive", token => _table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, token), token);

    /// <summary>Deletes rows, each only as it was read. A row that was changed since stays, and its group of 100 with it until the next time.</summary>
    public async Task Delete(IEnumerable<TableEntity> rows, CancellationToken token)
    {
        foreach (TableEntity[] group in rows.Chunk(TransactionRowsMax))
        {
            await TryChange("deleting rows",
                [.. group.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag))], token);
        }
    }

    /// <summary>All rows of some cluster, in no particular moment; only for deleting them.</summary>
    public Task<List<TableEntity>> RowsOf(string clusterId, CancellationToken token) =>
        Ask("reading all rows", async token => (await Query(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), token)).Rows, token);

    private async Task<(List<TableEntity> Rows, int Pages)> Query(string filter, CancellationToken token)
    {
        List<TableEntity> rows = [];
        int pages = 0;
        await foreach (Page<TableEntity> page in _table.QueryAsync<TableEntity>(filter, PageRowsMax, cancellationToken: token).AsPages())
        {
            rows.AddRange(page.Values);
            pages++;
        }

        return (rows, pages);
    }

    private async Task<T> Ask<T>(string doing, Func<CancellationToken, Task<T>> operation, CancellationToken token)
    {
        try
        {
            return await Call(doing, operation, token);
        }
        catch (RequestFailedException error)
        {
            throw Failed(doing, error);
        }
    }

    private Task<T> Call<T>(string doing, Func<CancellationToken, Task<T>> operation, CancellationToken token) =>
        AzureStorage.Call(_time, _table.Uri, doing, operation, token);

    private DocumentStorageException Failed(string doing, RequestFailedException error) => new(
        error.Status == 404 ? StorageTrouble.Missing : StorageTrouble.Failed,
        error.ErrorCode == TableErrorCode.TableNotFound
            ? $"Azure Storage: the membership table {_table.Name} is gone. Start the servers again: the first one makes it anew."
            : $"Azure Storage: the membership table {_table.Name}: {doing} was refused ({error.Status} {error.ErrorCode}).", error);
}
