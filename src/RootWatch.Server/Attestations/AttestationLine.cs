using RootWatch.Detection.Posture;

namespace RootWatch.Server.Attestations;

/// <summary>What somebody wants to attest; its texts are checked already.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.AttestationDraft")]
public sealed record AttestationDraft
{
    [Id(0)] public required string Subject { get; init; }
    [Id(1)] public required string Statement { get; init; }
    [Id(2)] public required string Evidence { get; init; }
    [Id(3)] public required string By { get; init; }

    /// <summary>Null: for as long as it may.</summary>
    [Id(4)] public DateTimeOffset? ValidUntil { get; init; }
}

/// <summary>An attestation as a grain tells it.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.AttestationLine")]
public sealed record AttestationLine
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Subject { get; init; }
    [Id(2)] public required string Statement { get; init; }
    [Id(3)] public required string Evidence { get; init; }
    [Id(4)] public required string By { get; init; }
    [Id(5)] public required DateTimeOffset At { get; init; }
    [Id(6)] public required DateTimeOffset ValidUntil { get; init; }
    [Id(7)] public required string WithdrawnBy { get; init; }
    [Id(8)] public DateTimeOffset? WithdrawnAt { get; init; }

    internal static AttestationLine Of(Attestation attestation) => new()
    {
        Id = attestation.Id,
        Subject = attestation.Subject,
        Statement = attestation.Statement,
        Evidence = attestation.Evidence,
        By = attestation.By,
        At = attestation.At,
        ValidUntil = attestation.ValidUntil,
        WithdrawnBy = attestation.WithdrawnBy,
        WithdrawnAt = attestation.WithdrawnAt,
    };
}

/// <summary>All attestations of an account, the newest first.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.AttestationList")]
public sealed record AttestationList([property: Id(0)] string TenantId, [property: Id(1)] IReadOnlyList<AttestationLine> Lines, [property: Id(2)] DateTimeOffset AsOf);
