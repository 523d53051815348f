using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Storage;

/// <summary>Whole silos on the Azure providers, registered as the server registers them.</summary>
public sealed class AzureClusterTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Two_silos_find_each_other_through_the_table_and_leave_it_when_they_stop()
    {
        string cluster = $"cluster-{Guid.NewGuid():n}";
        using IHost first = Silo(cluster);
        using IHost second = Silo(cluster);
        await first.StartAsync();
        await second.StartAsync();
        Assert.True(await Eventually.Holds(Patience, async () => (await Active(first)).Count == 2 && (await Active(second)).Count == 2), "two active silos");

        StorageReadiness ready = await second.Services.GetRequiredService<DocumentStorageProbe>().Check(CancellationToken.None);
        Assert.True(ready.Ready, ready.Reason);

        await second.StopAsync();
        Assert.True(await Eventually.Holds(Patience, async () => (await Active(first)).Count == 1), "one active silo");
        await first.StopAsync();
    }

    private IHost Silo(string cluster)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseSystemTextJsonGrainStorageSerializer();
            silo.UseAzureStorageClustering(options => options.ConfigureTableServiceClient(azurite.ConnectionString));
            silo.AddAzureBlobGrainStorage(DocumentStorage.ProviderName, options => options.ConfigureBlobServiceClient(azurite.ConnectionString));
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "rootwatch"));
            silo.ConfigureEndpoints(IPAddress.Loopback, siloPort: RunningProgram.FreePort(), gatewayPort: 0, listenOnAnyHostAddress: false);
        });
        return builder.Build();
    }

    private static async Task<List<SiloAddress>> Active(IHost silo)
    {
        MembershipTableData data = await silo.Services.GetRequiredService<IMembershipTable>().ReadAllAsync(CancellationToken.None);
        return [.. data.Members.Select(member => member.Item1).Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];
    }
}
