using System.Globalization;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Alerts;

/// <summary>Finding -> alert: who did what, when, where, from which address, with or without MFA, and what to do now.</summary>
internal static class AlertWriter
{
    /// <summary>Long enough for the longest texts of ours around bounded texts of theirs.</summary>
    private const int SummaryCharsMax = 2000;

    public static Alert Write(
        WatchSubject subject, CloudTrailEvent e, RootVerdict verdict, Finding finding, AnomalyScore score, DateTimeOffset now) => new()
        {
            AlertId = AlertIds.Make(subject.TenantId, subject.AccountId, finding.Rule.Id, finding.Episode ?? e.EventKey),
            TenantId = subject.TenantId,
            AccountId = subject.AccountId,
            RuleId = finding.Rule.Id,
            Severity = finding.Severity,
            Title = Marked(subject, finding.Rule.Title),
            Summary = finding.At is null ? Summarise(subject, e, verdict, finding) : Summarise(subject, finding),
            Score = score.Value,
            Reasons = score.Reasons,
            EventId = ShownText.Of(e.EventId),
            EventTime = e.EventTime,
            EventName = ShownText.Of(e.EventName),
            EventSource = ShownText.Of(e.EventSource),
            Region = ShownText.Of(e.Region),
            SourceIpAddress = ShownText.Of(e.SourceIpAddress),
            UserAgent = ShownText.Of(e.UserAgent),
            ErrorCode = ShownText.Of(e.ErrorCode),
            DetectedAt = now,
            Historical = (finding.At ?? e.EventTime) < subject.WatchedSince,
            WindowId = WindowOf(subject, e, verdict)?.Id ?? "",
            Expected = finding.ExpectedBy is not null,
            DrillId = subject.DrillId,
        };

    private static EmergencyWindow? WindowOf(WatchSubject subject, CloudTrailEvent e, RootVerdict verdict) =>
        verdict.IsRoot && e.EventTime is { } time ? subject.Situation.Emergencies?.OpenAt(time) : null;

    /// <summary>Of what time told, or the situation.</summary>
    public static Alert Write(WatchSubject subject, Finding finding, Episode episode, DateTimeOffset now) => new()
    {
        AlertId = AlertIds.Make(subject.TenantId, subject.AccountId, finding.Rule.Id, finding.Episode ?? ""),
        TenantId = subject.TenantId,
        AccountId = subject.AccountId,
        RuleId = finding.Rule.Id,
        Severity = finding.Severity,
        Title = Marked(subject, finding.Rule.Title),
        Summary = Summarise(subject, finding, episode.Advice),
        Score = AnomalyScore.None.Value,
        Reasons = AnomalyScore.None.Reasons,
        EventId = "",
        EventTime = episode.At,
        EventName = "",
        EventSource = "",
        Region = ShownText.Of(episode.Region, 32),
        ErrorCode = ShownText.Of(episode.Cause, 32),
        DetectedAt = now,
        Historical = episode.At < subject.WatchedSince,
        Closes = episode.Closes is { } closed ? AlertIds.Make(subject.TenantId, subject.AccountId, closed.RuleId, closed.Key) : "",
        AccountIds = episode.AccountIds,
        DrillId = subject.DrillId,
    };

    private static string Marked(WatchSubject subject, string title) => subject.DrillId.Length > 0 ? $"DRILL: {title}" : title;

    /// <summary>Before all else, so that nobody reads on and takes it for real.</summary>
    private static string DrillNote(WatchSubject subject) => subject.DrillId.Length > 0
        ? $"DRILL {ShownText.Of(subject.DrillId, 64)}: nobody did this. Answer it as if it were real, and record it with 'rootwatch drill acknowledge {ShownText.Of(subject.DrillId, 64)}'. "
        : "";

    private static string Summarise(WatchSubject subject, Finding finding, string? advice = null)
    {
        var account = subject.AccountId.Length > 0 ? $"In account {ShownText.Of(subject.AccountId)}: " : "";
        return ShownText.Of($"{DrillNote(subject)}{account}{finding.What}. What to do now: {advice ?? finding.Rule.Advice} Runbook: {finding.Rule.Runbook}", SummaryCharsMax);
    }

    private static string Summarise(WatchSubject subject, CloudTrailEvent e, RootVerdict verdict, Finding finding)
    {
        var (at, zone) = e.EventTime is null ? (" at a time that the record does not tell", "") : (" at ", " UTC");
        var address = e.SourceIpAddress.Length > 0 ? e.SourceIpAddress : "an unknown address";
        var error = e.ErrorCode.Length > 0 ? e.ErrorCode : e.ErrorMessage;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            stackalloc char[SummaryCharsMax],
            $"{DrillNote(subject)}{Who(e, verdict)} {finding.What} in account {ShownText.Of(subject.AccountId)}{at}{e.EventTime?.UtcDateTime:yyyy-MM-dd HH:mm:ss}{zone}"
            + $"{Told(" in ", e.Region, 32)}, from {ShownText.Of(address, 64)}; MFA: {Mfa(e)}{Told("; agent: ", e.UserAgent, 120)}"
            + $"{(e.Succeeded ? "" : "; error: ")}{(e.Succeeded ? "" : ShownText.Of(error, 120))}"
            + $"{Expectation(subject, e, verdict, finding)}{finding.Rule.Advice} Runbook: {finding.Rule.Runbook}");
        return ShownText.Of(text, SummaryCharsMax);
    }

    private static string Told(string before, string text, int charsMax) => text.Length > 0 ? before + ShownText.Of(text, charsMax) : "";

    private static string Expectation(WatchSubject subject, CloudTrailEvent e, RootVerdict verdict, Finding finding) =>
        finding.ExpectedBy is { } window
            ? $". Expected: the emergency window {ShownText.Of(window.Id, 64)} ({Agreed(window)}) allows it. If nobody of those who use the window did it: "
        : WindowOf(subject, e, verdict) is { } open
            ? $". The emergency window {ShownText.Of(open.Id, 64)} ({Agreed(open)}) is open. What to do now: "
        : ". What to do now: ";

    private static string Agreed(EmergencyWindow window) =>
        $"{ShownText.Of(window.Ticket, 64)}, requested by {ShownText.Of(window.RequestedBy, 64)}, approved by {ShownText.Of(window.ApprovedBy, 64)}";

    private static string Who(CloudTrailEvent e, RootVerdict verdict) => verdict.Class switch
    {
        RootClass.Human => "The root user",
        RootClass.Delegated => "A delegated root session (AssumeRoot)",
        RootClass.Service => "A service acting as root",
        _ when e.Identity.Arn.Length > 0 => ShownText.Of(e.Identity.Arn),
        _ when e.Identity.InvokedBy.Length > 0 => ShownText.Of(e.Identity.InvokedBy),
        _ => "Somebody (the record names no identity)",
    };

    private static string Mfa(CloudTrailEvent e) =>
        e.MfaUsed.Length > 0 ? ShownText.Of(e.MfaUsed, 16).ToLowerInvariant()
        : e.Identity.MfaAuthenticated is { } authenticated ? (authenticated ? "yes" : "no")
        : "not told";
}
