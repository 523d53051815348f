namespace RootWatch.Detection.Settings;

/// <summary>From where, with what and when the tenant's people use root. An empty list says nothing.</summary>
public sealed record ExpectedUse
{
    public static ExpectedUse Unknown { get; } = new();

    public NetworkList Networks { get; init; } = NetworkList.Empty;

    /// <summary>Autonomous system numbers.</summary>
    public IReadOnlyList<uint> Asns { get; init; } = [];

    /// <summary>ISO 3166-1 codes of two capital letters.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    public IReadOnlyList<TextPattern> UserAgents { get; init; } = [];

    /// <summary>Nobody signs in from here.</summary>
    public IReadOnlyList<string> DeniedCountries { get; init; } = [];

    /// <summary>Nor from here.</summary>
    public NetworkList DeniedNetworks { get; init; } = NetworkList.Empty;

    /// <summary>Null: not told, so no hour is odd.</summary>
    public BusinessHours? Hours { get; init; }

    /// <param name="country">Empty if unknown, which is not denied.</param>
    /// <param name="address">As CloudTrail has it.</param>
    public bool Denies(string country, string address) =>
        DeniedNetworks.Contains(address)
        || (country.Length > 0 && (DeniedCountries.Contains(country) || (Countries.Count > 0 && !Countries.Contains(country))));

    /// <summary>True only if the tenant named the network or its owner.</summary>
    public bool ExpectsNetwork(string address, uint? asn) =>
        Networks.Contains(address) || (asn is { } owner && Asns.Contains(owner));
}
