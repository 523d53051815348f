using Microsoft.Data.Sqlite;

namespace RootWatch.Server.Storage;

/// <summary>One read-only connection with its statement prepared. Used by one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _state;
    private readonly SqliteParameter _grain;

    public SqliteReader(string path)
    {
        _connection = SqliteFile.Connect(path, SqliteOpenMode.ReadOnly);
        _select = _connection.CreateCommand();
        _select.CommandText = "SELECT body, version FROM document WHERE state = $state AND grain = $grain";
        _state = _select.Parameters.Add("$state", SqliteType.Text);
        _grain = _select.Parameters.Add("$grain", SqliteType.Text);
    }

    public StoredDocument? Read(DocumentKey key)
    {
        _state.Value = key.StateName;
        _grain.Value = key.GrainId;
        using SqliteDataReader row = _select.ExecuteReader();
        return row.Read() ? new StoredDocument(row.GetFieldValue<byte[]>(0), row.GetInt64(1)) : null;
    }

    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }
}
