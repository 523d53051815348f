using System.Collections.Immutable;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sqs;
using RootWatch.Aws.Sts;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>Bugs that a test puts between the product and its store, its AWS or its log, to see itself fail.</summary>
public enum Bug
{
    /// <summary>The watermark is stored first, the alerts with the next write.</summary>
    CursorBeforeAlerts,
    SeenEvictedByCount,

    /// <summary>What was in the outbox is gone after a restart.</summary>
    OutboxNotSentAgain,

    /// <summary>What can never be read any more is not kept.</summary>
    GapForgotten,

    /// <summary>A refusal is taken for the end of what can be read.</summary>
    RefusalCalledLoss,

    /// <summary>A process goes on from an hour before what was stored.</summary>
    OldStateAfterRestart,
    DeniedReadAsEmpty,
    FirstPageOnly,

    /// <summary>No sweep reaches further back than an hour, whatever it has to make up for.</summary>
    NothingOldIsAsked,

    /// <summary>The next sweep begins one second after the newest event of the last.</summary>
    TimestampPlusOne,

    /// <summary>Each page asks up to its own now.</summary>
    BoundsMovedBetweenPages,

    /// <summary>Each call is made twice.</summary>
    NoPace,

    /// <summary>The server's time is not looked at.</summary>
    LocalClock,

    /// <summary>The first account's session serves all.</summary>
    SharedSession,

    /// <summary>Whoever is called root is taken for root.</summary>
    RootByName,

    /// <summary>The id of an event depends on the stream that found it.</summary>
    IdByStream,
    RandomAlertId,

    /// <summary>The record of an own call names another key than the session has.</summary>
    OwnCallNotKnownAgain,

    /// <summary>The id of an alert counts those before it.</summary>
    IdByArrival,

    /// <summary>The log takes a batch from its second entry on.</summary>
    TokenOffByOne,

    /// <summary>A message is taken out of the queue as soon as it is received.</summary>
    DeletedBeforeCommit,

    /// <summary>What was pushed counts as read up to its time.</summary>
    PushMovesWatermark,

    /// <summary>A process does not know what was pushed to the last one.</summary>
    PushedForgotten,
}

internal sealed class Planted(Bug bug) : Planting
{
    private AwsSession? _shared;

    public override StoredState<AccountDocument> Store(VirtualWorld world, Cell<AccountDocument> cell, Life life, Func<bool, StoreFault> fault) => new BuggyStore(bug, world, cell, life, fault);

    public override IAwsCalls Aws(IAwsCalls aws) => new BuggyAws(this, bug, aws);

    public override IAlertLogGrain Log(IAlertLogGrain log) => new BuggyLog(bug, log);

    public override IPushQueue Queue(IPushQueue queue) => bug == Bug.DeletedBeforeCommit ? new HastyQueue(queue) : queue;

    private sealed class BuggyStore(Bug bug, VirtualWorld world, Cell<AccountDocument> cell, Life life, Func<bool, StoreFault> fault)
        : StoredState<AccountDocument>(world, cell, life, fault, static () => new AccountDocument())
    {
        private readonly Dictionary<string, ImmutableList<LostStretch>> _lost = new(StringComparer.Ordinal);
        private ImmutableDictionary<string, PushedEvent> _pushed = PushedEvents.None;
        private long _told;

        public override void Load()
        {
            base.Load();
            Forget();
        }

        public override async Task ReadStateAsync()
        {
            await base.ReadStateAsync();
            Forget();
        }

        public override async Task WriteStateAsync()
        {
            AccountDocument document = State;
            if (bug == Bug.CursorBeforeAlerts && document.NextOutSeq - 1 > _told && _told > 0)
            {
                await Write(document with { Outbox = document.Outbox.RemoveAll(entry => entry.OutSeq > _told), NextOutSeq = _told + 1 });
            }

            await Write(document with
            {
                Streams = document.Streams.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with
                {
                    Seen = bug == Bug.SeenEvictedByCount
                        ? pair.Value.Seen.OrderByDescending(seen => seen.Value).Take(3).ToImmutableDictionary(StringComparer.Ordinal)
                        : pair.Value.Seen,
                    Lost = LostOf(pair.Key, pair.Value),
                    Watermark = WatermarkOf(document, pair.Value),
                    Front = bug == Bug.PushMovesWatermark ? Later(pair.Value.Front, WatermarkOf(document, pair.Value)) : pair.Value.Front,
                }, StringComparer.Ordinal),
            });
            (_told, _pushed) = (document.NextOutSeq - 1, document.Pushed);
        }

        private ImmutableList<LostStretch> LostOf(string key, StreamState stream)
        {
            if (bug == Bug.RefusalCalledLoss && stream is { Trouble: { } trouble, Front: { } front })
            {
                _lost[key] = [new LostStretch(trouble.Since.AddHours(-1), front, trouble.Reason)];
            }

            return bug == Bug.GapForgotten ? [] : _lost.GetValueOrDefault(key, stream.Lost);
        }

        private DateTimeOffset? WatermarkOf(AccountDocument document, StreamState stream) => bug != Bug.PushMovesWatermark ? stream.Watermark
            : document.Pushed.Where(pair => !_pushed.ContainsKey(pair.Key)).Select(pair => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(pair.Value.Second))
                .Aggregate(stream.Watermark, Later);

        private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

