using System.Diagnostics.Metrics;
using System.Reflection;
using RootWatch.Aws;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Metrics;

/// <summary>
/// What RootWatch says of itself. Labels come from closed sets or the roster, never out of a CloudTrail record: an
/// attacker must not be able to write into them or make new series.
/// </summary>
internal sealed class RootWatchMeter : IDisposable
{
    public const string MeterName = "RootWatch";
    public const string AlertsName = "rootwatch.alerts.raised";
    public const string LatencyName = "rootwatch.detection.latency";
    public const string LatenessName = "rootwatch.event.lateness";

    private readonly Meter _meter;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _events;
    private readonly Counter<long> _polls;
    private readonly Counter<long> _throttles;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _dismissed;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _late;
    private readonly Counter<long> _postureReadings;
    private readonly Counter<long> _postureThrottles;
    private readonly Counter<long> _pushed;
    private readonly Counter<long> _pushReceives;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _canary;
    private readonly Counter<long> _heartbeats;

    public RootWatchMeter()
        : this(MeterName)
    {
    }

    private RootWatchMeter(string name)
    {
        _meter = new Meter(name);
        _alerts = _meter.CreateCounter<long>(AlertsName, description: "Alerts committed, by rule and severity.");
        _events = _meter.CreateCounter<long>("rootwatch.events.read", description: "CloudTrail records processed, each once.");
        _polls = _meter.CreateCounter<long>("rootwatch.polls", description: "Sweeps of a stream, by outcome.");
        _throttles = _meter.CreateCounter<long>("rootwatch.throttles", description: "LookupEvents calls that AWS throttled.");
        _unreadable = _meter.CreateCounter<long>("rootwatch.records.unreadable", description: "CloudTrail records that could not be decoded, by reason.");
        _dismissed = _meter.CreateCounter<long>("rootwatch.events.dismissed", description: "CloudTrail records that raised no alert, by reason.");
        _latency = _meter.CreateHistogram<double>(LatencyName, "s", "From the event's time to the alert's commit, live events only; most of it is CloudTrail's own delay.");
        _lateness = _meter.CreateHistogram<double>(LatenessName, "s", "From an event's time to the sweep that first showed it, by region: CloudTrail's delay and the wait for our turn.");
        _late = _meter.CreateCounter<long>("rootwatch.events.late", description: "Events first seen when the watermark had passed their time, by region.");
        _postureReadings = _meter.CreateCounter<long>("rootwatch.posture.readings", description: "Readings of how an account is set up, by outcome.");
        _postureThrottles = _meter.CreateCounter<long>("rootwatch.posture.throttles", description: "Calls of such readings that AWS throttled.");
        _pushed = _meter.CreateCounter<long>("rootwatch.push.messages", description: "Messages of the queue of pushed events, by what became of them.");
        _pushReceives = _meter.CreateCounter<long>("rootwatch.push.receives", description: "Calls to the queue of pushed events, by outcome.");
        _shed = _meter.CreateCounter<long>("rootwatch.sweeps.shed", description: "Times a stream's sweep was left out or put off since the account's calls are limited, by what it was for.");
        _canary = _meter.CreateCounter<long>("rootwatch.canary.questions", description: "Times an account's history was asked for our own AssumeRole calls, by outcome: seen, unseen, failed.");
        _heartbeats = _meter.CreateCounter<long>("rootwatch.heartbeats", description: "Dead-man heartbeats: sent and taken, withheld as something is not well, or refused by the receiver.");
        string version = typeof(RootWatchMeter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        _meter.CreateObservableGauge(
            "rootwatch.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", version.Split('+')[0])), description: "Always 1; the label says which version runs.");
    }

    /// <summary>Takes what nobody should count, such as what the canary does.</summary>
    public static RootWatchMeter Unseen() => new("RootWatch.Unseen");

    /// <summary>
    /// Lets every series begin at zero, once somebody listens: Prometheus sees no increase in a series that begins with
    /// its first event, and would miss the first alert of each rule. Which severity that has, a setting, a refusal or an
    /// emergency window may say otherwise than the rule.
    /// </summary>
    /// <param name="own">Rules of the user's own.</param>
    public void BeginAtZero(IReadOnlyList<Rule> own)
    {
        foreach (Rule rule in RuleCatalogue.All.Concat(own))
        {
            foreach (string severity in SeverityNames.All)
            {
                _alerts.Add(0, new("rule", rule.Id), new("severity", severity));
            }
        }

        foreach (string reason in WatchTally.DismissalReasons)
        {
            Dismissed(reason, 0);
        }

        foreach (UnreadableReason reason in Enum.GetValues<UnreadableReason>())
        {
            Unreadable(UnreadableReasons.Label(reason), 0);
        }

        _events.Add(0);
        _throttles.Add(0);
        foreach (string outcome in new[] { "ok", "failed" })
        {
            _postureReadings.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }

        _postureThrottles.Add(0);
        foreach (CallPurpose purpose in Enum.GetValues<CallPurpose>())
        {
            _shed.Add(0, new KeyValuePair<string, object?>("purpose", LabelOf(purpose)));
        }

        foreach (string outcome in new[] { "seen", "unseen", "failed" })
        {
            _canary.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }

        foreach (string outcome in Enum.GetValues<AwsFailureReason>().Select(StreamTroubles.NameOf).Prepend("ok").Distinct())
        {
            _polls.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void AlertRaised(Alert alert, DateTimeOffset committedAt)
    {
        _alerts.Add(1, new("rule", alert.RuleId), new("severity", SeverityNames.Format(alert.Severity)));
        if (!alert.Historical && alert.EventTime is { } eventTime)
        {
            _latency.Record(Math.Max(0, (committedAt - eventTime).TotalSeconds));
        }
    }

    public void EventsRead(long count) => _events.Add(count);

    /// <param name="region">Of the roster or of ListRegions.</param>
    public void EventSeen(string region, TimeSpan age, bool late)
    {
        KeyValuePair<string, object?> label = new("region", region);
        _lateness.Record(Math.Max(0, age.TotalSeconds), label);
        if (late)
        {
            _late.Add(1, label);
        }
    }

    /// <param name="outcome">"ok" or "failed".</param>
    public void PostureRead(string outcome, long throttles)
    {
        _postureReadings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _postureThrottles.Add(throttles);
    }

    /// <param name="outcome">"ok" or the name of a failure reason.</param>
    /// <param name="region">As for <see cref="EventSeen"/>, whose count of late ones begins here: a first event may be one.</param>
    public void Polled(string region, string outcome)
    {
        _polls.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _late.Add(0, new KeyValuePair<string, object?>("region", region));
    }

    /// <param name="outcome">One of a closed set.</param>
    public void Pushed(string outcome, long count) => _pushed.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="outcome">"ok" or the name of a failure reason.</param>
    public void PushReceived(string outcome) => _pushReceives.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="outcome">One of a closed set.</param>
    public void Heartbeat(string outcome, long count) => _heartbeats.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    public void Shed(CallPurpose purpose) => _shed.Add(1, new KeyValuePair<string, object?>("purpose", LabelOf(purpose)));

    /// <param name="outcome">One of a closed set.</param>
    public void CanaryAsked(string outcome) => _canary.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Throttled() => _throttles.Add(1);

    public void Unreadable(string reason, long count) => _unreadable.Add(count, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="reason">One of <see cref="WatchTally.DismissalReasons"/>.</param>
    public void Dismissed(string reason, long count) => _dismissed.Add(count, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A gauge whose values are asked for at each scrape.</summary>
    public void Gauge(string name, string? unit, string description, Func<IEnumerable<Measurement<double>>> observe) =>
        _meter.CreateObservableGauge(name, observe, unit, description);

    public void Dispose() => _meter.Dispose();

    private static string LabelOf(CallPurpose purpose) => purpose.ToString().ToLowerInvariant();
}
