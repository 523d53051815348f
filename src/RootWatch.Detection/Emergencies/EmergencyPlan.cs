namespace RootWatch.Detection.Emergencies;

/// <summary>What a tenant has agreed on about using root of an account in an emergency.</summary>
/// <param name="Since">When it turned emergency windows on; what was before is not judged by them.</param>
public sealed record EmergencyPlan(DateTimeOffset Since)
{
    /// <summary>Approved windows, past ones included as long as they have to be followed up.</summary>
    public IReadOnlyList<EmergencyWindow> Windows { get; init; } = [];

    public DateTimeOffset? LastDrillAt { get; init; }

    /// <summary>After a window's end root may still be finishing.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The window that is open at that time, its grace included.</summary>
    public EmergencyWindow? OpenAt(DateTimeOffset time) =>
        Windows.FirstOrDefault(window => window.OpensAt <= time && time <= window.EndsAt + Grace);
}

/// <summary>Whether root's MFA could be relied on when a window was asked for.</summary>
public enum MfaReadiness
{
    Unknown,
    None,
    Ready,
}

/// <summary>One approved use of root.</summary>
/// <param name="Id">Unique within the tenant.</param>
/// <param name="ClosesAt">As approved.</param>
public sealed record EmergencyWindow(string Id, DateTimeOffset OpensAt, DateTimeOffset ClosesAt)
{
    /// <summary>If it was closed before its time.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// Changes that were agreed on, as <c>iam/CreateUser</c>, <c>iam/*</c> or <c>*</c>. Null: nothing was agreed on and
    /// everything may be done.
    /// </summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary>When somebody looked back at what was done in it.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    public MfaReadiness MfaReadiness { get; init; }

    public DateTimeOffset EndsAt => ClosedAt < ClosesAt ? ClosedAt.Value : ClosesAt;

    public bool Allows(string eventSource, string eventName)
    {
        var service = eventSource.Split('.')[0];
        return Scope is null || Scope.Any(call => call == "*" || call == $"{service}/*" || call == $"{service}/{eventName}");
    }
}
