namespace RootWatch.AwsSimulator.Faults;

/// <summary>What can go wrong on purpose.</summary>
public enum FaultKind
{
    /// <summary>The service's own throttling error, HTTP 400 (429 for Account).</summary>
    Throttle,

    /// <summary>HTTP <see cref="Fault.Status"/> (default 500) with <see cref="Fault.Body"/>, or an HTML page.</summary>
    Error,

    /// <summary>The answer comes <see cref="Fault.Seconds"/> later.</summary>
    Delay,

    /// <summary>Access denied. With action AssumeRole: the account's role lets nobody in.</summary>
    Deny,

    /// <summary>The connection is cut before any answer.</summary>
    Disconnect,

    /// <summary>The connection is cut in the middle of the answer's body.</summary>
    Truncate,

    /// <summary>HTTP 200 with <see cref="Fault.Body"/>, or a JSON text that breaks off.</summary>
    Garbage,

    /// <summary>The region is not enabled: calls to it get the invalid-token error, ListRegions says DISABLED.</summary>
    RegionOff,

    /// <summary>Sessions issued before the fault was set have expired; new ones work.</summary>
    Expired,

    /// <summary>The whole of AWS lives <see cref="Fault.Seconds"/> ahead of our clock (negative: behind).</summary>
    Skew,

    /// <summary>Every other page of LookupEvents, and of Organizations, is empty and still has a token.</summary>
    EmptyPages,

    /// <summary>LookupEvents answers, and shows nothing that was not there to see when the fault was set; afterwards all of it.</summary>
    HistoryStands,

    /// <summary>EventBridge loses the event.</summary>
    PushLost,

    /// <summary>EventBridge delivers the event twice.</summary>
    PushDoubled,

    /// <summary>DeleteMessageBatch deletes nothing, and says so of each message.</summary>
    Undeletable,
}

/// <summary>A fault to inject; whatever is not given matches everything.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Only calls about this account. For AssumeRole: the role's account.</summary>
    public string? Account { get; init; }

    /// <summary>Only calls signed for this region.</summary>
    public string? Region { get; init; }

    /// <summary>Only this operation, such as LookupEvents.</summary>
    public string? Action { get; init; }

    /// <summary>Gone after this many hits. Null: until deleted.</summary>
    public int? Count { get; init; }

    /// <summary>Hits only this share of the matching calls, chosen by the seed. Default 1.</summary>
    public double Probability { get; init; } = 1;

    public double Seconds { get; init; }

    public int? Status { get; init; }

    public string? Body { get; init; }
}

/// <summary>A fault in force.</summary>
public sealed record ActiveFault(long Id, Fault Fault, long Hits, DateTimeOffset SetAt);
