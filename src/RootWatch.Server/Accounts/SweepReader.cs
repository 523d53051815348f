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

    /// <summary>One of which nothing could be kept, so that it would have to begin anew, is given so long from its twentieth page on.</summary>
    private static readonly TimeSpan InVainMax = TimeSpan.FromMinutes(5);

    // At the slowest pace twenty pages would take longer than a reading may.
    private static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(30);

    private const int PagesMax = 2_000;
    private const int RestartsMax = 3;
    private const int TriesMax = 3;

    /// <param name="onTrouble">Told of what is tried again within the reading; null: of a success after it.</param>
    public async Task<SweepReading> Read(AccountRegistration account, Sweep sweep, Action<StreamTrouble?> onTrouble, CancellationToken stopping)
    {
        Progress progress = new(sweep, turns.Of(sweep.Region), onTrouble, time.GetTimestamp());
        using Deadline end = deadlines.Begin(ReadingMax, stopping);
        try
        {
            while (true)
            {
                Pages pages = progress.Pages;
                if (progress.IsInVain && pages.Count == PagesPerTurn)
                {
                    end.ComeAfter(InVainMax);
                }

                // Before the session is renewed: what that costs must not keep the page from being read, or none ever would be.
                if (!(progress.IsInVain ? calls.AllowsToGoOn : calls.Allows(CallPurpose.Home)))
                {
                    return pages.Paused(pages.Oldest is null ? StreamTroubles.OutOfCalls(calls, time.GetUtcNow()) : null);
                }

                (AwsSession? assumed, AwsFailure? refused) = await session.Get(account, end.Token);
                if (assumed is null)
                {
                    return Broken(progress, refused!);
                }

                AwsOutcome<LookupEventsResponse> outcome = await AskForPage(progress, assumed, end.Token);
                clock.Observe(outcome.ServerTime);
                if ((outcome.IsSuccess ? Took(progress, outcome.Value, outcome.ServerTime) : Failed(progress, outcome.Failure, assumed)) is { } reading)
                {
                    return reading;
                }
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            string within = $"within {ReadingMax.TotalSeconds:0} s";
            return Broken(progress, progress is { IsInVain: true, Pages.Count: >= PagesPerTurn and var pages }
                ? Failure(sweep, AwsFailureReason.Malformed, $"{pages} pages led from one to the next and to no time down to which all is read, in more than {InVainMax.TotalSeconds:0} s")
                : progress.IsQueued
                ? Failure(sweep, AwsFailureReason.Throttled, $"at the pace that is left it has not come to its end {within}")
                : Failure(sweep, AwsFailureReason.Unreachable, $"no end {within}"));
        }
    }

    private async Task<AwsOutcome<LookupEventsResponse>> AskForPage(Progress progress, AwsSession assumed, CancellationToken cancellationToken)
    {
        Sweep sweep = progress.Sweep;
        progress.IsQueued = true;
        await progress.Turn.Wait(cancellationToken);
        progress.IsQueued = false;
        try
        {
            return await aws.LookupEvents(
                new LookupEventsRequest
                {
                    LookupAttribute = sweep.Stream.Attribute,
                    StartTime = sweep.Start,
                    EndTime = sweep.End,
                    MaxResults = SweepReading.PageSize,
                    NextToken = progress.Token,
                },
                assumed, sweep.Region, cancellationToken);
        }
        finally
        {
            progress.Turn.End();
        }
    }

    /// <summary>Null: there is another page.</summary>
    private SweepReading? Took(Progress progress, LookupEventsResponse page, DateTimeOffset? told)
    {
        if (WrongTime(progress.Sweep, told) is { } wrong)
        {
            return Broken(progress, wrong);
        }

        if (progress.Tries > 0)
        {
            progress.Tries = 0;
            progress.OnTrouble(null);
        }

        Pages pages = progress.Pages;
        pages.Add(page.Events);
        string? next = page.NextToken;
        if (string.IsNullOrEmpty(next))
        {
            return pages.Drained();
        }

        if (next == progress.Token || pages.Count >= PagesMax)
        {
            return Broken(progress, Failure(progress.Sweep, AwsFailureReason.Malformed, "the pages have no end: the same page token came twice, or too many"));
        }

        if ((pages.Count >= PagesPerTurn || time.GetElapsedTime(progress.Started) > TurnMax) && pages.Oldest is not null)
        {
            return pages.Paused(trouble: null);
        }

        progress.Token = next;
        return null;
    }

    /// <summary>Null: it is worth another try.</summary>
    private SweepReading? Failed(Progress progress, AwsFailure failure, AwsSession assumed)
    {
        switch (failure.Reason)
        {
            case AwsFailureReason.Throttled:
                progress.Turn.Throttled();
                meter.Throttled();
                return Broken(progress, failure);
            case AwsFailureReason.Unreachable or AwsFailureReason.ServerError when ++progress.Tries < TriesMax:
                // The same page again, at the pace that AWS allows.
                progress.OnTrouble(StreamTroubles.From(failure, time.GetUtcNow()));
                return null;
            case AwsFailureReason.Expired or AwsFailureReason.InvalidToken or AwsFailureReason.RegionOff or AwsFailureReason.Denied when !progress.Renewed:
                // A session can be revoked before its end; AWS calls that many names. A fresh one tells.
                session.Drop(assumed);
                progress.Renewed = true;
                break;
            case AwsFailureReason.Rejected when progress.Token is not null && progress.Restarts < RestartsMax:
                progress.Restarts++;
                break;
            default:
                return Broken(progress, failure);
        }

        // A page token is worth nothing beside another session or after it was refused.
        progress.FromTheFirstPage();
        return null;
    }

    /// <summary>One that AWS did not tell.</summary>
    public static AwsFailure Failure(Sweep sweep, AwsFailureReason reason, string message) =>
        new(reason, "cloudtrail", "LookupEvents", sweep.Region, null, message);

    /// <summary>Why the sweep's bounds, planned by a clock that was wrong, would make it vouch for what was not read; null: they do not.</summary>
    private AwsFailure? WrongTime(Sweep sweep, DateTimeOffset? told)
    {
        if (sweep.End > clock.Latest(told))
        {
            // Planned before AWS had told the time, or by one that was not its own: it would vouch for what has yet to happen.
            return Failure(sweep, AwsFailureReason.ClockSkew, $"our clock was {(sweep.End - (told ?? clock.Now)).TotalSeconds:0} s ahead of AWS's");
        }

        // Of what it had forgotten AWS said nothing, and that would be taken for nothing having happened.
        return clock.IsTold && sweep.Start < clock.Now - CloudTrailTail.History
            ? Failure(sweep, AwsFailureReason.ClockSkew, "our clock was behind AWS's, and the sweep began before the history that AWS keeps")
            : null;
    }

    private SweepReading Broken(Progress progress, AwsFailure failure) => progress.Pages.Paused(StreamTroubles.From(failure, time.GetUtcNow()));

    /// <summary>Where a reading stands.</summary>
    private sealed class Progress(Sweep sweep, RegionTurns turn, Action<StreamTrouble?> onTrouble, long started)
    {
        public Sweep Sweep => sweep;

        public RegionTurns Turn => turn;

        public Action<StreamTrouble?> OnTrouble => onTrouble;

        public long Started => started;

        public Pages Pages { get; private set; } = new(sweep.End);

        /// <summary>Of the next page.</summary>
        public string? Token { get; set; }

        /// <summary>That failed, of this page.</summary>
        public int Tries { get; set; }

        public int Restarts { get; set; }

        public bool Renewed { get; set; }

        /// <summary>Broken off now, what was read would have to be read again.</summary>
        public bool IsInVain => Pages is { Count: > 0, Oldest: null };

        /// <summary>It waits for its turn, and not for AWS.</summary>
        public bool IsQueued { get; set; }

        public void FromTheFirstPage()
        {
            Token = null;
            Pages = new Pages(sweep.End);
        }
    }

    /// <summary>What was read so far, and how far down it is complete.</summary>
    private sealed class Pages(DateTimeOffset end)
    {
        private List<Event>? _events;
        private DateTimeOffset _last = DateTimeOffset.MaxValue;
        private bool _newestFirst = true;

        private IReadOnlyList<Event> Events => _events ?? (IReadOnlyList<Event>)[];

        public int Count { get; private set; }

        /// <summary>Everything after this second was read. Null if the order does not allow to say so, or it is the sweep's own end.</summary>
        public DateTimeOffset? Oldest =>
            _newestFirst && _events is not null && CloudTrailTail.Ceiling(_last) is var oldest && oldest < end ? oldest : null;

        public SweepReading Drained() => new(Events, Drained: true, null, Count, null);

        /// <summary>The rest is read another time.</summary>
        public SweepReading Paused(StreamTrouble? trouble) => new(Events, Drained: false, Oldest, Count, trouble);

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
