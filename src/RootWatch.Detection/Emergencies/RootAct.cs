using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Emergencies;

/// <summary>Something that root did, or a service with root's session, in a window or shortly after one, for its review. The texts are escaped and bounded.</summary>
/// <param name="Key">Tells the event from others.</param>
/// <param name="Source">Such as <c>iam.amazonaws.com</c>.</param>
public sealed record RootAct(string Key, DateTimeOffset At, string Source, string Name)
{
    public string Region { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>Why AWS refused it; empty: it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>On the sign-in pages: signing in, a new password.</summary>
    public bool IsSignIn { get; init; }

    /// <summary>It may change something: no read.</summary>
    public bool IsWrite { get; init; }

    /// <summary>The management account did it, in a session that it had opened.</summary>
    public bool IsDelegated { get; init; }

    /// <summary>The service that changed it with root's session, because of something that root called; empty: root did it.</summary>
    public string InvokedBy { get; init; } = "";

    /// <summary>Null if the record tells no time, or no window has to do with it.</summary>
    public static RootAct? Of(CloudTrailEvent e, RootVerdict root, Situation situation) =>
        (root.IsRoot || IsChangeOfService(e, root)) && e.EventTime is { } time && situation.Emergencies?.FollowedAt(time) is not null
            ? new RootAct(TraceEntry.KeyOf(e.EventKey), time, ShownText.Of(e.EventSource, 64), ShownText.Of(e.EventName, 64))
            {
                Region = ShownText.Of(e.Region, 32),
                Address = ShownText.Of(e.SourceIpAddress, 64),
                Error = e.TookEffect ? "" : ShownText.Of(e.ErrorCode.Length > 0 ? e.ErrorCode : e.ErrorMessage.Length > 0 ? e.ErrorMessage : "Failure", 64),
                IsSignIn = e.IsSignIn,
                IsWrite = e.IsWrite,
                IsDelegated = root.Class == RootClass.Delegated,
                InvokedBy = root.IsRoot ? "" : ShownText.Of(e.Identity.InvokedBy.Length > 0 ? e.Identity.InvokedBy : e.SourceIpAddress, 64),
            }
            : null;

    /// <summary>As CloudFormation makes a stack of root's. Services that work on their own, as Auto Scaling does, have no session of root's.</summary>
    private static bool IsChangeOfService(CloudTrailEvent e, RootVerdict root) =>
        root.Reason is "service_invoked" or "service_address" && e.IsWrite
        && (e.Identity.AccessKeyId.Length > 0 || e.Identity.SessionCreated is not null);
}
