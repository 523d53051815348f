using System.Net;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Orleans.Runtime;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

/// <summary>Membership on a real table service: the cases by which Orleans itself judges a membership table.</summary>
public sealed class AzureMembershipTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, 123, DateTimeKind.Utc);

    private readonly string _tableName = $"silos{Guid.NewGuid():n}";

    [Fact]
    public async Task A_new_table_is_empty_and_has_version_zero()
    {
        MembershipTableData data = await (await Table()).ReadAll();
        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
        Assert.False(string.IsNullOrEmpty(data.Version.VersionEtag));
    }

    [Fact]
    public async Task Preparing_again_keeps_what_is_there()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(1));
        MembershipTableData data = await (await Table()).ReadAll();
        Assert.Equal(1, data.Version.Version);
        Assert.Single(data.Members);
    }

    [Fact]
    public async Task An_inserted_silo_reads_back_equal()
    {
        AzureMembershipTable table = await Table();
        MembershipEntry silo = Silo(1);
        silo.AddSuspector(Silo(2).SiloAddress, Start.AddSeconds(7));
        silo.AddSuspector(Silo(3).SiloAddress, Start.AddSeconds(9));
        Assert.True(await Insert(table, silo));
        MembershipTableData data = await table.ReadRow(silo.SiloAddress);
        Assert.Equal(1, data.Version.Version);
        MembershipEntry read = Assert.Single(data.Members).Item1;
        Assert.Equivalent(new
        {
            silo.SiloAddress,
            silo.HostName,
            silo.Status,
            silo.ProxyPort,
            silo.RoleName,
            silo.SiloName,
            silo.UpdateZone,
            silo.FaultZone,
            silo.StartTime,
            silo.IAmAliveTime,
        }, read);
        Assert.Equal(silo.SuspectTimes, read.SuspectTimes);
        Assert.Equal(DateTimeKind.Utc, read.IAmAliveTime.Kind);
    }

    [Fact]
    public async Task The_row_of_an_unknown_silo_reads_as_no_member_with_the_version()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(1));
        MembershipTableData data = await table.ReadRow(Silo(2).SiloAddress);
        Assert.Empty(data.Members);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task All_inserted_silos_are_read_and_each_moves_the_version()
    {
        AzureMembershipTable table = await Table();
        for (int n = 1; n <= 10; n++)
        {
            Assert.True(await Insert(table, Silo(n)));
        }

        MembershipTableData data = await table.ReadAll();
        Assert.Equal(10, data.Version.Version);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => Silo(n).SiloAddress).Order(), data.Members.Select(member => member.Item1.SiloAddress).Order());
        Assert.All(data.Members, member => Assert.False(string.IsNullOrEmpty(member.Item2)));
    }

    [Fact]
    public async Task A_silo_is_inserted_once_only()
    {
        AzureMembershipTable table = await Table();
        Assert.True(await Insert(table, Silo(1)));
        Assert.False(await Insert(table, Silo(1)));
        Assert.Equal(1, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task An_insert_with_a_stale_version_is_refused_and_leaves_no_row()
    {
        AzureMembershipTable table = await Table();
        TableVersion stale = (await table.ReadAll()).Version.Next();
        Assert.True(await Insert(table, Silo(1)));
        Assert.False(await table.InsertRow(Silo(2), stale));
        MembershipTableData data = await table.ReadAll();
        Assert.Equal(Silo(1).SiloAddress, Assert.Single(data.Members).Item1.SiloAddress);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task An_update_needs_the_etag_of_the_row_and_of_the_version()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(1));
        MembershipTableData old = await table.ReadRow(Silo(1).SiloAddress);
        MembershipEntry silo = old.Members[0].Item1;
        string etag = old.Members[0].Item2;
        silo.Status = SiloStatus.ShuttingDown;
        Assert.True(await table.UpdateRow(silo, etag, old.Version.Next()));

        MembershipTableData now = await table.ReadRow(silo.SiloAddress);
        Assert.Equal(SiloStatus.ShuttingDown, now.Members[0].Item1.Status);
        Assert.Equal(2, now.Version.Version);
        Assert.False(await table.UpdateRow(silo, etag, now.Version.Next()));
        Assert.False(await table.UpdateRow(silo, now.Members[0].Item2, old.Version.Next()));
        Assert.False(await table.UpdateRow(silo, etag, old.Version.Next()));
        Assert.Equal(2, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task An_update_of_a_silo_that_is_not_there_is_refused()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(1));
        MembershipTableData data = await table.ReadAll();
        Assert.False(await table.UpdateRow(Silo(2), data.Members[0].Item2, data.Version.Next()));
    }

    [Fact]
    public async Task Updates_in_parallel_that_retry_all_get_in_one_after_the_other()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(0));
        const int updates = 12;
        await Task.WhenAll(Enumerable.Range(1, updates).Select(async n =>
        {
            bool done = false;
            while (!done)
            {
                MembershipTableData data = await table.ReadRow(Silo(0).SiloAddress);
                MembershipEntry silo = data.Members[0].Item1;
                silo.AddSuspector(Silo(n).SiloAddress, Start.AddSeconds(n));
                done = await table.UpdateRow(silo, data.Members[0].Item2, data.Version.Next());
            }
        }));
        MembershipTableData all = await table.ReadAll();
        Assert.Equal(1 + updates, all.Version.Version);
        Assert.Equal(updates, all.Members[0].Item1.SuspectTimes?.Count);
    }

    [Fact]
    public async Task A_sign_of_life_changes_its_time_only_and_not_the_version()
    {
        AzureMembershipTable table = await Table();
        MembershipEntry silo = Silo(1);
        await Insert(table, silo);
        MembershipTableData before = await table.ReadAll();
        await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Start.AddMinutes(5) });
        MembershipTableData after = await table.ReadAll();
        Assert.Equal(Start.AddMinutes(5), after.Members[0].Item1.IAmAliveTime);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal((silo.HostName, silo.Status, silo.ProxyPort), (after.Members[0].Item1.HostName, after.Members[0].Item1.Status, after.Members[0].Item1.ProxyPort));
        Assert.Equal(silo.StartTime, after.Members[0].Item1.StartTime);
    }

    [Fact]
    public async Task Cleaning_up_takes_the_long_dead_and_leaves_the_living_and_the_lately_dead()
    {
        AzureMembershipTable table = await Table();
        DateTime longAgo = Start.AddDays(-30);
        await Insert(table, Silo(1, SiloStatus.Dead, longAgo));
        await Insert(table, Silo(2, SiloStatus.Active, longAgo));
        await Insert(table, Silo(3, SiloStatus.Dead, Start));
        await table.CleanupDefunctSiloEntries(new DateTimeOffset(Start.AddDays(-7)));
        MembershipTableData data = await table.ReadAll();
        Assert.Equal([Silo(2).SiloAddress, Silo(3).SiloAddress], data.Members.Select(member => member.Item1.SiloAddress).Order());
        Assert.Equal(3, data.Version.Version);
    }

    [Fact]
    public async Task Clusters_share_a_table_without_seeing_each_other_and_are_deleted_alone()
    {
        AzureMembershipTable one = await Table("one");
        AzureMembershipTable other = await Table("two's");
        await Insert(one, Silo(1));
        await Insert(other, Silo(2));
        Assert.Equal(Silo(1).SiloAddress, Assert.Single((await one.ReadAll()).Members).Item1.SiloAddress);
        await other.DeleteMembershipTableEntries("one");
        Assert.Equal(Silo(2).SiloAddress, Assert.Single((await other.ReadAll()).Members).Item1.SiloAddress);
        DocumentStorageException gone = await Assert.ThrowsAsync<DocumentStorageException>(one.ReadAll);
        Assert.Contains("version row", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateways_are_the_active_silos_that_have_one()
    {
        AzureMembershipTable table = await Table();
        await Insert(table, Silo(1));
        await Insert(table, Silo(2, SiloStatus.Dead));
        MembershipEntry without = Silo(3);
        without.ProxyPort = 0;
        await Insert(table, without);
        AzureGatewayListProvider provider = new(Rows("cluster"), TimeSpan.FromMinutes(1));
        await provider.InitializeGatewayListProvider();
        Uri gateway = Assert.Single(await provider.GetGateways());
        Assert.Equal(("gwy.tcp", "10.0.0.1", 30000), (gateway.Scheme, gateway.Host, gateway.Port));
    }

    [Fact]
    public async Task The_rows_look_as_the_official_provider_writes_them()
    {
        AzureMembershipTable table = await Table();
        MembershipEntry silo = Silo(1);
        silo.AddSuspector(Silo(2).SiloAddress, Start);
        await Insert(table, silo);
        TableClient rows = new TableServiceClient(azurite.ConnectionString).GetTableClient(_tableName);
        TableEntity version = await rows.GetEntityAsync<TableEntity>("cluster", "VersionRow");
        Assert.Equal("1", version.GetString("MembershipVersion"));
        TableEntity row = await rows.GetEntityAsync<TableEntity>("cluster", "10.0.0.1-11111-1001");
        Assert.Equal("10.0.0.1", row.GetString("Address"));
        Assert.Equal("Active", row.GetString("Status"));
        Assert.Equal("30000", row.GetString("ProxyPort"));
        Assert.Equal("10.0.0.2:11111@1002", row.GetString("SuspectingSilos"));
        Assert.Equal("2026-03-01 12:00:00.123 GMT", row.GetString("SuspectingTimes"));
        Assert.Equal("2026-03-01 12:00:00.123 GMT", row.GetString("StartTime"));
    }

    [Fact]
    public async Task A_vanished_table_is_an_error_that_names_it()
    {
        AzureMembershipTable table = await Table();
        await new TableServiceClient(azurite.ConnectionString).DeleteTableAsync(_tableName);
        DocumentStorageException read = await Assert.ThrowsAsync<DocumentStorageException>(table.ReadAll);
        Assert.Contains(_tableName, read.Message, StringComparison.Ordinal);
        DocumentStorageException insert = await Assert.ThrowsAsync<DocumentStorageException>(() => table.InsertRow(Silo(1), new TableVersion(1, "W/\"x\"")));
        Assert.Contains(_tableName, insert.Message, StringComparison.Ordinal);
    }

    private async Task<AzureMembershipTable> Table(string clusterId = "cluster")
    {
        AzureMembershipTable table = new(Rows(clusterId));
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return table;
    }

    private SiloTable Rows(string clusterId)
    {
        AzureStorageClusteringOptions options = new() { TableName = _tableName };
        options.ConfigureTableServiceClient(azurite.ConnectionString);
        return new SiloTable(options, clusterId, TimeProvider.System);
    }

    private static async Task<bool> Insert(AzureMembershipTable table, MembershipEntry silo) =>
        await table.InsertRow(silo, (await table.ReadAll()).Version.Next());

    private static MembershipEntry Silo(int n, SiloStatus status = SiloStatus.Active, DateTime? time = null) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse($"10.0.0.{n}"), 11111, 1000 + n),
        HostName = $"host{n}",
        SiloName = $"silo{n}",
        RoleName = "role",
        Status = status,
        ProxyPort = 30000,
        UpdateZone = 1,
        FaultZone = 2,
        StartTime = time ?? Start,
        IAmAliveTime = time ?? Start,
    };
}
