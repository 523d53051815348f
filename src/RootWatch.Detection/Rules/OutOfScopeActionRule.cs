using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Signing in and the sign-in pages are part of every use of root and out of no scope.</summary>
public sealed class OutOfScopeActionRule() : Rule(
    "RW-G02",
    "Out-of-scope action inside a window",
    Severity.Critical,
    "T1078.004",
    "Ask whoever holds the window why this was needed. Undo it if it was not, and look at what else was done in the window.",
    falsePositives: "A scope that was written too narrowly for the task.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Succeeded && !e.IsSignIn && e.IsWrite
        && e.EventTime is { } time && facts.Situation.Emergencies?.OpenAt(time) is { } window && !window.Allows(e.EventSource, e.EventName)
            ? Found($"made the change {ShownCall.Of(e)}, which the emergency window {ShownText.Of(window.Id, 64)} does not allow,")
            : null;
}
