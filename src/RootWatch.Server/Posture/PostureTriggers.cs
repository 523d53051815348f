using System.Collections.Frozen;
using RootWatch.Detection.Events;

namespace RootWatch.Server.Posture;

/// <summary>Which records say that the account may be set up differently now.</summary>
internal static class PostureTriggers
{
    private static readonly FrozenSet<string> Sources = new[]
    {
        "iam.amazonaws.com", "account.amazonaws.com", "organizations.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com",
        "guardduty.amazonaws.com", "securityhub.amazonaws.com",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What was done before this is in the facts already.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Never throws: a record that it could not read would hold up its account for ever. It is read as Detection reads it.</summary>
    public static bool IsChange(string record, DateTimeOffset? time, DateTimeOffset now) =>
        (time is not { } at || now - at <= Recent) && EventDecoder.Decode(record).Event is { } e && IsChange(e);

    private static bool IsChange(CloudTrailEvent e) =>
        e.EventSource == "signin.amazonaws.com" ? e.EventName is "PasswordUpdated" or "EmailUpdated" or "PasswordRecoveryCompleted"
        : Sources.Contains(e.EventSource) && e.ReadOnly != true && e.ErrorCode.Length == 0;
}
