using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Alerts;

/// <summary>
/// An alert that is decided, and written when somebody wants to read it: who counts the findings of an archive pays
/// neither for their texts nor for their ids.
/// </summary>
public abstract class AlertDraft(string accountId, string ruleId, Severity severity, DateTimeOffset? eventTime)
{
    private Alert? _alert;

    public string AccountId { get; } = accountId;

    public string RuleId { get; } = ruleId;

    public Severity Severity { get; } = severity;

    public DateTimeOffset? EventTime { get; } = eventTime;

    /// <summary>The same one each time.</summary>
    public Alert Alert => _alert ??= Write();

    protected abstract Alert Write();
}

internal sealed class EventAlertDraft(
    WatchSubject subject, CloudTrailEvent e, RootVerdict verdict, Finding finding, AnomalyScore score, DateTimeOffset now)
    : AlertDraft(subject.AccountId, finding.Rule.Id, finding.Severity, e.EventTime)
{
    protected override Alert Write() => AlertWriter.Write(subject, e, verdict, finding, score, now);
}

/// <summary>Of what time told, or the situation.</summary>
internal sealed class EpisodeAlertDraft(WatchSubject subject, Finding finding, Episode episode, DateTimeOffset now)
    : AlertDraft(subject.AccountId, finding.Rule.Id, finding.Severity, episode.At)
{
    protected override Alert Write() => AlertWriter.Write(subject, finding, episode, now);
}
