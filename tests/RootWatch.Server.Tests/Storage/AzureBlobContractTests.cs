using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

public sealed class AzureBlobContractTests(AzuriteFixture azurite) : GrainStorageContract, IClassFixture<AzuriteFixture>
{
    // A container for each test: the class is made anew for every one.
    private readonly string _container = $"contract-{Guid.NewGuid():n}";

    private protected override Task<StoreUnderTest> Open() =>
        StoreUnderTest.Open(silo => silo.AddAzureBlobGrainStorage(DocumentStorage.ProviderName, options =>
        {
            options.ConfigureBlobServiceClient(azurite.ConnectionString);
            options.ContainerName = _container;
        }));
}
