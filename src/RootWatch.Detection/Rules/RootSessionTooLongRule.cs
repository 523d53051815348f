using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// CloudTrail knows no sign-out: a session lasts as long as root is seen in it. Each of its calls says when it began; those
/// of old records that do not are held against the sign-ins of the half day before, the longest that a console session lasts.
/// </summary>
public sealed class RootSessionTooLongRule() : EpisodeOnlyRule(
    "RW-S18",
    "Session too long",
    Severity.Low,
    "T1078.004",
    "Ask the owner to sign out as soon as the task is done; an open root session is what a thief of cookies waits for.",
    "A long task, or a browser tab that was left open and refreshed itself."), IEpisodeRule
{
    private static readonly RuleThreshold Length = new("minutes", 60, 5, 720, "how long after its beginning a root session may still be used");
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Length];

    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after)
    {
        var length = TimeSpan.FromMinutes(facts.Settings.Of(this, Length));
        if (facts.Root.Class == RootClass.Human && !e.IsSignIn && e.Identity.SessionCreated is { } began && e.EventTime is { } time && time - began > length)
        {
            return [new Episode(
                ShownTime.Of(began), time,
                $"root's session of {ShownTime.Of(began)} was still used after {ShownTime.Of(time - began)}, from {ShownText.Of(e.SourceIpAddress, 64)}") { Begin = began }];
        }

        // Either may arrive first.
        return after.HasNoted(TraceKind.SignIn) || after.HasNoted(TraceKind.SessionlessUse)
            ? BySignIn(after.Trace, length)
            : [];
    }

    private static IEnumerable<Episode> BySignIn(Trace trace, TimeSpan length) =>
        from call in trace.Of(TraceKind.SessionlessUse)
        from signIn in trace.Of(TraceKind.SignIn).Before(call, LongestSession)
        where call.Time - signIn.Time > length
        select new Episode(
            "sign-in " + signIn.Key, call.Time,
            $"root was still used {ShownTime.Of(call.Time - signIn.Time)} after the sign-in of {ShownTime.Of(signIn.Time)} ({ShownSignIn.Of(signIn)})")
        { Begin = signIn.Time };
}
