using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Whom an IAM call is about. Root names itself by naming nobody, or as "AWS ROOT USER".</summary>
internal static class RootTarget
{
    public const string Source = "iam.amazonaws.com";

    private const string UserName = "AWS ROOT USER";

    /// <summary>A call by root about itself. Parameters that CloudTrail left out for their size count as such.</summary>
    public static bool IsOwn(CloudTrailEvent e, RuleFacts facts, string eventName) =>
        facts.Root.IsRoot && e.Is(Source, eventName) && IsItself(e);

    /// <summary>Of a call that root makes.</summary>
    public static bool IsItself(CloudTrailEvent e) => e.Parameter("userName") is "" or UserName;

    /// <summary>A call about root's MFA device, whoever makes it, or one that may be, as its parameters were left out.</summary>
    public static bool IsMfa(CloudTrailEvent e, RuleFacts facts, string eventName) =>
        e.Is(Source, eventName) && (e.ParametersOmitted || IsNamed(e) || RootMfaDevices.IsRoots(e.Parameter("serialNumber"), e.EventTime, facts.Before));

    public static bool IsNamed(CloudTrailEvent e) => e.Parameter("userName") == UserName;
}
