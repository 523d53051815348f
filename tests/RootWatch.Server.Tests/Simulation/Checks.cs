using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RootWatch.Aws.CloudTrail;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>Compares what the product says with what is true, at every answer, every stored version, every turn and at the end.</summary>
internal sealed class Checks(Scenario scenario, VirtualWorld world)
{
    private const int SaidMax = 20;

    /// <summary>A turn comes after half a minute at the latest, and a write takes its time.</summary>
    private static readonly TimeSpan TurnIntervalMax = TimeSpan.FromMinutes(1);

    /// <summary>Rules about how the watch learned of things: a score as it stood then, an event that came late.</summary>
    private static readonly string[] OfTheWatch = ["RW-N01", LateRule];

    /// <summary>Rules that tell when the history showed something.</summary>
    private const string CanaryRule = "RW-X05", LateRule = "RW-X06";

    private readonly List<string> _lies = [];
    private readonly List<string> _broken = [];
    private readonly Dictionary<string, AccountBook> _books = scenario.Accounts.ToDictionary(account => account.Id, account => new AccountBook(account));

    /// <summary>How wrong the product's idea of AWS's clock may be: headers have whole seconds, and without them it has nothing but its own.</summary>
    private TimeSpan ClockSlack => TimeSpan.FromSeconds(scenario.Troubles.HasFlag(Trouble.NoDate) ? 70 : 10);

    private bool BeforeOutage => scenario.Outage is { } outage && world.Now <= outage.From;

    /// <summary>A start may give an hour's calls anew: what was spent last was not yet stored. Two activations count by themselves.</summary>
    public void Called(string accountId, int starts)
    {
        if (scenario.Options.MaxCallsPerAccountPerDay is { } limit && !scenario.Troubles.HasFlag(Trouble.SplitBrain)
            && _books[accountId].CallsOfDay(world.Now) is var calls && calls > limit + (starts - 1) * limit / 24)
        {
            Say(_broken, $"calls {accountId}: {calls} within 24 hours at {world.Now:O}, and {limit} are allowed");
        }
    }

    public void Assumed(string accountId, TrueEvent record) => _books[accountId].OwnCalls.Add(record);

    public void Answered(Asked asked, bool mayDouble)
    {
        AccountBook book = _books[asked.AccountId];
        if (asked.Broken is { } broken && !mayDouble)
        {
            Say(_broken, $"I7 {asked.AccountId} {asked.Region}: {broken} at {asked.At:O}");
        }

        bool mayRefuse = (scenario.Troubles & (Trouble.TokensRefused | Trouble.SessionsEnd)) != 0;
        if (asked.Outcome.Failure is { Code: "InvalidNextTokenException", Message: not SimulatedCloudTrail.TokenTooOld } && !mayRefuse)
        {
            Say(_broken, $"I8 {asked.AccountId} {asked.Region}: a page token beside other parameters than it was given for, at {asked.At:O}");
        }

        StreamBook stream = book.Stream(asked.Region, NameOf(asked.Request.LookupAttribute));
        stream.Answered(asked, world.Now, isStorable: !(scenario.Outage is { } outage && world.Now <= outage.From && world.Now > outage.From - scenario.Options.PersistInterval - TurnIntervalMax));
        if (BeforeOutage)
        {
            stream.DrainedBeforeOutage = stream.Drained;
        }
    }

    /// <summary>Every version of a document is one that a restart would go on from.</summary>
    /// <param name="activations">Those that live.</param>
    public void Stored(AccountScenario account, AccountDocument document, IReadOnlyList<SimulatedAccount> activations)
    {
        AccountBook book = _books[account.Id];
        book.Told(document.Outbox);
        if (book.IsOfPush(document.Pushed))
        {
            MovesNothing(account, document, activations);
        }

        foreach (StreamState stream in document.Streams.Values)
        {
            if (stream.Watermark is not { } watermark)
            {
                continue;
            }

            StreamBook known = book.Stream(stream.Region, stream.Name().Asked);
            if (watermark < known.Stored)
            {
                Say(_broken, $"I3 {account.Id} {known.Name}: the stored watermark went from {known.Stored:O} to {watermark:O}");
            }

            known.FirstFront ??= stream.Front;
            if (watermark > known.Stored || known.Stored is null)
            {
                Promise(account, book, stream, known.Stored, watermark);
                known.Stored = watermark;
            }

            if (BeforeOutage)
            {
                known.StoredBeforeOutage = watermark;
            }
        }
    }

