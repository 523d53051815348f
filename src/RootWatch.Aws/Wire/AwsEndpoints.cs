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
            (_override, string problem) = Check(endpointUrl);
            if (_override is null)
            {
                throw new ArgumentException($"The AWS endpoint URL {problem}");
            }

            return;
        }

        foreach (AwsEndpointVariable variable in Configured(environment, services))
        {
            Uri url = variable.Url ?? throw new ArgumentException($"{variable.Name} {variable.Problem}");
            if (variable.Service is { } service)
            {
                _overrides.Add(service, url);
            }
            else
            {
                _override = url;
            }
        }
    }

    /// <summary>The variables that are set and not to be ignored, the one for all services first.</summary>
    public static IReadOnlyList<AwsEndpointVariable> Configured(Func<string, string?> environment, ReadOnlySpan<string> services)
    {
        if (string.Equals(environment(IgnoreVariable), "true", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        List<AwsEndpointVariable> found = [];
        Add(OverrideVariable, null);
        foreach (string service in services)
        {
            Add($"{OverrideVariable}_{service.ToUpperInvariant()}", service);
        }

        return found;

        void Add(string name, string? service)
        {
            if (environment(name) is { Length: > 0 } text)
            {
                (Uri? url, string problem) = Uri.TryCreate(text, UriKind.Absolute, out var parsed)
                    ? Check(parsed)
                    : (null, $"'{PlainText.Line(text)}' is not a URL. Write it as https://host:port, or unset it.");
                found.Add(new AwsEndpointVariable(name, service, url, problem));
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

    /// <summary>The URL as it is used, or why signed requests cannot go there, behind its name.</summary>
    private static (Uri? Url, string Problem) Check(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            return (null, $"'{url}' is not an http or https URL. Write it as https://host:port.");
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            // Not shown: a user part may hold a password.
            return (null, $"must not carry a user, a query or a fragment. Write it as {url.Scheme}://{url.Authority}.");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !IsLoopbackHost(url))
        {
            return (null, $"'{url}' is plain http: session tokens would go in clear text to another machine. Use https, or a loopback address such as http://127.0.0.1:4566.");
        }

        if (IPAddress.TryParse(url.IdnHost, out var address) && IsLinkLocal(address))
        {
            return (null, $"'{url}' is a link-local address, where instance metadata lives, not AWS.");
        }

        return (new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"), "");
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
