using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;

namespace RootWatch.Detection.Rules;

/// <summary>What root signs in from for the first time.</summary>
internal static class FirstSeen
{
    /// <summary>What an account is first seen with is no deviation from anything: told once, as a note of where its history begins.</summary>
    public static Finding Of(Rule rule, IReadOnlyList<Habit> known, string what, string episode) =>
        known.Any(habit => habit.AtSignIn)
            ? new Finding(rule, rule.Severity, what, episode)
            : new Finding(rule, Severity.Info, what + " (the first on record here)", episode);
}
