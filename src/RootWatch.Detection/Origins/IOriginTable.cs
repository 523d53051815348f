using System.Net;

namespace RootWatch.Detection.Origins;

/// <summary>Says where addresses belong. The same address always gets the same answer from the same table; safe for concurrent use.</summary>
public interface IOriginTable
{
    Origin Find(IPAddress address);
}

/// <summary>For who has no table.</summary>
public sealed class NoOriginTable : IOriginTable
{
    public static NoOriginTable Instance { get; } = new();

    public Origin Find(IPAddress address) => new() { Address = address };
}
