namespace RootWatch.Detection.Organizations;

/// <summary>What following an organization showed and somebody must be told of.</summary>
/// <param name="OrganizationId">o-...</param>
/// <param name="At">Since when.</param>
/// <param name="Reason">A clause: what is the matter.</param>
public abstract record OrganizationFact(string OrganizationId, DateTimeOffset At, string Reason);

/// <summary>An account that was watched is watched no more.</summary>
public sealed record AccountPaused(string OrganizationId, string AccountId, DateTimeOffset At, string Reason) : OrganizationFact(OrganizationId, At, Reason);

/// <summary>New accounts may be missed, and removed ones still be watched.</summary>
public sealed record OrganizationNotFollowed(string OrganizationId, DateTimeOffset At, string Reason) : OrganizationFact(OrganizationId, At, Reason);
