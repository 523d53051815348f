namespace RootWatch.Server.Accounts;

/// <summary>A CloudTrail record that came by push, with what its text says of itself.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.PushedRecord")]
public sealed record PushedRecord([property: Id(0)] string EventId, [property: Id(1)] DateTimeOffset EventTime, [property: Id(2)] string Record);

/// <summary>What became of a pushed message. The name, in snake case, is the metric label.</summary>
public enum PushOutcome
{
    /// <summary>Its record was new and is committed.</summary>
    Taken = 1,

    /// <summary>A poll or an earlier push had brought it.</summary>
    Known = 2,

    /// <summary>Too long ago, or in the future: left to the polls.</summary>
    OutOfTime = 3,

    /// <summary>Too many pushed events of the account wait for a poll to show them: left to the polls.</summary>
    Full = 4,

    /// <summary>The account is not in accounts.yaml.</summary>
    UnknownAccount = 5,

    /// <summary>Not EventBridge's envelope, or a record without id or time.</summary>
    Malformed = 6,

    /// <summary>Longer than anything EventBridge delivers.</summary>
    Oversized = 7,

    /// <summary>Not sent by AWS, or the record is another account's than the envelope says.</summary>
    Forged = 8,

    /// <summary>Another kind of event: the rule that feeds the queue matches too much.</summary>
    NotCloudTrail = 9,

    /// <summary>It could not be committed and stays in the queue.</summary>
    NotCommitted = 10,
}

internal static class PushOutcomes
{
    public static string Label(PushOutcome outcome) => outcome switch
    {
        PushOutcome.Taken => "taken",
        PushOutcome.Known => "known",
        PushOutcome.OutOfTime => "out_of_time",
        PushOutcome.Full => "full",
        PushOutcome.UnknownAccount => "unknown_account",
        PushOutcome.Malformed => "malformed",
        PushOutcome.Oversized => "oversized",
        PushOutcome.Forged => "forged",
        PushOutcome.NotCloudTrail => "not_cloudtrail",
        PushOutcome.NotCommitted => "not_committed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };
}
