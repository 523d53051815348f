using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RootWatch.Aws.Wire;

/// <summary>Where a call goes and which region signs it.</summary>
internal sealed record AwsEndpoint(Uri BaseAddress, string SigningRegion)
{
    /// <summary>With the port, if it is not the scheme's own: what is signed.</summary>
    public string Host { get; } = BaseAddress.Authority;
}

/// <summary>Host names, and the only place where one is made. A region must be in the table first.</summary>
internal sealed class AwsEndpoints
{
    public const string OverrideVariable = "AWS_ENDPOINT_URL";
    public const string IgnoreVariable = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

    private readonly Uri? _override;
    private readonly Dictionary<string, Uri> _overrides = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Service, AwsPlacement Placement, string Region), AwsEndpoint> _found = new();

    /// <param name="endpointUrl">The operator's setting; wins over the environment.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="ArgumentException">The URL is not one to send signed requests to.</exception>
    /// <param name="services">Names of the services that may have a URL of their own, as in AWS_ENDPOINT_URL_CLOUDTRAIL.</param>
    public AwsEndpoints(Uri? endpointUrl, Func<string, string?> environment, params ReadOnlySpan<string> services)
    {
        if (endpointUrl is not null)
        {
            _override = Checked(endpointUrl, "The AWS endpoint URL");
            return;
        }

        if (string.Equals(environment(IgnoreVariable), "true", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        _override = FromEnvironment(OverrideVariable, environment);
        foreach (string service in services)
        {
            if (FromEnvironment($"{OverrideVariable}_{service.ToUpperInvariant()}", environment) is { } own)
            {
                _overrides.Add(service, own);
            }
        }
    }

    /// <summary>Null if the region is not in the table.</summary>
    public AwsEndpoint? Find(string service, AwsPlacement placement, string region)
    {
        if (_found.TryGetValue((service, placement, region), out var found))
        {
            return found;
        }

        // Only what is in the table is kept: a region's name may come from outside.
        return AwsRegions.Find(region) is { } partition ? _found[(service, placement, region)] = Make(service, placement, region, partition) : null;
    }

    private AwsEndpoint Make(string service, AwsPlacement placement, string region, AwsRegions.Partition partition)
    {
        (string label, string signingRegion) = placement switch
        {
            AwsPlacement.AccountRegion => ($"{service}.{partition.Account}", partition.Account),
            AwsPlacement.OrganizationsRegion => ($"{service}.{partition.Organizations}", partition.Organizations),
            AwsPlacement.PartitionIam => (partition.Iam, partition.Home),
            _ => ($"{service}.{region}", region),
        };
        return new AwsEndpoint(_overrides.GetValueOrDefault(service) ?? _override ?? new Uri($"https://{label}.{partition.DnsSuffix}/"), signingRegion);
    }

    private static Uri? FromEnvironment(string variable, Func<string, string?> environment)
    {
        if (environment(variable) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var parsed)
            ? Checked(parsed, variable)
            : throw new ArgumentException($"{variable} '{text}' is not a URL. Write it as https://host:port, or unset it.");
    }

    private static Uri Checked(Uri url, string name)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            throw new ArgumentException($"{name} '{url}' is not an http or https URL. Write it as https://host:port.");
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            // Not shown: a user part may hold a password.
            throw new ArgumentException($"{name} must not carry a user, a query or a fragment. Write it as {url.Scheme}://{url.Authority}.");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !IsLoopbackHost(url))
        {
            throw new ArgumentException($"{name} '{url}' is plain http to another machine: session tokens would cross the network unencrypted. Use https, or a loopback address such as http://127.0.0.1:4566.");
        }

        if (IPAddress.TryParse(url.IdnHost, out var address) && IsLinkLocal(address))
        {
            throw new ArgumentException($"{name} '{url}' is a link-local address, where instance metadata lives, not AWS.");
        }

        return new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    private static bool IsLoopbackHost(Uri url) =>
        IPAddress.TryParse(url.IdnHost, out var address)
            ? IPAddress.IsLoopback(address)
            : string.Equals(url.Host, "localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsLinkLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() is [169, 254, ..]
            : address.IsIPv6LinkLocal || address.Equals(IPAddress.Parse("fd00:ec2::254"));
    }
}
