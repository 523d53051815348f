using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;

namespace RootWatch.Detection.Rules;

/// <summary>
/// An account that cannot be read says so itself (<see cref="BlindRule"/>); one whose watch stands still says nothing, and
/// whoever asks it has to. Asked by <see cref="AttendanceWatch"/> alone: two alerts for each stretch.
/// </summary>
public sealed class UnattendedRule() : SituationRule(
    "RW-X11",
    "Blind: the account's watch stands still",
    Severity.Critical,
    "T1562.001",
    "Nobody sees what root does there, and AWS is not the reason: look at the server's log and at /readyz; what happens meanwhile is read later if the watch goes on within 90 days.",
    "A server that is overloaded, or that was just started with very many accounts.")
{
    public Episode Began(DateTimeOffset since, string cause) => new(KeyOf(since), since, $"its watch stands still since {ShownTime.Of(since)}{Because(cause)}") { Cause = cause };

    public Episode Ended(DateTimeOffset since, DateTimeOffset at, string how) =>
        new($"over {KeyOf(since)}", at, $"after its watch stood still since {ShownTime.Of(since)}, {how} at {ShownTime.Of(at)}", Severity.Low) { Closes = (Id, KeyOf(since)) };

    private static string KeyOf(DateTimeOffset since) => ShownTime.Of(since);

    private static string Because(string cause) => cause switch
    {
        Unattended.Silent => ": it does not answer the server's own question",
        Unattended.Idle => ": it answers, and does nothing",
        Unattended.Unread => ": it was never read, and says no reason",
        Unattended.Forgotten => ": something of it is not read any more, and it says no reason",
        _ => "",
    };
}
