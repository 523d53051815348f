using System.Collections.Immutable;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Server.Drills;

/// <summary>A drill as the account's document keeps it.</summary>
internal sealed record DrillRecord
{
    /// <summary>Never used again for another.</summary>
    public required string Id { get; init; }
    public required string Purpose { get; init; }

    /// <summary>What the made-up sign-in says of MFA.</summary>
    public required bool WithMfa { get; init; }
    public required string StartedBy { get; init; }

    /// <summary>In whole seconds, as CloudTrail tells times: the made-up sign-in is of then.</summary>
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset AcknowledgeBy { get; init; }
    public required DateTimeOffset CloseBy { get; init; }

    /// <summary>When its alerts were committed; null: not yet.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    /// <summary>Ids of its alerts.</summary>
    public ImmutableList<string> AlertIds { get; init; } = [];
    public DateTimeOffset? SeenAt { get; init; }
    public string SeenBy { get; init; } = "";
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string AcknowledgedBy { get; init; } = "";
    public DateTimeOffset? ClosedAt { get; init; }
    public string ClosedBy { get; init; } = "";
    public string Note { get; init; } = "";

    /// <summary>The attestation that it gave; empty: none.</summary>
    public string AttestationId { get; init; } = "";

    public bool IsOpen => ClosedAt is null;

    public DrillStatus StatusAt(DateTimeOffset now)
    {
        Drill drill = ToDrill();
        bool missed = drill.MissedAcknowledgement(now) || drill.MissedClosing(now);
        return IsOpen
            ? missed ? DrillStatus.Overdue
                : AcknowledgedAt is not null ? DrillStatus.Acknowledged
                : SeenAt is not null ? DrillStatus.Seen
                : RaisedAt is not null ? DrillStatus.Raised
                : DrillStatus.Started
            : missed ? DrillStatus.Failed
            : AcknowledgedAt is null ? DrillStatus.GivenUp
            : DrillStatus.Passed;
    }

    public Drill ToDrill() => new(Id, StartedBy, StartedAt, AcknowledgeBy, CloseBy) { RaisedAt = RaisedAt, AcknowledgedAt = AcknowledgedAt, ClosedAt = ClosedAt };
}

/// <summary>In the order of a drill's life.</summary>
public enum DrillStatus
{
    /// <summary>Its alert is yet to come, with the account's next reading.</summary>
    Started = 1,

    /// <summary>Its alert is committed.</summary>
    Raised = 2,
    Seen = 3,
    Acknowledged = 4,

    /// <summary>A goal was missed, and it is not closed yet.</summary>
    Overdue = 5,

    /// <summary>Acknowledged and closed in time.</summary>
    Passed = 6,

    /// <summary>A goal was missed.</summary>
    Failed = 7,

    /// <summary>Closed before anybody acknowledged it, while there was time.</summary>
    GivenUp = 8,
}
