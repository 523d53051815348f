using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// A call that would be told if what it touched turned out to matter: what shows that may arrive after it, and then the
/// alert has the id that it would have had before.
/// </summary>
/// <param name="Subject">What the call touched, such as a bucket.</param>
/// <param name="Call">Such as PutBucketPolicy.</param>
/// <param name="Allowed">When it came, the tenant's allow list for the rule covered it.</param>
public sealed record UnexplainedCall(string Subject, string Call, string EventKey, DateTimeOffset At, bool Succeeded, bool Allowed = false)
{
    private const int CountMax = 20;

    private static readonly IComparer<UnexplainedCall> InTime = Comparer<UnexplainedCall>.Create(
        static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.EventKey, b.EventKey));

    internal static UnexplainedCall Of(Rule rule, string subject, CloudTrailEvent e, DateTimeOffset at, RuleFacts facts) =>
        new(subject, e.EventName, e.EventKey, at, e.Succeeded, facts.Settings.Allows(rule, e));

    /// <summary>In order of time, the last ones.</summary>
    internal static IReadOnlyList<UnexplainedCall> With(IReadOnlyList<UnexplainedCall> calls, UnexplainedCall call) =>
        calls.Contains(call) ? calls : InOrder.With(calls, call, InTime, CountMax);

    /// <param name="done">A clause: <c>tampered with the bucket</c>.</param>
    /// <param name="tried">The same of a call that AWS refused.</param>
    internal Episode Told(string done, string tried) => Succeeded
        ? new Episode(EventKey, At, $"somebody {done} at {ShownTime.Of(At)}") { Allowed = Allowed }
        : new Episode(EventKey, At, $"somebody {tried} at {ShownTime.Of(At)}, and failed", Severity.Medium) { Allowed = Allowed };
}
