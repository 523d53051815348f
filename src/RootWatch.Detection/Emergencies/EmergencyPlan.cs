using RootWatch.Detection.Events;

namespace RootWatch.Detection.Emergencies;

/// <summary>What a tenant has agreed on about using root of an account in an emergency.</summary>
/// <param name="Since">
/// From when on every use of root needs a window; what was before is not judged. Null: none is demanded, and only what is
/// done in windows and after them is judged.
/// </param>
public sealed record EmergencyPlan(DateTimeOffset? Since)
{
    /// <summary>No session of the console lives longer.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    /// <summary>Approved windows, past ones included as long as they have to be followed up.</summary>
    public IReadOnlyList<EmergencyWindow> Windows { get; init; } = [];

    /// <summary>What waits for an approval.</summary>
    public IReadOnlyList<WindowRequest> Requests { get; init; } = [];

    public DateTimeOffset? LastDrillAt { get; init; }

    /// <summary>When a window runs out, root may still be finishing. Whoever closes one says that root has finished.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The window that is open at that time, its grace included.</summary>
    public EmergencyWindow? OpenAt(DateTimeOffset time) =>
        Windows.FirstOrDefault(window => window.OpensAt <= time && time <= window.EndsAt)
        ?? Windows.FirstOrDefault(window => window.OpensAt <= time && time <= LastMoment(window));

    /// <summary>The window with whose review something of that time belongs: what a session of it may still do included.</summary>
    public EmergencyWindow? FollowedAt(DateTimeOffset time) =>
        OpenAt(time) ?? Windows.Where(window => time > window.EndsAt && time <= LastMoment(window) + LongestSession).MaxBy(window => window.EndsAt);

    public DateTimeOffset LastMoment(EmergencyWindow window) => window.EndsAt < window.ClosesAt ? window.EndsAt : window.EndsAt + Grace;
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
/// <param name="ClosesAt">As approved, extensions included.</param>
public sealed record EmergencyWindow(string Id, DateTimeOffset OpensAt, DateTimeOffset ClosesAt)
{
    /// <summary>If it was closed before its time.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Empty: nobody.</summary>
    public string ClosedBy { get; init; } = "";

    /// <summary>
    /// Changes that were agreed on, as <c>iam/CreateUser</c>, <c>iam/*</c> or <c>*</c>. Null: nothing was agreed on and
    /// everything may be done.
    /// </summary>
    public IReadOnlyList<string>? Scope { get; init; }

    public string Purpose { get; init; } = "";

    public string Ticket { get; init; } = "";

    public string RequestedBy { get; init; } = "";

    public string ApprovedBy { get; init; } = "";

    public IReadOnlyList<WindowExtension> Extensions { get; init; } = [];

    /// <summary>When somebody looked back at what was done in it.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    public MfaReadiness MfaReadiness { get; init; }

    public DateTimeOffset EndsAt => ClosedAt < ClosesAt ? ClosedAt.Value : ClosesAt;

    public bool Allows(string eventSource, string eventName) => Scope is null || Scope.Contains("*") || Names(eventSource, eventName);

    /// <summary>Somebody thought of this call, or at least of its service.</summary>
    public bool Names(string eventSource, string eventName)
    {
        var (anyOfService, call) = (ServiceCall.Of(eventSource, "*"), ServiceCall.Of(eventSource, eventName));
        return Scope?.Any(named => named == anyOfService || named == call) == true;
    }
}

/// <param name="From">When the window would have closed.</param>
/// <param name="Until">When it closes now.</param>
public sealed record WindowExtension(DateTimeOffset At, string By, DateTimeOffset From, DateTimeOffset Until, string Reason);

/// <summary>Somebody asks for a use of root, and nobody has approved it or taken it back.</summary>
/// <param name="LapsesAt">From then on it means nothing.</param>
/// <param name="OpensAt">Null: when it is approved.</param>
/// <param name="Scope">As <see cref="EmergencyWindow.Scope"/>.</param>
public sealed record WindowRequest(
    string Id, DateTimeOffset At, DateTimeOffset LapsesAt, DateTimeOffset? OpensAt, TimeSpan Length, string By, string Ticket, string Purpose, IReadOnlyList<string> Scope);
