using RootWatch.Detection;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Traces;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Emergencies;

/// <summary>Something that has to be done before a review is one.</summary>
/// <param name="Text">How it stands, for a person.</param>
internal sealed record FollowUpTask(string Name, bool IsDone, string Text);

/// <summary>What has to be looked back at once a window has ended. Pure.</summary>
internal static class FollowUp
{
    public const string Rotate = "rotate-password";
    public const string SignOut = "sign-out";

    /// <summary>Nothing more of the window can come in the ordinary course: the watermark trails the clock by as long as that takes.</summary>
    public static bool IsWhole(WindowRecord window, DateTimeOffset? readUpTo) => readUpTo >= window.EndsAt;

    public static IEnumerable<FollowUpTask> TasksOf(WindowRecord window, Trace trace, bool isWhole)
    {
        SeenAct[] uses = [.. window.Acts.Where(IsUse)];
        if (uses.Length == 0 && isWhole)
        {
            yield return new FollowUpTask(Rotate, true, "not needed: root was not seen in the window");
            yield return new FollowUpTask(SignOut, true, "not needed: root was not seen in the window");
            yield break;
        }

        TraceEntry? change = trace.Of(TraceKind.PasswordChanged).FirstOrDefault(change => change.Time >= window.OpensAt);
        yield return change is not null ? new FollowUpTask(Rotate, true, $"seen at {Shown(change.Time)}")
            : window.Review?.RotationConfirmed == true ? new FollowUpTask(Rotate, true, $"not seen, confirmed by {window.Review.By}")
            : new FollowUpTask(Rotate, false, "no change of root's password was seen since the window opened");
        string seen = uses.Length > 0 ? $"root was last seen at {Shown(uses.Max(use => use.LastAt))}" : "root was not seen so far";
        yield return window.Review?.SignOutConfirmed == true
            ? new FollowUpTask(SignOut, true, $"confirmed by {window.Review.By}; {seen}")
            : new FollowUpTask(SignOut, false, $"CloudTrail records no sign-out; {seen}, and a session of the console may live for {EmergencyPlan.LongestSession.TotalHours:0} hours");
    }

    /// <summary>
    /// Why the act may have changed something that nobody meant to; null: it was agreed on, or changed nothing, or comes of a
    /// call of root's about which the same is asked.
    /// </summary>
    public static string? DoubtAbout(RootAct act, EmergencyWindow window, EmergencyPlan plan) =>
        act.Error.Length > 0 || !act.IsWrite || act.InvokedBy.Length > 0 || (act.IsSignIn && act.Name is "ConsoleLogin" or "CheckMfa") ? null
        : act.At > plan.LastMoment(window) ? "after the window's end"
        : act.IsSignIn ? act.Name == "PasswordUpdated" ? null : "a change of root's ways in"
        : window.Names(act.Source, act.Name) ? null
        : window.Allows(act.Source, act.Name) ? "allowed as everything is: nobody named it"
        : "the window does not allow it";

    /// <summary>Checks that passed before and fail since the window.</summary>
    public static IEnumerable<PostureChange> RegressionsOf(WindowRecord window, WatchState state) => state.PostureChanges.Where(change =>
        !change.Passes && change.At >= window.OpensAt && (change.Before ?? change.CausedAt) <= window.EndsAt + EmergencyPlan.LongestSession && PostureCatalogue.Find(change.Check) is not null);

    /// <summary>Whoever fails at the door has not used root, and a service is not the person.</summary>
    private static bool IsUse(SeenAct seen) => seen.Act.InvokedBy.Length == 0 && !(seen.Act.IsSignIn && (seen.Act.Error.Length > 0 || seen.Act.Name is "CheckMfa" or "PasswordRecoveryRequested"));
}
