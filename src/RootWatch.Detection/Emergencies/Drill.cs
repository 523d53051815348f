namespace RootWatch.Detection.Emergencies;

/// <summary>A made-up sign-in of root that people are to answer as they would a real one, and how far they are.</summary>
/// <param name="Id">Unique within the tenant.</param>
/// <param name="AcknowledgeBy">Somebody is to have acknowledged it before this.</param>
/// <param name="CloseBy">It is to be closed before this.</param>
public sealed record Drill(string Id, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset AcknowledgeBy, DateTimeOffset CloseBy)
{
    /// <summary>When its alert was committed; null: not yet.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Nobody acknowledged it in time. One that was given up before is none of these.</summary>
    public bool MissedAcknowledgement(DateTimeOffset now) => (AcknowledgedAt ?? ClosedAt ?? now) >= AcknowledgeBy;

    public bool MissedClosing(DateTimeOffset now) => (ClosedAt ?? now) >= CloseBy;
}