    /// <summary>
    /// Only what is stored may be taken out of the queue, unless it was left to the polls: too late, or one of too many. What
    /// took an event's id before it did is told apart by the polls.
    /// </summary>
    public void Deleted(PushDelivery push, AccountDocument? document)
    {
        AccountBook book = _books[push.AccountId];
        if (push is { Event: { Must: not null } e, Forged: false } && !book.Processed.Contains(e.EventId!) && !book.Forged.Contains(e.EventId!)
            && world.Now - e.Time < PushedEvents.AgeMax - ClockSlack && !scenario.Troubles.HasFlag(Trouble.WrongClock) && !(document?.Pushed.Count >= PushedEvents.CountMax))
        {
            Say(_broken, $"push {push.AccountId} {e.Region}: the message with {e.EventId} of {e.Time:O} was deleted at {world.Now:O} before it was stored");
        }
    }

    /// <param name="left">Messages that nobody took for eight calm hours.</param>
    public void Ended(int left)
    {
        if (left > 0)
        {
            Say(_broken, $"push: {left} messages were never deleted");
        }
    }

    public void Ended(string tenant, SimulatedLog log)
    {
        if (log.HasPassedOver)
        {
            Say(_broken, $"G3 {tenant}: the log went on after alerts that it never had");
        }
    }

    /// <param name="sharedUntil">Until when another activation may have made calls of the account.</param>
    public Action<SimulatedAccount> Turned(AccountScenario account, DateTimeOffset sharedUntil) => activation =>
    {
        foreach (StreamSnapshot stream in activation.Poll.Snapshot?.Streams ?? [])
        {
            StreamBook known = _books[account.Id].Stream(stream.Region, stream.Query);
            // A store that answers with an older version, or another activation, may know of a later one than this one does.
            if (stream.Watermark < known.Stored && (scenario.Troubles & (Trouble.StoreFails | Trouble.SplitBrain)) == 0)
            {
                Say(_broken, $"I3 {account.Id} {known.Name}: watermark {stream.Watermark:O} at {world.Now:O}, and {known.Stored:O} was stored");
            }

            if (stream.Watermark > world.Now - scenario.Options.Lateness + ClockSlack)
            {
                Say(_broken, $"I4 {account.Id} {known.Name}: watermark {stream.Watermark:O} at {world.Now:O}");
            }

            if (stream.Watermark is { } watermark && !(watermark <= known.Drained - scenario.Options.Lateness + TimeSpan.FromSeconds(1)))
            {
                Say(_broken, $"I12 {account.Id} {known.Name}: watermark {watermark:O}, but AWS answered to the end only up to {known.Drained:O}");
            }

            if (stream.Status == WatchStatus.Ok && !stream.Reason.StartsWith("parked", StringComparison.Ordinal)
                && known.Failures >= 3 && known.FailingSince is { } since && world.Now - since > TimeSpan.FromMinutes(3) && since > activation.StartedAt && since > sharedUntil)
            {
                Say(_broken, $"I12 {account.Id} {known.Name}: ok at {world.Now:O}, though nothing but failures came since {since:O}");
            }
        }
    };

