using System.Collections.Immutable;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Alerts;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Metrics;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Accounts;

/// <summary>A sweep and what reading it gave.</summary>
internal sealed record EndedReading(Sweep Sweep, SweepReading Reading, string Outcome);

/// <summary>What a turn's readings make of the document. Pure: nothing of it has happened before it is stored.</summary>
internal sealed record AccountStep
{
    public required AccountDocument Document { get; init; }
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>True if losing it would cost more than reading a few minutes again.</summary>
    public required bool Worth { get; init; }
    public required IReadOnlyList<EndedReading> Readings { get; init; }
    public required int EventsRead { get; init; }
    public required IReadOnlyList<EventLateness> Latenesses { get; init; }
    public required IReadOnlyDictionary<UnreadableReason, int> Unreadable { get; init; }
    public IReadOnlyList<UnreadableRecord> UnreadableRecords { get; init; } = [];

    /// <summary><see cref="WatchTally.Dismissed"/>.</summary>
    public required IReadOnlyDictionary<string, int> Dismissed { get; init; }

    /// <summary>What the checks say; null if no posture was read.</summary>
    public IReadOnlyList<PostureResult>? Posture { get; init; }

    /// <summary>An event says that the account is set up in another way now.</summary>
    public bool ChangesPosture { get; init; }

    /// <param name="postureRead">The document's posture was read since the last step.</param>
    /// <param name="canary">What the history showed of our own calls, if it was asked.</param>
    /// <param name="unknown">What to read that is not known; null: whether it is cannot be told now.</param>
    /// <param name="watched">Keys of the streams that are to be read; the others are parked.</param>
    public static AccountStep Take(
        AccountRegistration account, AccountDocument document, IReadOnlySet<string> watched, IReadOnlyList<EndedReading> readings, DateTimeOffset now, PollOptions options,
        DetectionSettings settings, SigmaRules sigma, IOriginTable origins, ILogger logger, bool postureRead = false, CanaryAnswer? canary = null, IReadOnlyList<UnknownScope>? unknown = null)
    {
        if (readings.Count == 0 && !postureRead && canary is null)
        {
            return Nothing(document);
        }

        document = WindowBook.Follow(document, settings.Emergencies, now);
        ImmutableSortedDictionary<string, StreamState> streams = document.Streams;
        ImmutableDictionary<string, PushedEvent> pushed = document.Pushed;
        HashSet<string> told = new(StringComparer.Ordinal);
        List<NewEvent> added = [];
        List<(NewEvent Event, DateTimeOffset ReadUpTo)>? late = null;
        List<EventLateness> latenesses = [];
        bool holesChanged = false;
        foreach ((Sweep sweep, SweepReading reading, _) in readings)
        {
            StreamState before = streams[sweep.StreamKey];
            (StreamState after, IReadOnlyList<NewEvent> events) = CloudTrailTail.Take(
                before, sweep, reading, now, options.Lateness, options.Backfill, reading.Events.Count == 0 ? IsKnownToNone : IsKnownBeside(streams, sweep.StreamKey));
            streams = streams.SetItem(sweep.StreamKey, after);
            holesChanged |= !ReferenceEquals(before.Holes, after.Holes) || !ReferenceEquals(before.Lost, after.Lost);
            if (events.Count == 0)
            {
                continue;
            }

            latenesses.AddRange(EventLateness.Of(before, sweep, events, now));
            (pushed, IReadOnlyList<NewEvent> news) = PushedEvents.Meet(pushed, events, told);
            added.AddRange(news);
            foreach (NewEvent e in news.Where(e => CloudTrailTail.IsLate(before, sweep, e.Time)))
            {
                (late ??= []).Add((e, before.Watermark!.Value));
            }
        }

        StreamState[] read = ToRead(streams, watched);
        (SightLoss? sightLoss, Sight? sight) = Look(document.SightLoss, read, readings);
        StreamState[] home = [.. read.Where(IsHome)];
        (SightLoss? homeLoss, Sight? homeSight) = Look(document.HomeSightLoss, home, [.. readings.Where(reading => IsHome(streams[reading.Sweep.StreamKey]))]);
        CanaryWatch? canaryWatch = null;
        if (canary is not null)
        {
            (document, canaryWatch) = AccountCanary.Hear(document, canary);
            // Where the streams themselves cannot be read, that is told, and why.
            canaryWatch = AccountSight.IsTroubled(read, canary.Region) ? null : canaryWatch;
        }

        WatchSubject known = Subject(account, document, now, options, settings, sigma, origins);
        WatchSubject subject = known with
        {
            Situation = known.Situation with
            {
                Sight = sight,
                HomeSight = homeSight is null ? null : homeSight with { Region = account.HomeRegion(), ReadAt = home.Min(stream => stream.LastSuccess ?? DateTimeOffset.MinValue) },
                // Where nothing can be read that is told, and most likely is the reason for this as well.
                UnknownScopes = AccountSight.IsTroubled(read, account.HomeRegion()) ? null : unknown,
                Canary = canaryWatch,
            },
        };
        IReadOnlyList<PostureReading> verdicts = document.Detection.Posture;
        document = document with { Streams = streams, SightLoss = sightLoss, HomeSightLoss = homeLoss, Pushed = PushedEvents.Forget(pushed, read, now) };
        (WatchStep judged, IReadOnlyList<PostureResult>? posture) = late is null
            ? Judge(account, document, subject, RecordsOf(added), now, logger, postureRead)
            : JudgeLate(account, document, subject, late, added, now, logger, postureRead);
        IReadOnlyList<Alert> alerts = told.Count == 0 ? judged.Alerts : [.. judged.Alerts.Where(alert => !told.Contains(alert.AlertId))];
        // What others do to the account is told as well, and heats nothing: whoever may write events could make us ask.
        DateTimeOffset? lastAct = judged.Tally.LastRootAct > now ? now : judged.Tally.LastRootAct;
        if (lastAct + options.HotFor is { } hot && !(document.HotUntil > hot))
        {
            document = document with { HotUntil = hot };
        }

        AccountStep step = Of(document, judged, alerts, added.Count);
        AccountDocument drilled = Drill(account, step.Document, subject, readings, now, logger);
        return step with
        {
            Document = drilled,
            Worth = step.Worth || !ReferenceEquals(drilled, step.Document) || holesChanged || HasNewVerdict(before: verdicts, judged.State.Posture),
            Readings = readings,
            Latenesses = latenesses,
            UnreadableRecords = UnreadableRecord.Of(judged.Tally, added.Select(e => (e.Region, e.Key, e.Record))),
            Posture = posture,
            ChangesPosture = Changes(added, now),
        };

        bool IsHome(StreamState stream) => PollSchedule.PurposeOf(stream.Name(), account.HomeRegion()) == CallPurpose.Home;

        (SightLoss?, Sight?) Look(SightLoss? before, StreamState[] streams, IReadOnlyList<EndedReading> readings) => AccountSight.Look(
            before, document.WatchedSince ?? now, streams, readings, stream => PollSchedule.IntervalOf(stream.Name(), account.HomeRegion(), Heat.None, options), options.HomeInterval, now);
    }

