namespace RootWatch.Server.Organizations;

/// <summary>What AWS told of an organization's accounts, all of it.</summary>
internal sealed record OrganizationListing(IReadOnlyList<ListedAccount> Accounts);

/// <param name="Name">As its owner wrote it.</param>
/// <param name="State">ACTIVE, or why it cannot be watched; in AWS's words.</param>
internal sealed record ListedAccount(string AccountId, string Name, string State)
{
    /// <summary>Ids and paths of the units that it is in, the root's id among them; empty where nobody asked.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Empty where nobody asked.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>Why there is no listing.</summary>
/// <param name="Kind">The same while it is the same trouble, where the reason may name another request each time.</param>
/// <param name="MayPass">It may be over by the next try.</param>
internal sealed record ListingTrouble(string Kind, string Reason, bool MayPass)
{
    public ListingTrouble(string reason, bool mayPass)
        : this(reason, reason, mayPass)
    {
    }
}
