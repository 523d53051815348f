namespace RootWatch.Detection.Anomaly;

/// <summary>What is known of an account's surroundings by who watches more than the account. Null: nobody has told.</summary>
public sealed record Circumstances
{
    public static Circumstances Untold { get; } = new();

    /// <summary>In which use of root was approved. Told as an empty list, every use is outside.</summary>
    public IReadOnlyList<ApprovedWindow>? Windows { get; init; }

    /// <summary>By source address: as root of how many of the tenant's accounts somebody signed in, or tried to, in 24 hours.</summary>
    public IReadOnlyDictionary<string, int>? AccountsByAddress { get; init; }

    /// <summary>Creation times of AssumeRoot sessions whose caller is known and whose task policy only audits.</summary>
    public IReadOnlyCollection<DateTimeOffset>? KnownAudits { get; init; }
}

/// <param name="To">Included.</param>
public sealed record ApprovedWindow(DateTimeOffset From, DateTimeOffset To);