        private void Forget()
        {
            State = bug switch
            {
                Bug.OutboxNotSentAgain => State with { Outbox = [] },
                Bug.PushedForgotten => State with { Pushed = PushedEvents.None },
                Bug.OldStateAfterRestart => State with
                {
                    Streams = State.Streams.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with
                    {
                        Front = pair.Value.Front?.AddHours(-1),
                        Watermark = pair.Value.Watermark?.AddHours(-1),
                    }, StringComparer.Ordinal),
                },
                _ => State,
            };
            (_told, _pushed) = (State.NextOutSeq - 1, State.Pushed);
        }
    }

    private sealed class HastyQueue(IPushQueue queue) : IPushQueue
    {
        public Uri Url => queue.Url;

        public async Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken)
        {
            AwsOutcome<IReadOnlyList<QueueMessage>> received = await queue.Receive(wait, hiddenFor, cancellationToken);
            if (received.Value is { Count: > 0 } messages)
            {
                await queue.Delete([.. messages.Select(message => message.ReceiptHandle)], cancellationToken);
            }

            return received;
        }

        public Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken) =>
            queue.Delete(receiptHandles, cancellationToken);
    }

    private sealed class BuggyAws(Planted planted, Bug bug, IAwsCalls aws) : IAwsCalls
    {
        private readonly Dictionary<string, DateTimeOffset> _newest = new(StringComparer.Ordinal);

        public string? StsRegion => aws.StsRegion;

        public async Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
        {
            if (bug == Bug.SharedSession && planted._shared is { } shared)
            {
                return AwsOutcome<AwsSession>.Success(shared, null);
            }

            AwsOutcome<AwsSession> outcome = await aws.AssumeRole(request, cancellationToken);
            planted._shared ??= outcome.Value;
            return outcome;
        }

        public async Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            Timed(await aws.ListRegions(session, homeRegion, cancellationToken));

        public async Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            Timed(await aws.ListAccountAliases(session, homeRegion, cancellationToken));

        public async Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken)
        {
            string key = $"{session.AccessKeyId[..16]} {region} {request.LookupAttribute}";
            LookupEventsRequest sent = request with
            {
                StartTime = bug switch
                {
                    Bug.TimestampPlusOne when _newest.TryGetValue(key, out DateTimeOffset newest) && request.NextToken is null && newest < request.EndTime => newest.AddSeconds(1),
                    Bug.NothingOldIsAsked when request.StartTime < request.EndTime.AddHours(-1) => request.EndTime.AddHours(-1),
                    _ => request.StartTime,
                },
                EndTime = bug == Bug.BoundsMovedBetweenPages && request.NextToken is not null ? request.EndTime.AddSeconds(1) : request.EndTime,
            };
            if (bug == Bug.NoPace)
            {
                await aws.LookupEvents(sent, session, region, cancellationToken);
            }

            AwsOutcome<LookupEventsResponse> outcome = await aws.LookupEvents(sent, session, region, cancellationToken);
            if (bug == Bug.DeniedReadAsEmpty && outcome.Failure is { Reason: AwsFailureReason.Denied })
            {
                return AwsOutcome<LookupEventsResponse>.Success(new LookupEventsResponse([], null), outcome.ServerTime);
            }

            if (outcome.Value is not { } page)
            {
                return Timed(outcome);
            }

            foreach (Event e in page.Events)
            {
                _newest[key] = _newest.TryGetValue(key, out DateTimeOffset before) && before > e.EventTime ? before : e.EventTime!.Value;
            }

            return Timed(AwsOutcome<LookupEventsResponse>.Success(
                new LookupEventsResponse([.. page.Events.Select(e => Changed(e, request))], bug == Bug.FirstPageOnly ? null : page.NextToken), outcome.ServerTime));
        }

        private AwsOutcome<T> Timed<T>(AwsOutcome<T> outcome)
            where T : class => bug != Bug.LocalClock ? outcome
            : outcome.Value is { } value ? AwsOutcome<T>.Success(value, null)
            : AwsOutcome<T>.Failed(outcome.Failure!, null);

        private Event Changed(Event e, LookupEventsRequest request) => bug switch
        {
            Bug.RootByName when e.Username == "root" => e with
            {
                CloudTrailEvent = e.CloudTrailEvent!.Replace("\"IAMUser\"", "\"Root\"", StringComparison.Ordinal),
            },
            Bug.IdByStream => e with { EventId = $"{e.EventId}{request.LookupAttribute.AttributeKey}", Username = null },
            Bug.OwnCallNotKnownAgain => e with { CloudTrailEvent = e.CloudTrailEvent!.Replace("\"accessKeyId\":\"ASIA", "\"accessKeyId\":\"AKIA", StringComparison.Ordinal) },
            _ => e,
        };
    }

    private sealed class BuggyLog(Bug bug, IAlertLogGrain log) : IAlertLogGrain
    {
        public Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries) => log.Append(accountId, bug switch
        {
            Bug.RandomAlertId => [.. entries.Select(entry => WithId(entry, alert => Guid.NewGuid().ToString("n")))],
            Bug.IdByArrival => [.. entries.Select(entry => WithId(entry, alert => $"{alert.AlertId[..24]}{entry.OutSeq:x8}"))],
            Bug.TokenOffByOne => [.. entries.Select(entry => entry with { OutSeq = entry.OutSeq - 1 })],
            _ => entries,
        });

        public Task GoOnAfter(string accountId, long outSeq) => log.GoOnAfter(accountId, outSeq);

        public Task<LogPage> Read(long afterSeq, int max) => log.Read(afterSeq, max);

        public Task Subscribe(IAlertLogObserver observer) => log.Subscribe(observer);

        public Task Unsubscribe(IAlertLogObserver observer) => log.Unsubscribe(observer);

        private static OutboxEntry WithId(OutboxEntry entry, Func<Alert, string> id)
        {
            Alert alert = AlertJson.Read(entry.AlertJson);
            return entry with { AlertJson = AlertJson.Write(alert with { AlertId = id(alert) }) };
        }
    }
}
