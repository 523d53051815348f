using System.Globalization;
using System.Net;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins;

/// <summary>All that is loaded about addresses. Never changes: another one takes its place.</summary>
/// <param name="countries">Null: the shipped ones, which are opened when they are first asked.</param>
public sealed class OriginTable(MaxMindFile? countries, MaxMindFile? asns, AddressLists lists) : IOriginTable
{
    /// <summary>Much of what root does comes from one address after another. Whoever writes last is kept.</summary>
    private Origin? _last;

    private MaxMindFile Countries => countries ?? ShippedCountries.File;

    public Origin Find(IPAddress address)
    {
        Origin? last = _last;
        return address.Equals(last?.Address) ? last! : _last = LookUp(address);
    }

    private Origin LookUp(IPAddress address)
    {
        Origin origin = Countries.AddTo(new Origin { Address = address, KindsListed = lists.Kinds }, address, MaxMindUse.Country);
        origin = asns?.AddTo(origin, address, MaxMindUse.Asn) ?? origin;
        return origin with { Kinds = lists.Find(address, origin.Asn) };
    }

    /// <summary>For a log: <c>countries of 2026-06-17, no ASN table, lists "2026-11-20"</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"countries of {Countries.Built:yyyy-MM-dd}, {(asns is null ? "no ASN table" : $"ASNs of {asns.Built:yyyy-MM-dd}")}, {(lists.Kinds == OriginKinds.None ? "no lists" : lists.Version.Length > 0 ? $"lists \"{lists.Version}\"" : "lists without a version")}");
}
