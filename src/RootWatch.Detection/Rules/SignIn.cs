using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>How a console sign-in of root went. Failures often carry an errorMessage and no errorCode.</summary>
internal static class SignIn
{
    public const string Source = "signin.amazonaws.com";

    public static bool IsRootSuccess(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && e.Succeeded && e.SignInOutcome == "Success";

    public static bool IsRootFailure(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && (e.SignInOutcome == "Failure" || !e.Succeeded);

    /// <summary>Absent counts as No.</summary>
    public static bool UsedMfa(CloudTrailEvent e) => e.MfaUsed.Equals("Yes", StringComparison.OrdinalIgnoreCase);
}
