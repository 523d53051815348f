using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RootWatch.Aws;

/// <summary>The regions and partitions that exist, as a table.</summary>
public static partial class AwsRegions
{
    // Home: where root signs in and the events of global services are recorded.
    // Account: the one region of the partition where Account Management answers.
    // Organizations: the one region of the partition where Organizations answers.
    // Iam: host label of the one IAM of the partition, which signs for the home region.
    private static readonly Partition[] Partitions =
    [
        new("aws", "amazonaws.com", Home: "us-east-1", Account: "us-east-1", Organizations: "us-east-1", Iam: "iam",
        [
            "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
            "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
            "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
            "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
            "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
        ]),
        new("aws-cn", "amazonaws.com.cn", Home: "cn-north-1", Account: "cn-northwest-1", Organizations: "cn-northwest-1", Iam: "iam.cn-north-1", ["cn-north-1", "cn-northwest-1"]),
        new("aws-us-gov", "amazonaws.com", Home: "us-gov-west-1", Account: "us-gov-west-1", Organizations: "us-gov-west-1", Iam: "iam.us-gov", ["us-gov-east-1", "us-gov-west-1"]),
        new("aws-eusc", "amazonaws.eu", Home: "eusc-de-east-1", Account: "eusc-de-east-1", Organizations: "eusc-de-east-1", Iam: "iam.eusc-de-east-1", ["eusc-de-east-1"]),
        new("aws-iso", "c2s.ic.gov", Home: "us-iso-east-1", Account: "us-iso-east-1", Organizations: "us-iso-east-1", Iam: "iam.us-iso-east-1", ["us-iso-east-1", "us-iso-west-1"]),
        new("aws-iso-b", "sc2s.sgov.gov", Home: "us-isob-east-1", Account: "us-isob-east-1", Organizations: "us-isob-east-1", Iam: "iam.us-isob-east-1", ["us-isob-east-1", "us-isob-west-1"]),
        new("aws-iso-e", "cloud.adc-e.uk", Home: "eu-isoe-west-1", Account: "eu-isoe-west-1", Organizations: "eu-isoe-west-1", Iam: "iam.eu-isoe-west-1", ["eu-isoe-west-1"]),
        new("aws-iso-f", "csp.hci.ic.gov", Home: "us-isof-south-1", Account: "us-isof-south-1", Organizations: "us-isof-south-1", Iam: "iam.us-isof-south-1", ["us-isof-east-1", "us-isof-south-1"]),
    ];

    private static readonly FrozenDictionary<string, Partition> ByRegion = Partitions
        .SelectMany(partition => partition.Regions, (partition, region) => KeyValuePair.Create(region, partition))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Partition> ByName =
        Partitions.ToFrozenDictionary(partition => partition.Name, StringComparer.Ordinal);

    /// <summary>True if the region is in the table.</summary>
    public static bool IsKnown(string region) => ByRegion.ContainsKey(region);

    /// <summary>The partition of a region: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, ... Null if unknown.</summary>
    public static string? PartitionOf(string region) => Find(region)?.Name;

    /// <summary>Region where root sign-ins and the events of global services land: <c>us-east-1</c> in <c>aws</c>.</summary>
    public static string HomeRegionOf(string partition) =>
        ByName.TryGetValue(partition, out var found)
            ? found.Home
            : throw new ArgumentException($"There is no partition '{partition}'. Known: {string.Join(", ", Partitions.Select(known => known.Name))}.", nameof(partition));

    /// <summary>All regions of the table.</summary>
    public static IReadOnlyCollection<string> All => ByRegion.Keys;

    /// <summary>
    /// The partition that serves a region. A region younger than the table is placed by its spelling, since ListRegions may
    /// name one tomorrow and it must be watched; nothing that is not spelled so ever becomes part of a host name.
    /// </summary>
    internal static Partition? Find(string region) =>
        ByRegion.GetValueOrDefault(region) ?? (CommercialSpelling().IsMatch(region) ? Partitions[0] : null);

    /// <summary>True for a partition's home region, which no account can switch off.</summary>
    internal static bool IsHome(string region) => Find(region)?.Home == region;

    [GeneratedRegex(@"\A(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]{1,20}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommercialSpelling();

    internal sealed record Partition(string Name, string DnsSuffix, string Home, string Account, string Organizations, string Iam, string[] Regions);
}
