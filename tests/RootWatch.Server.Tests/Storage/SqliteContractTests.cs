using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

public sealed class SqliteContractTests : GrainStorageContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private protected override Task<StoreUnderTest> Open() =>
        StoreUnderTest.Open(silo => silo.AddSqliteGrainStorage(DocumentStorage.ProviderName, options => options.Directory = _directory["data"]));
}
