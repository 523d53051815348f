using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace RootWatch.Server.Storage;

/// <summary>A silo as a table row, column for column as Microsoft.Orleans.Clustering.AzureStorage writes it: all text.</summary>
internal static class SiloRow
{
    /// <summary>The row whose etag serialises all changes of a cluster's membership.</summary>
    public const string VersionRowKey = "VersionRow";

    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff 'GMT'";

    public static string Key(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Version(string clusterId, int version) => new(clusterId, VersionRowKey)
    {
        ["DeploymentId"] = clusterId,
        ["MembershipVersion"] = version.ToString(CultureInfo.InvariantCulture),
    };

    public static int Version(TableEntity row) =>
        int.Parse(row.GetString("MembershipVersion"), CultureInfo.InvariantCulture);

    public static TableEntity Whole(string clusterId, MembershipEntry entry) => new(clusterId, Key(entry.SiloAddress))
    {
        ["DeploymentId"] = clusterId,
        ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
        ["Port"] = entry.SiloAddress.Endpoint.Port.ToString(CultureInfo.InvariantCulture),
        ["Generation"] = entry.SiloAddress.Generation.ToString(CultureInfo.InvariantCulture),
        ["HostName"] = entry.HostName,
        ["Status"] = entry.Status.ToString(),
        ["ProxyPort"] = entry.ProxyPort.ToString(CultureInfo.InvariantCulture),
        ["RoleName"] = entry.RoleName,
        ["SiloName"] = entry.SiloName,
        // The name of this column in older clusters; the official provider fills both.
        ["InstanceName"] = entry.SiloName,
        ["UpdateZone"] = entry.UpdateZone.ToString(CultureInfo.InvariantCulture),
        ["FaultZone"] = entry.FaultZone.ToString(CultureInfo.InvariantCulture),
        ["SuspectingSilos"] = string.Join('|', Suspicions(entry).Select(static suspicion => suspicion.Item1.ToParsableString())),
        ["SuspectingTimes"] = string.Join('|', Suspicions(entry).Select(static suspicion => Time(suspicion.Item2))),
        ["StartTime"] = Time(entry.StartTime),
        ["IAmAliveTime"] = Time(entry.IAmAliveTime),
    };

    /// <summary>Only the sign of life, to be merged into the row.</summary>
    public static TableEntity Alive(string clusterId, MembershipEntry entry) => new(clusterId, Key(entry.SiloAddress))
    {
        ["DeploymentId"] = clusterId,
        ["IAmAliveTime"] = Time(entry.IAmAliveTime),
    };

    public static MembershipEntry Entry(TableEntity row)
    {
        MembershipEntry entry = new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse(row.GetString("Address")), Number(row, "Port"), Number(row, "Generation")),
            HostName = row.GetString("HostName"),
            Status = Enum.Parse<SiloStatus>(row.GetString("Status")),
            ProxyPort = Number(row, "ProxyPort"),
            RoleName = row.GetString("RoleName"),
            SiloName = row.GetString("SiloName") is { Length: > 0 } name ? name : row.GetString("InstanceName"),
            UpdateZone = Number(row, "UpdateZone"),
            FaultZone = Number(row, "FaultZone"),
            StartTime = Time(row.GetString("StartTime")),
            IAmAliveTime = Time(row.GetString("IAmAliveTime")),
            SuspectTimes = [],
        };

        string[] silos = List(row, "SuspectingSilos");
        string[] times = List(row, "SuspectingTimes");
        if (silos.Length != times.Length)
        {
            throw new FormatException($"{silos.Length} suspecting silos, but {times.Length} times");
        }

        foreach ((string silo, string time) in silos.Zip(times))
        {
            entry.AddSuspector(SiloAddress.FromParsableString(silo), Time(time));
        }

        return entry;
    }

    private static List<Tuple<SiloAddress, DateTime>> Suspicions(MembershipEntry entry) => entry.SuspectTimes ?? [];

    private static string[] List(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? text.Split('|') : [];

    private static int Number(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static string Time(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static DateTime Time(string? text) => string.IsNullOrEmpty(text)
        ? default
        : DateTime.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
