using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>How a console sign-in of root went. Failures often carry an errorMessage and no errorCode.</summary>
internal static class SignIn
{
    public const string Source = "signin.amazonaws.com";

    public static bool IsRootSuccess(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && e.Succeeded && e.SignInOutcome == "Success";

    public static bool IsRootFailure(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && !e.TookEffect;

    /// <summary>Neither the one nor the other can be read from the record: a person is told, and nothing is taken for granted.</summary>
    public static bool IsRootUnclear(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && e.Succeeded && e.SignInOutcome is not ("Success" or "Failure");

    /// <summary>Of one that succeeded, what its alert needs if it has to wait.</summary>
    public static WaitingSignIn Waiting(CloudTrailEvent e) => new(
        ShownText.Of(e.EventKey), e.AccountId, e.Identity.Arn, e.Region, e.SourceIpAddress, e.UserAgent, e.MfaUsed);

    public static CloudTrailEvent? Of(FirstPlace place) => place.SignIn is not { } waiting ? null : new CloudTrailEvent
    {
        EventId = place.EventId,
        EventKey = waiting.EventKey,
        AccountId = waiting.AccountId,
        EventTime = place.At,
        EventSource = Source,
        EventName = "ConsoleLogin",
        EventType = "AwsConsoleSignIn",
        Region = waiting.Region,
        SourceIpAddress = waiting.SourceIpAddress,
        UserAgent = waiting.UserAgent,
        Identity = UserIdentity.Absent with { Type = RootPredicate.RootType, AccountId = waiting.AccountId, Arn = waiting.Arn },
        ResponseElements = new Dictionary<string, string> { ["ConsoleLogin"] = "Success" },
        AdditionalEventData = new Dictionary<string, string> { ["MFAUsed"] = waiting.MfaUsed },
    };

    /// <summary>Absent counts as No.</summary>
    public static bool UsedMfa(CloudTrailEvent e) => e.MfaUsed.Equals("Yes", StringComparison.OrdinalIgnoreCase);
}