    public Verdict Judge(IReadOnlyDictionary<string, IReadOnlyList<LoggedAlert>> told, Dictionary<string, AccountDocument?> documents, IEnumerable<AccountRun> runs)
    {
        List<string> lost = [], duplicate = [], phantom = [], ids = [], findings = [];
        List<Alert> unseen = [], late = [];
        foreach ((string tenant, IReadOnlyList<LoggedAlert> alerts) in told)
        {
            for (int n = 0; n < alerts.Count; n++)
            {
                if (alerts[n].Seq != n + 1)
                {
                    Say(_broken, $"G3 {tenant}: seq {alerts[n].Seq} stands at place {n + 1}");
                    break;
                }
            }

            HashSet<string> met = new(StringComparer.Ordinal);
            foreach (Alert alert in alerts.Select(one => AlertJson.Read(one.AlertJson)))
            {
                if (alert.RuleId is not (CanaryRule or LateRule))
                {
                    ids.Add(alert.AlertId);
                }

                if (!met.Add(alert.AlertId))
                {
                    duplicate.Add($"{alert.AccountId} {alert.RuleId} {alert.EventId}");
                }

                bool known = _books.TryGetValue(alert.AccountId, out AccountBook? book) && book.Account.Registration.TenantId == tenant;
                if (known && alert.EventId.Length == 0)
                {
                    // About the watch itself: no event says it.
                    if (alert.RuleId == CanaryRule)
                    {
                        unseen.Add(alert);
                        JudgeCanary(book!, alert, phantom);
                    }

                    continue;
                }

                if (!known || !book!.ById.TryGetValue(alert.EventId, out TrueEvent? e) || !e.May)
                {
                    phantom.Add($"{alert.AccountId} {alert.RuleId} {alert.EventId}");
                    continue;
                }

                if (alert.RuleId == LateRule)
                {
                    late.Add(alert);
                    if (e.VisibleAt - e.Time < scenario.Options.Lateness - ClockSlack)
                    {
                        phantom.Add($"{alert.AccountId} {alert.RuleId} {alert.EventId} of {e.Time:O}, visible at {e.VisibleAt:O}: no watermark had passed it");
                    }
                }

                if (!OfTheWatch.Contains(alert.RuleId))
                {
                    findings.Add($"{alert.AccountId} {alert.RuleId} {alert.AlertId}");
                }

                if (alert.RuleId == e.Must)
                {
                    if (!book.Found.Add(alert.EventId))
                    {
                        duplicate.Add($"{alert.AccountId} {alert.RuleId} {alert.EventId} under two ids");
                    }

                    if (alert.AlertId != IdOf(tenant, alert.AccountId, alert.RuleId, alert.EventId))
                    {
                        Say(_broken, $"G2 {alert.AccountId}: the id of {alert.RuleId} for {alert.EventId} is not the hash of what it is about");
                    }
                }
            }
        }

        int events = 0;
        foreach (AccountBook book in _books.Values)
        {
            AccountDocument? document = documents[book.Account.Id];
            foreach (TrueEvent e in book.Account.Events.Where(e => e.Must is not null))
            {
                events++;
                if (!book.Found.Contains(e.EventId!) && !(document is not null && IsNamedLost(document, e)))
                {
                    lost.Add($"{book.Account.Id} {e.Region} {e.Source} {e.Name} {e.Username} {e.EventId} of {e.Time:O}, visible at {e.VisibleAt:O}");
                }
            }

            string tenant = book.Account.Registration.TenantId;
            HashSet<string> lateHours = [.. late.Where(alert => alert.AccountId == book.Account.Id).Select(alert => alert.AlertId)];
            lost.AddRange(book.PassedBefore
                .Where(e => book.Found.Contains(e.EventId!) && !lateHours.Contains(IdOf(tenant, book.Account.Id, LateRule, $"late {e.Time.UtcDateTime.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture)}")))
                .Select(e => $"late {book.Account.Id} {e.Region} {e.EventId} of {e.Time:O}, visible at {e.VisibleAt:O}: nobody was told that the watermark had passed it"));
            JudgeEnd(book, document);
        }

        foreach (AccountRun run in runs)
        {
            foreach (SimulatedAccount activation in run.Activations.Where(activation => activation.Stuck is not null))
            {
                Say(_broken, $"B4 {run.Scenario.Id}: no turn any more since an exception: {activation.Stuck!.GetType().Name}: {activation.Stuck.Message}");
            }
        }

        if (world.LeftItsThread)
        {
            Say(_broken, "the order of this run was not the seed's: a continuation left the thread");
        }

        return new Verdict
        {
            Seed = scenario.Seed,
            Troubles = scenario.Troubles,
            Events = events,
            Calls = 0,
            Lost = lost,
            Duplicate = duplicate,
            Phantom = phantom,
            Lies = _lies,
            Broken = _broken,
            Unseen = unseen,
            Late = late,
            AlertIds = [.. ids.Order(StringComparer.Ordinal)],
            Findings = [.. findings.Order(StringComparer.Ordinal)],
            Trace = "",
            Struck = new Dictionary<string, int>(),
            Documents = documents.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!),
        };
    }

    /// <summary>A push tells of one event, and nothing of what else there was until then.</summary>
    private void MovesNothing(AccountScenario account, AccountDocument document, IReadOnlyList<SimulatedAccount> activations)
    {
        foreach (StreamState stream in document.Streams.Values)
        {
            (string region, string query) = (stream.Region, stream.Name().Asked);
            IEnumerable<DateTimeOffset?> known = activations.SelectMany(activation => activation.Poll.Snapshot?.Streams ?? [])
                .Where(one => one.Region == region && one.Query == query).Select(one => one.Watermark).Append(_books[account.Id].Stream(region, query).Stored);
            if (stream.Watermark is { } watermark && !(watermark <= known.Max()))
            {
                Say(_broken, $"push {account.Id} {region} {query}: the watermark is {watermark:O} at {world.Now:O}, with what was pushed, and no sweep had come to it");
            }
        }
    }

    /// <summary>I2: what was visible when the sweep that let the watermark pass it was read is stored, or stands in a gap.</summary>
    private void Promise(AccountScenario account, AccountBook book, StreamState stream, DateTimeOffset? from, DateTimeOffset to)
    {
        StreamBook known = book.Stream(stream.Region, stream.Name().Asked);
        // Two activations read the same stretch, and what the one was shown may be the other's to miss.
        DateTimeOffset shownUpTo = scenario.Troubles.HasFlag(Trouble.SplitBrain) ? DateTimeOffset.MinValue : stream.Front!.Value;
        foreach (TrueEvent e in known.Between(from ?? DateTimeOffset.MinValue, to))
        {
            bool isAfter = known.CameAfterItsSweep(e, shownUpTo);
            // What is pushed may be known before its stream shows it, and then is not late.
            if (!book.Processed.Contains(e.EventId!) && isAfter && !Covers(stream, e.Time) && !book.Pushed.Contains(e.EventId!))
            {
                book.PassedBefore.Add(e);
            }

            if (!book.Processed.Contains(e.EventId!) && !isAfter && e.Time > Scenario.Midnight - scenario.Options.Backfill && !Covers(stream, e.Time))
            {
                Say(_lies, $"I2 {account.Id} {known.Name}: watermark {to:O} at {world.Now:O} passed {e.EventId} of {e.Time:O}, visible since {e.VisibleAt:O}");
            }
        }
    }

    /// <summary>An account is said to show nothing of a call of ours only while it shows nothing of it, and for longer than CloudTrail may take.</summary>
    private void JudgeCanary(AccountBook book, Alert alert, List<string> phantom)
    {
        // Of several within the slack the latest to show up: which of them is meant cannot be told.
        TrueEvent? call = book.OwnCalls.Where(own => (own.Time - alert.EventTime!.Value).Duration() <= ClockSlack).MaxBy(own => own.VisibleAt);
        // From AWS's answer to the stored alert.
        TimeSpan handling = TimeSpan.FromMinutes(3) + ClockSlack;
        if (call is null || call.VisibleAt < alert.DetectedAt - handling || alert.DetectedAt - call.Time < TimeSpan.FromMinutes(30) - ClockSlack)
        {
            phantom.Add($"{alert.AccountId} {alert.RuleId} at {alert.DetectedAt:O} of a call of {alert.EventTime:O}, {(call is null ? "which there was not" : $"visible at {call.VisibleAt:O}")}");
        }
    }

    private void JudgeEnd(AccountBook book, AccountDocument? document)
    {
        foreach (StreamState stream in document?.Streams.Values ?? [])
        {
            string name = $"{book.Account.Id} {stream.Region} {stream.Name().Asked}";
            StreamBook known = book.Stream(stream.Region, stream.Name().Asked);
            if (scenario.End - stream.Watermark > TimeSpan.FromHours(1))
            {
                Say(_broken, $"I1 {name}: eight hours after the last fault the watermark stands at {stream.Watermark:O}");
            }

            // I11: whatever a sweep can still meet is known.
            DateTimeOffset deepest = scenario.End - CloudTrailTail.DeepReach;
            foreach (TrueEvent e in known.Events.Where(e => e.Time > deepest && book.Found.Contains(e.EventId!) && !stream.Seen.ContainsKey(e.EventId!)))
            {
                if (stream.Name().Asked.StartsWith("Username", StringComparison.Ordinal))
                {
                    Say(_broken, $"I11 {name}: the id of {e.EventId} of {e.Time:O} was forgotten");
                }
            }

            JudgeCoverage(name, known, stream);

            // I5 and I14: an outage beyond the 90 days is one named loss a stream, from the stored watermark on, and nothing else is.
            // Not from when all stopped: a stream that was refused or waited for calls had been left unread before. What AWS
            // had answered by then is not lost but for the overlap and what was not yet stored.
            if (scenario.Outage is { } outage && known.StoredBeforeOutage is { } from)
            {
                TimeSpan expected = outage.To - from - TimeSpan.FromDays(90);
                if (stream.Lost.Count != 1 || stream.Lost[0].Start != from || known.DrainedBeforeOutage - from > TimeSpan.FromHours(1)
                    || (stream.Lost[0].End - stream.Lost[0].Start - expected).Duration() > TimeSpan.FromMinutes(10))
                {
                    Say(_broken, $"I14 {name}: lost {string.Join(", ", stream.Lost.Select(lost => $"{lost.Start:O} to {lost.End:O}"))}, expected {expected} from {from:O} on");
                }
            }
            else if (stream.Lost.Count > 0)
            {
                Say(_broken, $"I5 {name}: {stream.Lost[0]} is said to be lost, and is not");
            }
        }
    }

    /// <summary>I5: AWS answered for every second from the beginning of the history to the watermark, or the second stands in a gap; and what it answered for is not called lost.</summary>
    private void JudgeCoverage(string name, StreamBook known, StreamState stream)
    {
        if (stream.Watermark is not { } watermark || known.FirstFront is not { } first)
        {
            return;
        }

        TimeSpan history = scenario.Options.Backfill < TimeSpan.FromDays(89) ? scenario.Options.Backfill : TimeSpan.FromDays(89);
        SecondSet open = SecondSet.Of(first - history, watermark);
        foreach ((DateTimeOffset start, DateTimeOffset end) in stream.Holes.Select(hole => (hole.Start, hole.End)).Concat(stream.Lost.Select(lost => (lost.Start, lost.End))))
        {
            open.Remove(start, end);
        }

        open.Remove(known.Covered);
        if (!open.IsEmpty)
        {
            Say(_broken, $"I5 {name}: nobody was asked for {open}, and it is no gap");
        }

        // What was read and not yet stored when all stopped would have been read again: it may be lost.
        SecondSet unstored = SecondSet.Of(stream.Lost.Select(lost => (lost.Start, lost.End)));
        TimeSpan lost = unstored.Length;
        unstored.Remove(known.Storable);
        if (lost - unstored.Length > scenario.Options.Lateness + scenario.Options.PersistInterval + scenario.Options.RegionInterval)
        {
            Say(_broken, $"I5 {name}: {lost - unstored.Length} of what is called lost was read");
        }
    }

    /// <summary>
    /// In a stretch that is said to be lost, or from before it and to be seen only after that time was last read, of which
    /// the stretch warns: at the latest a day before all stopped, as often as the far sweep looks back.
    /// </summary>
    private bool IsNamedLost(AccountDocument document, TrueEvent e) => scenario.Outage is { } outage
        && document.Streams.Values.Any(stream => stream.Region == e.Region && stream.Lost.Any(lost =>
            e.Time <= lost.End && (e.Time >= lost.Start || (e.VisibleAt > outage.From.AddDays(-1) && e.VisibleAt <= lost.End + TimeSpan.FromDays(90)))));

    private static bool Covers(StreamState stream, DateTimeOffset time) =>
        stream.Holes.Any(hole => time >= hole.Start && time <= hole.End) || stream.Lost.Any(lost => time >= lost.Start && time <= lost.End);

    private static string NameOf(LookupAttribute attribute) => $"{attribute.AttributeKey}={attribute.AttributeValue}";

    private static string IdOf(string tenant, string account, string rule, string e) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tenant}|{account}|{rule}|{e}"))), 0, 16);

    private static void Say(List<string> where, string what)
    {
        if (where.Count < SaidMax)
        {
            where.Add(what);
        }
    }

    private sealed class AccountBook(AccountScenario account)
    {
        private readonly Dictionary<string, StreamBook> _streams = new(StringComparer.Ordinal);
        private readonly Queue<DateTimeOffset> _calls = new();
        private long _lastOutSeq;
        private ImmutableDictionary<string, PushedEvent> _pushed = PushedEvents.None;

        public AccountScenario Account => account;
        public Dictionary<string, TrueEvent> ById { get; } = account.Events.Where(e => e.EventId is not null).ToDictionary(e => e.EventId!, StringComparer.Ordinal);

        /// <summary>Events of which a stored document or the log tells.</summary>
        public HashSet<string> Processed { get; } = new(StringComparer.Ordinal);

        /// <summary>Events whose ids somebody put into the queue with something else.</summary>
        public HashSet<string> Forged { get; } = account.Pushes.Where(push => push.Forged).Select(push => push.Event!.EventId!).ToHashSet(StringComparer.Ordinal);

        /// <summary>Events of which the queue says something.</summary>
        public HashSet<string> Pushed { get; } = account.Pushes.Select(push => push.Event?.EventId).OfType<string>().ToHashSet(StringComparer.Ordinal);

        /// <summary>The records of our own AssumeRole calls.</summary>
        public List<TrueEvent> OwnCalls { get; } = [];

        /// <summary>Events that were not yet to be seen when a stored watermark passed them.</summary>
        public List<TrueEvent> PassedBefore { get; } = [];

        /// <summary>Events of which the log tells at the end.</summary>
        public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

        public StreamBook Stream(string region, string query)
        {
            string key = $"{region} {query}";
            if (!_streams.TryGetValue(key, out StreamBook? stream))
            {
                _streams[key] = stream = new StreamBook(key,
                    [.. account.Events.Where(e => e.Must is not null && e.VisibleAt != DateTimeOffset.MaxValue && e.Region == region && SimulatedCloudTrail.Matches(e, new LookupAttribute(query.Split('=')[0], query.Split('=')[1])))
                        // Where two streams meet an event, one of them is to tell of it.
                        .Where(e => query == "Username=root" || e.Username != "root")
                        .Where(e => !query.StartsWith("Username", StringComparison.Ordinal) || query == "Username=root" || e.Source is not (TrueEvents.SignIn or "account.amazonaws.com"))]);
            }

            return stream;
        }

        /// <summary>Whether the version that is stored now has events that the last one had not: only a push adds some.</summary>
        public bool IsOfPush(ImmutableDictionary<string, PushedEvent> pushed)
        {
            ImmutableDictionary<string, PushedEvent> before = _pushed;
            _pushed = pushed;
            return !ReferenceEquals(before, pushed) && pushed.Keys.Any(key => !before.ContainsKey(key));
        }

        /// <summary>Of the last 24 hours, with one that is made now.</summary>
        public int CallsOfDay(DateTimeOffset now)
        {
            _calls.Enqueue(now);
            while (now - _calls.Peek() >= TimeSpan.FromDays(1))
            {
                _calls.Dequeue();
            }

            return _calls.Count;
        }

        public void Told(IEnumerable<OutboxEntry> outbox)
        {
            foreach (OutboxEntry entry in outbox.Where(entry => entry.OutSeq > _lastOutSeq))
            {
                _lastOutSeq = entry.OutSeq;
                Processed.Add(AlertJson.Read(entry.AlertJson).EventId);
            }
        }
    }

    private sealed class StreamBook(string name, IReadOnlyList<TrueEvent> events)
    {
        private readonly Dictionary<string, DateTimeOffset> _sweepBegins = new(StringComparer.Ordinal);
        private readonly HashSet<string> _passedUnseen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, DateTimeOffset> _shownBy = new(StringComparer.Ordinal);

        public string Name => name;

        /// <summary>In order of time.</summary>
        public IReadOnlyList<TrueEvent> Events => events;

        /// <summary>The stored watermark.</summary>
        public DateTimeOffset? Stored { get; set; }

        /// <summary><see cref="Stored"/> when all stopped.</summary>
        public DateTimeOffset? StoredBeforeOutage { get; set; }

        /// <summary><see cref="Drained"/> when all stopped.</summary>
        public DateTimeOffset? DrainedBeforeOutage { get; set; }

        /// <summary>Where the newest sweep ended in the first stored version that knows of one.</summary>
        public DateTimeOffset? FirstFront { get; set; }

        /// <summary>The seconds for which AWS gave all that it could show.</summary>
        public SecondSet Covered { get; } = new();

        /// <summary>Those of them for which there was time to store that before all stopped.</summary>
        public SecondSet Storable { get; } = new();

        /// <summary>The latest end of a sweep of which AWS gave at least a page.</summary>
        public DateTimeOffset? Drained { get; private set; }
        public DateTimeOffset? FailingSince { get; private set; }
        public int Failures { get; private set; }

        public void Answered(Asked asked, DateTimeOffset now, bool isStorable)
        {
            if (asked.Outcome.Value is { } page)
            {
                Drained = Drained > asked.Request.EndTime ? Drained : asked.Request.EndTime;
                (FailingSince, Failures) = (null, 0);
                Cover(asked.Request, page, now, isStorable);
            }
            else
            {
                FailingSince ??= asked.At;
                Failures++;
            }
        }

        /// <summary>Those after one time, up to another and with it.</summary>
        public IEnumerable<TrueEvent> Between(DateTimeOffset after, DateTimeOffset upTo)
        {
            int low = 0, high = events.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = events[middle].Time <= after ? (middle + 1, high) : (low, middle);
            }

            for (; low < events.Count && events[low].Time <= upTo; low++)
            {
                yield return events[low];
            }
        }

        /// <summary>True if AWS answered for the event's time before it could show the event, and no sweep that ends by then was shown it.</summary>
        public bool CameAfterItsSweep(TrueEvent e, DateTimeOffset sweepsUpTo) =>
            _passedUnseen.Contains(e.EventId!) && !(_shownBy.TryGetValue(e.EventId!, out DateTimeOffset end) && end <= sweepsUpTo);

        private void Cover(LookupEventsRequest request, LookupEventsResponse page, DateTimeOffset now, bool isStorable)
        {
            DateTimeOffset begin = request.NextToken is { } token && _sweepBegins.Remove(token, out DateTimeOffset begun) ? begun : now;
            DateTimeOffset after = request.StartTime - TimeSpan.FromSeconds(1);
            if (page.NextToken is { } next)
            {
                _sweepBegins[next] = begin;
                // The rest of this second may stand on the next page.
                after = page.Events.Count > 0 ? page.Events[^1].EventTime!.Value : request.EndTime;
            }

            Covered.Add(after + TimeSpan.FromSeconds(1), request.EndTime);
            if (isStorable)
            {
                Storable.Add(after + TimeSpan.FromSeconds(1), request.EndTime);
            }

            foreach (TrueEvent e in Between(Stored > after ? Stored.Value : after, request.EndTime))
            {
                if (e.VisibleAt > begin)
                {
                    _passedUnseen.Add(e.EventId!);
                }
                else if (!(_shownBy.TryGetValue(e.EventId!, out DateTimeOffset end) && end <= request.EndTime))
                {
                    _shownBy[e.EventId!] = request.EndTime;
                }
            }
        }
    }
}
