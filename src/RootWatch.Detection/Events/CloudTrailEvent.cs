namespace RootWatch.Detection.Events;

/// <summary>What the rules need of one CloudTrail record. Every text is as it came: unescape nothing further, trust nothing.</summary>
public sealed record CloudTrailEvent
{
    public required string EventId { get; init; }
    public required string AccountId { get; init; }
}

/// <summary>Why a record could not be read. The name, in snake case, is the metric label.</summary>
public enum UnreadableReason
{
    NotJson,
    NotAnObject,
    TooLarge,
    TooDeep,
    NotARecord,
}

/// <summary>Either an event or why not.</summary>
public readonly record struct DecodeOutcome(CloudTrailEvent? Event, UnreadableReason? Unreadable);

/// <summary>Record text -> event. Never throws on any input.</summary>
public static class EventDecoder
{
    public static DecodeOutcome Decode(ReadOnlySpan<byte> utf8) => throw new NotImplementedException();

    public static DecodeOutcome Decode(string json) => throw new NotImplementedException();
}
