namespace RootWatch.Detection.Alerts;

/// <summary>How urgent an alert is.</summary>
public enum Severity
{
    Info = 1,
    Low = 2,
    Medium = 3,
    High = 4,
    Critical = 5,
}

/// <summary>One term of an anomaly score.</summary>
/// <param name="Term">Stable name, such as <c>mfa_absent</c>.</param>
/// <param name="Points">What it adds.</param>
/// <param name="Text">One sentence for a person.</param>
public sealed record ScoreReason(string Term, int Points, string Text);

/// <summary>What a person is told about one event. Texts that come from CloudTrail are escaped and bounded.</summary>
public sealed record Alert
{
    /// <summary>First 128 bits of SHA-256 over tenant, account, rule and event id, as 32 hex digits.</summary>
    public required string AlertId { get; init; }
    public required string TenantId { get; init; }
    public required string AccountId { get; init; }
    public required string RuleId { get; init; }
    public required Severity Severity { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    public required int Score { get; init; }
    public required IReadOnlyList<ScoreReason> Reasons { get; init; }
    public required string EventId { get; init; }
    public DateTimeOffset? EventTime { get; init; }
    public required string EventName { get; init; }
    public required string EventSource { get; init; }
    public required string Region { get; init; }
    public string SourceIpAddress { get; init; } = "";
    public string UserAgent { get; init; } = "";
    public string ErrorCode { get; init; } = "";
    public required DateTimeOffset DetectedAt { get; init; }
    /// <summary>The emergency window that was open when root did it; empty if none was.</summary>
    public string WindowId { get; init; } = "";

    /// <summary>True if that window allows it, and nothing else makes it remarkable.</summary>
    public bool Expected { get; init; }

    /// <summary>The drill that it is part of: nobody did what it tells. Empty: it is no drill.</summary>
    public string DrillId { get; init; } = "";

    /// <summary>Id of the alert that tells of the whole, where this one tells of one account among many; empty: it stands for itself.</summary>
    public string PartOf { get; init; } = "";

    /// <summary>Id of the alert whose end this one tells; empty: it ends none.</summary>
    public string Closes { get; init; } = "";

    /// <summary>The accounts that an alert of the tenant as a whole is about, in order; empty if it is about one, or names none.</summary>
    public IReadOnlyList<string> AccountIds { get; init; } = [];

    /// <summary>True if the event happened before the account was watched.</summary>
    public bool Historical { get; init; }
}
