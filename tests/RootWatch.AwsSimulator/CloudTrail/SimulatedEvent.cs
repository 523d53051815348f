namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>One event of an account's history: the record, what LookupEvents says beside it, and the truth that no client sees.</summary>
public sealed record SimulatedEvent
{
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string EventId { get; init; }

    public required string EventName { get; init; }

    public required string EventSource { get; init; }

    /// <summary>In full seconds.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>From when on LookupEvents shows it.</summary>
    public required DateTimeOffset VisibleAt { get; init; }

    public string? Username { get; init; }

    public string? AccessKeyId { get; init; }

    /// <summary>"true" or "false".</summary>
    public string? ReadOnly { get; init; }

    public IReadOnlyList<EventResource> Resources { get; init; } = [];

    /// <summary>The record's text.</summary>
    public required string CloudTrailEvent { get; init; }

    /// <summary>True if userIdentity.type is Root.</summary>
    public bool IsRoot { get; init; }

    /// <summary>True if no public record stands behind it: it was written by a script of the simulator.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Where it came from: a file and line, an incident, or an injection.</summary>
    public required string Origin { get; init; }

    internal long Sequence { get; init; }
}

/// <summary>A resource that an event names.</summary>
public sealed record EventResource(string? ResourceType, string ResourceName);