    /// <summary>With a drill's alerts, if these readings would have shown a sign-in.</summary>
    private static AccountDocument Drill(
        AccountRegistration account, AccountDocument document, WatchSubject subject, IReadOnlyList<EndedReading> readings, DateTimeOffset now, ILogger logger) =>
        DrillBook.Untold(document, now) is { } drill && DrillSignIn.IsShown(drill, readings, account.HomeRegion())
            ? DrillSignIn.Raise(document, drill, DrillSignIn.Judge(drill, subject, account.HomeRegion(), now, logger), now)
            : document;

    private static StreamState[] ToRead(ImmutableSortedDictionary<string, StreamState> streams, IReadOnlySet<string> watched) =>
        [.. streams.Where(stream => watched.Contains(stream.Key)).Select(stream => stream.Value)];

    private static string[] RecordsOf(IEnumerable<NewEvent> added) => [.. added.Select(e => e.Record)];

    private static bool Changes(List<NewEvent> added, DateTimeOffset now) => added.Exists(e => PostureTriggers.IsChange(e.Record, e.Time, now));

    private static readonly Func<string, bool> IsKnownToNone = static _ => false;

    /// <summary>Whether another stream than this one has met an event by then.</summary>
    private static Func<string, bool> IsKnownBeside(ImmutableSortedDictionary<string, StreamState> streams, string streamKey) =>
        key => streams.Any(other => other.Key != streamKey && other.Value.Seen.ContainsKey(key));

