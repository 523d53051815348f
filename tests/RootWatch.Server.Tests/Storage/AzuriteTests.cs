using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace RootWatch.Server.Tests.Storage;

/// <summary>What the tests that kill a server need of the emulator, and it does not give by itself: see tests/tools/azurite-aborted-writes.cjs.</summary>
public sealed class AzuriteTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    /// <summary>Four times as many as Azurite does at once.</summary>
    private const int Writes = 200;

    /// <summary>Short enough to be read ahead of its turn: of the others Azurite notices only then that nobody sends them any more.</summary>
    private static readonly string Body = new('x', 10_000);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_dies_in_the_midst_of_many_writes_stops_nobody_elses()
    {
        BlobContainerClient container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient("aborted");
        await container.CreateAsync();
        using CancellationTokenSource limit = new(Limit);
        using TcpClient whole = await Begin(container, "whole", Body, limit.Token);
        using StreamReader answer = new(whole.GetStream());
        Assert.StartsWith("HTTP/1.1 201", await answer.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        for (int death = 0; death < 3; death++)
        {
            List<TcpClient> writers = [];
            for (int n = 0; n < Writes; n++)
            {
                writers.Add(await Begin(container, n.ToString(CultureInfo.InvariantCulture), Body[..(Body.Length / 2)], limit.Token));
            }

            // By the time that this is answered, all of them have begun.
            await container.GetPropertiesAsync(cancellationToken: limit.Token);
            writers.ForEach(writer => writer.Dispose());
            await container.GetBlobClient("after").UploadAsync(BinaryData.FromString("written"), overwrite: true, limit.Token);
        }
    }

    private async Task<TcpClient> Begin(BlobContainerClient container, string name, string sent, CancellationToken cancellationToken)
    {
        Uri blob = container.GetBlobClient(name).GenerateSasUri(BlobSasPermissions.Write | BlobSasPermissions.Create, TimeProvider.System.GetUtcNow().AddHours(1));
        TcpClient writer = new() { LingerState = new LingerOption(enable: true, seconds: 0) };
        await writer.ConnectAsync("127.0.0.1", azurite.BlobPort, cancellationToken);
        await writer.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"PUT {blob.PathAndQuery} HTTP/1.1\r\nHost: {blob.Authority}\r\nx-ms-blob-type: BlockBlob\r\nContent-Length: {Body.Length}\r\n\r\n{sent}"), cancellationToken);
        return writer;
    }
}
