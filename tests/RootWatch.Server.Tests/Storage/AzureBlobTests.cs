using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Storage;

/// <summary>What Azure Blob storage promises beyond the contract of all providers.</summary>
public sealed class AzureBlobTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string _container = $"blobs-{Guid.NewGuid():n}";

    [Theory]
    [InlineData("account", "account/111122223333", "account-account/111122223333.json")]
    [InlineData("log", "alertlog/acme", "log-alertlog/acme.json")]
    [InlineData("segment", "alertlog/acme/00001", "segment-alertlog/acme/00001.json")]
    public void A_plain_document_lies_where_the_official_provider_puts_it(string state, string grain, string blob) =>
        Assert.Equal(blob, AzureBlobName.Of(state, Orleans.Runtime.GrainId.Parse(grain)));

    [Fact]
    public async Task A_document_is_a_json_blob()
    {
        await using StoreUnderTest store = await Open();
        ThingState written = await store.Create("acme", number: 5);
        BlobClient blob = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(_container).GetBlobClient("state-thing/acme.json");
        BlobDownloadResult stored = (await blob.DownloadContentAsync()).Value;
        Assert.Equal("application/json", stored.Details.ContentType);
        Assert.Equal(written.ETag, stored.Details.ETag.ToString());
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(stored.Content);
        Assert.Equal(5, json.RootElement.EnumerateObject().Single(member => string.Equals(member.Name, "Number", StringComparison.OrdinalIgnoreCase)).Value.GetInt64());
    }

    [Fact]
    public async Task An_outage_is_said_so_and_nothing_is_lost_when_it_ends()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one", number: 1);
        using DocumentStorageProbe probe = new(store.Storage, TimeProvider.System);
        Assert.True((await probe.Check(CancellationToken.None)).Ready);
        await azurite.StopAsync();
        try
        {
            document.State.Number = 2;
            DocumentStorageException write = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Write("one", document));
            Assert.Equal(StorageTrouble.Unreachable, write.Trouble);
            Assert.Contains($"127.0.0.1:{azurite.BlobPort}", write.Message, StringComparison.Ordinal);
            DocumentStorageException read = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Read("one"));
            Assert.Equal(StorageTrouble.Unreachable, read.Trouble);
            using DocumentStorageProbe during = new(store.Storage, TimeProvider.System);
            Assert.False((await during.Check(CancellationToken.None)).Ready);
        }
        finally
        {
            await azurite.StartAsync();
        }

        Assert.Equal(1, (await store.Read("one")).State.Number);
        await store.Write("one", document);
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task A_vanished_container_is_an_error_and_not_a_fleet_that_was_never_seen()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        await new BlobServiceClient(azurite.ConnectionString).DeleteBlobContainerAsync(_container);
        DocumentStorageException read = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Read("one"));
        Assert.Equal(StorageTrouble.Missing, read.Trouble);
        Assert.Contains(_container, read.Message, StringComparison.Ordinal);
        DocumentStorageException write = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Write("one", document));
        Assert.Equal(StorageTrouble.Missing, write.Trouble);
    }

    [Fact]
    public async Task A_blob_that_another_program_leases_is_told_as_such_and_not_as_a_lost_race()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        BlobLeaseClient lease = Blob("one").GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
        document.State.Number = 2;
        DocumentStorageException write = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Write("one", document));
        Assert.Equal(StorageTrouble.InUse, write.Trouble);
        Assert.Contains("az storage blob lease break", write.Message, StringComparison.Ordinal);
        Assert.Contains("state-thing/one.json", write.Message, StringComparison.Ordinal);
        Assert.Equal(StorageTrouble.InUse, (await Assert.ThrowsAsync<DocumentStorageException>(() => store.Clear("one", document))).Trouble);
        Assert.Equal(1, (await store.Read("one")).State.Number);

        await lease.BreakAsync(TimeSpan.Zero);
        await store.Write("one", document);
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme")]
    [InlineData("not a connection string")]
    public async Task A_wrong_connection_string_is_refused_without_being_repeated(string connectionString)
    {
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => Open(connectionString));
        Assert.Equal(StorageTrouble.Misconfigured, refusal.Trouble);
        Assert.Contains("connection string", refusal.Message, StringComparison.Ordinal);
        if (connectionString.Length > 0)
        {
            Assert.DoesNotContain(connectionString, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_account_key_is_told_as_such()
    {
        string wrong = azurite.ConnectionString.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => Open(wrong));
        Assert.Equal(StorageTrouble.Denied, refusal.Trouble);
        Assert.Contains("account key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_nobody_runs_is_told_as_unreachable()
    {
        string nobody = azurite.ConnectionString.Replace($":{azurite.BlobPort}/", $":{RunningProgram.FreePort()}/", StringComparison.Ordinal);
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => Open(nobody));
        Assert.Equal(StorageTrouble.Unreachable, refusal.Trouble);
        Assert.Contains("cannot be reached", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_given_up_in_bounded_time()
    {
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start();
        string silent = azurite.ConnectionString.Replace($":{azurite.BlobPort}/", $":{((IPEndPoint)mute.LocalEndpoint).Port}/", StringComparison.Ordinal);
        Task<StoreUnderTest> opening = Open(silent);
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => opening.WaitAsync(AzureStorage.OperationTimeout + TimeSpan.FromSeconds(20)));
        Assert.Equal(StorageTrouble.Unreachable, refusal.Trouble);
    }

    private BlobClient Blob(string key) =>
        new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(_container).GetBlobClient($"state-thing/{key}.json");

    private Task<StoreUnderTest> Open() => Open(azurite.ConnectionString);

    private Task<StoreUnderTest> Open(string connectionString) =>
        StoreUnderTest.Open(silo => silo.AddAzureBlobGrainStorage(DocumentStorage.ProviderName, options =>
        {
            options.ConfigureBlobServiceClient(connectionString);
            options.ContainerName = _container;
        }));
}