    /// <summary>What was judged, taken into the document.</summary>
    /// <param name="alerts">Those of the judgement that are to be told.</param>
    public static AccountStep Of(AccountDocument document, WatchStep judged, IReadOnlyList<Alert> alerts, int events)
    {
        if (ReferenceEquals(judged.State, document.Detection) && alerts.Count == 0 && events == 0)
        {
            // What nearly every reading comes to.
            return Nothing(document);
        }

        document = WindowBook.Note(document, WindowBook.PlanOf(document), judged.Tally.RootActs);
        ImmutableList<OutboxEntry> sent = [.. alerts.Select((alert, index) => new OutboxEntry(document.NextOutSeq + index, AlertJson.Write(alert)))];
        return Nothing(document) with
        {
            Document = document with
            {
                Detection = judged.State,
                Outbox = document.Outbox.AddRange(sent),
                NextOutSeq = document.NextOutSeq + sent.Count,
                EventsRead = document.EventsRead + events,
                AlertsRaised = document.AlertsRaised + sent.Count,
            },
            Alerts = alerts,
            Worth = events > 0 || sent.Count > 0,
            EventsRead = events,
            Unreadable = judged.Tally.Unreadable,
            Dismissed = judged.Tally.Dismissed,
        };
    }

    /// <summary>Whose events they are, with what people said of the account; how it is read and set up is left out.</summary>
    public static WatchSubject Subject(
        AccountRegistration account, AccountDocument document, DateTimeOffset now, PollOptions options, DetectionSettings settings, SigmaRules sigma, IOriginTable origins) =>
        new(account.TenantId, account.AccountId, document.WatchedSince ?? now)
        {
            Settings = settings,
            RoleName = account.RoleName(),
            Sigma = sigma,
            Origins = origins,
            Lateness = options.Lateness,
            Situation = Situation.Unknown with
            {
                Attestations = document.Attestations,
                Emergencies = WindowBook.PlanOf(document),
                Drills = DrillsOf(document),
                SetUp = document.Posture,
            },
        };

    /// <summary>Hardly any account has one: nothing is made for those that have none.</summary>
    private static IReadOnlyList<Drill> DrillsOf(AccountDocument document) =>
        document.Drills.IsEmpty ? [] : [.. document.Drills.Select(drill => drill.ToDrill())];

    private static AccountStep Nothing(AccountDocument document) => new()
    {
        Document = document,
        Alerts = [],
        Worth = false,
        Readings = [],
        EventsRead = 0,
        Latenesses = [],
        Unreadable = WatchTally.Nothing.Unreadable,
        Dismissed = WatchTally.Nothing.Dismissed,
    };

    /// <summary>Counts what was committed.</summary>
    public void Measure(RootWatchMeter meter, DateTimeOffset committedAt)
    {
        foreach (EndedReading reading in Readings)
        {
            meter.Polled(reading.Sweep.Region, reading.Outcome);
        }

        meter.EventsRead(EventsRead);
        foreach (EventLateness one in Latenesses)
        {
            meter.EventSeen(one.Region, one.Age, one.BelowWatermark);
        }

        foreach ((UnreadableReason reason, int count) in Unreadable)
        {
            meter.Unreadable(UnreadableReasons.Label(reason), count);
        }

        foreach ((string reason, int count) in Dismissed)
        {
            meter.Dismissed(reason, count);
        }

        foreach (Alert alert in Alerts)
        {
            meter.AlertRaised(alert, committedAt);
        }
    }

    /// <summary>What the records mean and, if the account's posture was read or they change it, what its checks say then.</summary>
    public static (WatchStep Step, IReadOnlyList<PostureResult>? Posture) Judge(
        AccountRegistration account, AccountDocument document, WatchSubject subject, IReadOnlyList<string> records, DateTimeOffset now, ILogger logger, bool postureRead) =>
        WithPosture(account, document, subject, Judge(document.Detection, subject, records, now, logger), now, postureRead);

    /// <summary>The same where some events came late: those by themselves, by how far their streams were read, and before the others, since most of them are older.</summary>
    private static (WatchStep Step, IReadOnlyList<PostureResult>? Posture) JudgeLate(
        AccountRegistration account, AccountDocument document, WatchSubject subject, List<(NewEvent Event, DateTimeOffset ReadUpTo)> late, List<NewEvent> added, DateTimeOffset now, ILogger logger, bool postureRead)
    {
        IEnumerable<(DateTimeOffset? ReadUpTo, string[] Records)> batches =
        [
            .. late.GroupBy(one => one.ReadUpTo, one => one.Event).OrderBy(group => group.Key).Select(group => ((DateTimeOffset?)group.Key, RecordsOf(group))),
            (null, RecordsOf(added.Where(e => !late.Exists(one => ReferenceEquals(one.Event, e))))),
        ];
        WatchStep judged = InTurn(document.Detection, batches, (state, batch) =>
            Judge(state, subject with { Situation = subject.Situation with { ReadUpTo = batch.ReadUpTo } }, batch.Records, now, logger));
        return WithPosture(account, document, subject, judged, now, postureRead);
    }

