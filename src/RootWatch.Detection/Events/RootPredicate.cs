namespace RootWatch.Detection.Events;

/// <summary>What root has to do with an event.</summary>
public enum RootClass
{
    /// <summary>Somebody else's doing.</summary>
    NotRoot,

    /// <summary>A person at the console, or a key of root.</summary>
    Human,

    /// <summary>A session from sts AssumeRoot: the management account acts as root of a member, with a task policy.</summary>
    Delegated,

    /// <summary>An AWS service acting in the account's name.</summary>
    Service,
}

/// <param name="Reason">Of a closed set, so that it may label a metric.</param>
public readonly record struct RootVerdict(RootClass Class, string Reason)
{
    public bool IsRoot => Class is RootClass.Human or RootClass.Delegated;
}

/// <summary>
/// The one place that says whether root did it (predicate H0 of docs/detections.md). <c>type</c> decides unless a service
/// acted; an <c>arn</c> that contradicts it does not acquit, as what says "root" must not be missed; <c>userName</c> says
/// nothing at all.
/// </summary>
public static class RootPredicate
{
    public const string RootType = "Root";

    private const string AgentServer = "aws-mcp";

    /// <summary>The reasons for which an event is not root's, all of them.</summary>
    public static IReadOnlyList<string> Exclusions { get; } =
        ["not_root", "service_event", "service_invoked", "service_address", "service_linked_role", "arn_missing"];

    public static RootVerdict Judge(CloudTrailEvent e)
    {
        var identity = e.Identity;
        if (identity.Type != RootType)
        {
            return new RootVerdict(RootClass.NotRoot, "not_root");
        }

        if (e.EventType == "AwsServiceEvent")
        {
            return new RootVerdict(RootClass.Service, "service_event");
        }

        if (identity.InvokedBy.Length > 0 && !ActsForPerson(identity.InvokedBy))
        {
            return new RootVerdict(RootClass.Service, "service_invoked");
        }

        if (!ServiceNames.In(e.SourceIpAddress).IsEmpty && !IsThroughAgentServer(e))
        {
            return new RootVerdict(RootClass.Service, "service_address");
        }

        // AWS makes these by itself in a new account, and says root did.
        if (e.EventName == "CreateServiceLinkedRole")
        {
            return new RootVerdict(RootClass.Service, "service_linked_role");
        }

        // A failure at the door has none.
        if (identity.Arn.Length == 0 && !e.IsRootSignInPage)
        {
            return new RootVerdict(RootClass.NotRoot, "arn_missing");
        }

        return identity.AssumedRoot
            ? new RootVerdict(RootClass.Delegated, "delegated")
            : new RootVerdict(RootClass.Human, "human");
    }

    /// <summary>The console calls on behalf of the person in front of it, AWS MCP Server on behalf of a person's agent; other services on their own.</summary>
    private static bool ActsForPerson(string invokedBy) =>
        ServiceNames.IsOf(invokedBy, "signin") || ServiceNames.IsOf(invokedBy, "console") || ServiceNames.IsOf(invokedBy, AgentServer)
        || invokedBy.Equals("AWS Internal", StringComparison.OrdinalIgnoreCase);

    /// <summary>Its name stands in the place of the person's address.</summary>
    private static bool IsThroughAgentServer(CloudTrailEvent e) =>
        ServiceNames.IsOf(e.SourceIpAddress, AgentServer) && ServiceNames.IsOf(e.Identity.InvokedBy, AgentServer);
}
