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

    /// <summary>Neither the one nor the other can be read from the record: a person is told, and nothing is taken for granted.</summary>
    public static bool IsRootUnclear(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is(Source, "ConsoleLogin") && e.Succeeded && e.SignInOutcome is not ("Success" or "Failure");

    /// <summary>Absent counts as No.</summary>
    public static bool UsedMfa(CloudTrailEvent e) => e.MfaUsed.Equals("Yes", StringComparison.OrdinalIgnoreCase);
}
