namespace RootWatch.Server.Drills;

/// <summary>What somebody asks for; its texts are checked already.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.DrillDraft")]
public sealed record DrillDraft
{
    [Id(0)] public required string Purpose { get; init; }
    [Id(1)] public required string By { get; init; }

    /// <summary>What the made-up sign-in says of MFA.</summary>
    [Id(2)] public required bool WithMfa { get; init; }

    /// <summary>How long there is to acknowledge it. Null: as long as the tenant's settings say.</summary>
    [Id(3)] public TimeSpan? Within { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.DrillEnd")]
public sealed record DrillEnd
{
    [Id(0)] public required string DrillId { get; init; }
    [Id(1)] public required string By { get; init; }
    [Id(2)] public required string Note { get; init; }

    /// <summary>It may end though nobody acknowledged it.</summary>
    [Id(3)] public bool GivesUp { get; init; }
}

/// <summary>A drill as a grain tells it.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.DrillLine")]
public sealed record DrillLine
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required DrillStatus Status { get; init; }
    [Id(2)] public required string Purpose { get; init; }
    [Id(3)] public required bool WithMfa { get; init; }
    [Id(4)] public required string StartedBy { get; init; }
    [Id(5)] public required DateTimeOffset StartedAt { get; init; }
    [Id(6)] public required DateTimeOffset AcknowledgeBy { get; init; }
    [Id(7)] public required DateTimeOffset CloseBy { get; init; }
    [Id(8)] public DateTimeOffset? RaisedAt { get; init; }
    [Id(9)] public required IReadOnlyList<string> AlertIds { get; init; }
    [Id(10)] public DateTimeOffset? SeenAt { get; init; }
    [Id(11)] public required string SeenBy { get; init; }
    [Id(12)] public DateTimeOffset? AcknowledgedAt { get; init; }
    [Id(13)] public required string AcknowledgedBy { get; init; }
    [Id(14)] public DateTimeOffset? ClosedAt { get; init; }
    [Id(15)] public required string ClosedBy { get; init; }
    [Id(16)] public required string Note { get; init; }
    [Id(17)] public required string AttestationId { get; init; }

    internal static DrillLine Of(DrillRecord drill, DateTimeOffset now) => new()
    {
        Id = drill.Id,
        Status = drill.StatusAt(now),
        Purpose = drill.Purpose,
        WithMfa = drill.WithMfa,
        StartedBy = drill.StartedBy,
        StartedAt = drill.StartedAt,
        AcknowledgeBy = drill.AcknowledgeBy,
        CloseBy = drill.CloseBy,
        RaisedAt = drill.RaisedAt,
        AlertIds = drill.AlertIds,
        SeenAt = drill.SeenAt,
        SeenBy = drill.SeenBy,
        AcknowledgedAt = drill.AcknowledgedAt,
        AcknowledgedBy = drill.AcknowledgedBy,
        ClosedAt = drill.ClosedAt,
        ClosedBy = drill.ClosedBy,
        Note = drill.Note,
        AttestationId = drill.AttestationId,
    };
}

/// <summary>All drills of an account that are kept, the newest first.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.DrillList")]
public sealed record DrillList([property: Id(0)] string TenantId, [property: Id(1)] IReadOnlyList<DrillLine> Lines, [property: Id(2)] DateTimeOffset AsOf);