    private static (WatchStep Step, IReadOnlyList<PostureResult>? Posture) WithPosture(
        AccountRegistration account, AccountDocument document, WatchSubject subject, WatchStep judged, DateTimeOffset now, bool postureRead)
    {
        // That root is not used is the one check that its events decide: it need not wait for the next reading.
        bool hasActed = document.Posture is not null && !judged.State.RootActDays.SequenceEqual(document.Detection.RootActDays);
        if (!postureRead && !hasActed)
        {
            return (judged, null);
        }

        IReadOnlyList<PostureResult> posture = PostureJudging.Of(account, document with { Detection = judged.State }, subject.Settings, now);
        WatchStep standing = AccountWatch.Tick(
            judged.State, subject with { Situation = subject.Situation with { Posture = PostureJudging.Readings(posture, now) } }, now);
        return (judged with { State = standing.State, Drafts = [.. judged.Drafts, .. standing.Drafts] }, posture);
    }

    /// <summary>What is not stored is forgotten by the next restart, and with it that a check has ever passed.</summary>
    private static bool HasNewVerdict(IReadOnlyList<PostureReading> before, IReadOnlyList<PostureReading> after) =>
        !ReferenceEquals(before, after) && after.Any(reading => !before.Any(known => known.Check == reading.Check && known.Passes == reading.Passes));

    /// <summary>
    /// One record that Detection cannot stand must not blind the account for ever. Where the fault is in no record, all of
    /// them would be passed over: it throws, and they are read again.
    /// </summary>
    public static WatchStep Judge(WatchState state, WatchSubject subject, IReadOnlyList<string> records, DateTimeOffset now, ILogger logger)
    {
        try
        {
            return AccountWatch.Advance(state, subject, records, now).Written();
        }
        catch (Exception trouble) when (records.Count > 1 && StandsWithout(state, subject, now))
        {
            logger.LogError(trouble, "account {Account}: a batch of {Count} records failed as a whole; trying them one by one", subject.AccountId, records.Count);
            return InTurn(state, records, (before, record) => Judge(before, subject, [record], now, logger));
        }
        catch (Exception trouble) when (records.Count == 1 && StandsWithout(state, subject, now))
        {
            CloudTrailEvent? e = EventDecoder.Decode(records[0]).Event;
            logger.LogError(
                trouble, "account {Account}: event {EventId} of {Region} could not be judged and is counted as unreadable: look at it in CloudTrail's Event history, and report this fault of RootWatch's",
                subject.AccountId, ShownText.Of(e?.EventKey ?? "", 64), ShownText.Of(e?.Region ?? "", 32));
            return new WatchStep(state, [], new WatchTally(1, 0, new Dictionary<UnreadableReason, int> { [UnreadableReason.NotARecord] = 1 }, new Dictionary<string, int>()));
        }
    }

    /// <summary>What time alone has to tell can be told.</summary>
    private static bool StandsWithout(WatchState state, WatchSubject subject, DateTimeOffset now)
    {
        try
        {
            _ = AccountWatch.Tick(state, subject, now).Written();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Several steps, each from where the one before has led, as one.</summary>
    private static WatchStep InTurn<T>(WatchState state, IEnumerable<T> batches, Func<WatchState, T, WatchStep> step)
    {
        List<AlertDraft> drafts = [];
        Dictionary<UnreadableReason, int> unreadable = [];
        Dictionary<string, int> dismissed = [];
        List<RootAct> acts = [];
        DateTimeOffset? lastRootAct = null;
        int records = 0;
        foreach (T batch in batches)
        {
            WatchStep one = step(state, batch);
            state = one.State;
            records += one.Tally.RecordsRead;
            drafts.AddRange(one.Drafts);
            acts.AddRange(one.Tally.RootActs);
            lastRootAct = one.Tally.LastRootAct is { } acted && !(lastRootAct > acted) ? acted : lastRootAct;
            foreach ((UnreadableReason reason, int count) in one.Tally.Unreadable)
            {
                unreadable[reason] = unreadable.GetValueOrDefault(reason) + count;
            }

            foreach ((string reason, int count) in one.Tally.Dismissed)
            {
                dismissed[reason] = dismissed.GetValueOrDefault(reason) + count;
            }
        }

        return new WatchStep(state, drafts, new WatchTally(records, 0, unreadable, dismissed) { LastRootAct = lastRootAct, RootActs = acts });
    }
}
