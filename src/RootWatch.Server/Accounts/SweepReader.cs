using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Reads one sweep of one account: all pages with the same frozen bounds, newest first. An error is never "no events":
/// it comes back as trouble, beside what can be vouched for.
/// </summary>
internal sealed class SweepReader(
    IAwsCalls aws, AccountSession session, ServerClock clock, CallBudget calls, LookupTurns turns, Deadlines deadlines, RootWatchMeter meter, TimeProvider time)
{
    /// <summary>After these a turn ends, if what was read can stand by itself.</summary>
    public const int PagesPerTurn = 20;

    /// <summary>A reading that takes longer is broken off, with what it has read.</summary>
    public static readonly TimeSpan ReadingMax = TimeSpan.FromMinutes(2);

    // At the slowest pace twenty pages would take longer than a reading may.
    private static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(30);

    private const int PagesMax = 2_000;
    private const int RestartsMax = 3;
    private const int TriesMax = 3;

    /// <param name="onTrouble">Told of what is tried again within the reading; null: of a success after it.</param>
    public async Task<SweepReading> Read(AccountRegistration account, Sweep sweep, Action<StreamTrouble?> onTrouble, CancellationToken stopping)
    {
        long started = time.GetTimestamp();
        Pages pages = new(sweep.End);
        int restarts = 0;
        int tries = 0;
        bool renewed = false;
        string? token = null;
        bool isQueued = false;
        using Deadline end = deadlines.Begin(ReadingMax, stopping);
        CancellationToken cancellationToken = end.Token;
        try
        {
            while (true)
            {
                // Before the session is renewed: what that costs must not keep the page from being read, or none ever would be.
                bool isInVain = pages.Count > 0 && pages.Oldest is null;
                if (!(isInVain ? calls.AllowsToGoOn : calls.Allows(CallPurpose.Home)))
                {
                    return new SweepReading(
                        pages.Events, Drained: false, pages.Oldest, pages.Count, pages.Oldest is null ? StreamTroubles.OutOfCalls(calls, time.GetUtcNow()) : null);
                }

                (AwsSession? assumed, AwsFailure? refused) = await session.Get(account, cancellationToken);
                if (assumed is null)
                {
                    return Broken(pages, refused!);
                }

                AwsOutcome<LookupEventsResponse> outcome;
                RegionTurns turn = turns.Of(sweep.Region);
                isQueued = true;
                await turn.Wait(cancellationToken);
                isQueued = false;
                try
                {
                    outcome = await aws.LookupEvents(
                        new LookupEventsRequest
                        {
                            LookupAttribute = sweep.Stream.Attribute,
                            StartTime = sweep.Start,
                            EndTime = sweep.End,
                            MaxResults = SweepReading.PageSize,
                            NextToken = token,
                        },
                        assumed, sweep.Region, cancellationToken);
                }
                finally
                {
                    turn.End();
                }

                clock.Observe(outcome.ServerTime);
                if (outcome.IsSuccess && WrongTime(sweep) is { } wrong)
                {
                    return Broken(pages, wrong);
                }

                if (outcome.IsSuccess)
                {
                    if (tries > 0)
                    {
                        tries = 0;
                        onTrouble(null);
                    }

                    pages.Add(outcome.Value.Events);
                    string? next = outcome.Value.NextToken;
                    if (string.IsNullOrEmpty(next))
                    {
                        return new SweepReading(pages.Events, Drained: true, null, pages.Count, null);
                    }

                    if (next == token || pages.Count >= PagesMax)
                    {
                        return Broken(pages, Failure(sweep, AwsFailureReason.Malformed, "the pages have no end: the same page token came twice, or too many"));
                    }

                    if ((pages.Count >= PagesPerTurn || time.GetElapsedTime(started) > TurnMax) && pages.Oldest is { } oldest)
                    {
                        return new SweepReading(pages.Events, Drained: false, oldest, pages.Count, null);
                    }

                    token = next;
                    continue;
                }

                switch (outcome.Failure.Reason)
                {
                    case AwsFailureReason.Throttled:
                        turn.Throttled();
                        meter.Throttled();
                        return Broken(pages, outcome.Failure);
                    case AwsFailureReason.Unreachable or AwsFailureReason.ServerError when ++tries < TriesMax:
                        // The same page again, at the pace that AWS allows.
                        onTrouble(StreamTroubles.From(outcome.Failure, time.GetUtcNow()));
                        continue;
                    case AwsFailureReason.Expired or AwsFailureReason.InvalidToken or AwsFailureReason.RegionOff or AwsFailureReason.Denied when !renewed:
                        // A session can be revoked before its end; AWS calls that many names. A fresh one tells.
                        session.Drop(assumed);
                        renewed = true;
                        break;
                    case AwsFailureReason.Rejected when token is not null && restarts < RestartsMax:
                        restarts++;
                        break;
                    default:
                        return Broken(pages, outcome.Failure);
                }

                // A page token is worth nothing beside another session or after it was refused: from the first page again.
                token = null;
                pages = new Pages(sweep.End);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            string within = $"within {ReadingMax.TotalSeconds:0} s";
            return Broken(pages, isQueued
                ? Failure(sweep, AwsFailureReason.Throttled, $"at the pace that is left it has not come to its end {within}")
                : Failure(sweep, AwsFailureReason.Unreachable, $"no end {within}"));
        }
    }

    /// <summary>One that AWS did not tell.</summary>
    public static AwsFailure Failure(Sweep sweep, AwsFailureReason reason, string message) =>
        new(reason, "cloudtrail", "LookupEvents", sweep.Region, null, message);

    /// <summary>Why the sweep's bounds, planned by a clock that was wrong, would make it vouch for what was not read; null: they do not.</summary>
    private AwsFailure? WrongTime(Sweep sweep)
    {
        if (sweep.End > clock.Latest)
        {
            // Planned before AWS had told the time: it would vouch for what has yet to happen.
            return Failure(sweep, AwsFailureReason.ClockSkew, $"our clock was {(sweep.End - clock.Now).TotalSeconds:0} s ahead of AWS's");
        }

        // Of what it had forgotten AWS said nothing, and that would be taken for nothing having happened.
        return clock.IsTold && sweep.Start < clock.Now - CloudTrailTail.History
            ? Failure(sweep, AwsFailureReason.ClockSkew, "our clock was behind AWS's, and the sweep began before the history that AWS keeps")
            : null;
    }

    private SweepReading Broken(Pages pages, AwsFailure failure) =>
        new(pages.Events, Drained: false, pages.Oldest, pages.Count, StreamTroubles.From(failure, time.GetUtcNow()));

    /// <summary>What was read so far, and how far down it is complete.</summary>
    private sealed class Pages(DateTimeOffset end)
    {
        private List<Event>? _events;
        private DateTimeOffset _last = DateTimeOffset.MaxValue;
        private bool _newestFirst = true;

        public IReadOnlyList<Event> Events => _events ?? (IReadOnlyList<Event>)[];

        public int Count { get; private set; }

        /// <summary>Everything after this second was read. Null if the order does not allow to say so, or it is the sweep's own end.</summary>
        public DateTimeOffset? Oldest =>
            _newestFirst && _events is not null && CloudTrailTail.Ceiling(_last) is var oldest && oldest < end ? oldest : null;

        public void Add(IReadOnlyList<Event> page)
        {
            Count++;
            if (page.Count == 0)
            {
                return;
            }

            _events ??= [];
            foreach (Event e in page)
            {
                _events.Add(e);
                _newestFirst &= e.EventTime is { } at && at <= _last;
                _last = e.EventTime ?? _last;
            }
        }
    }
}
