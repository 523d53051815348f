using RootWatch.Detection;

namespace RootWatch.Server.Accounts;

/// <summary>
/// What is shown of an account to whoever asks: as of the last turn, so that an account whose turn hangs answers, too. Says
/// in the log when the account cannot be seen.
/// </summary>
internal sealed class AccountView(string accountId, AccountReadings readings, AccountSurroundings around)
{
    private (AccountRegistration Account, AccountDocument Document, IReadOnlySet<string> Watched, StreamTrouble? Trouble, IReadOnlyList<AccountScope> Unknown, DateTimeOffset AsOf)? _shown;
    private long _shownAt;
    private long _begun = around.Time.GetTimestamp();
    private WatchStatus? _reported;
    private bool _isTroubleTold;
    private AccountSnapshot? _snapshot;

    /// <summary>Null: nothing was shown so far. Few ask, and each turn changes it: it is put together for those who do.</summary>
    public AccountSnapshot? Snapshot
    {
        get
        {
            if (_shown is not { } shown)
            {
                return null;
            }

            _snapshot ??= AccountSnapshots.Of(shown.Account, shown.Document, shown.Watched, shown.Trouble, shown.Unknown, stream => IsBlind(shown.Account, stream), shown.AsOf);
            StreamState? forgotten = Forgotten(shown.Account, shown.Document, shown.Watched);
            (WatchStatus status, string reason) = Told((_snapshot.Status, _snapshot.Reason), forgotten);
            return _snapshot with
            {
                Status = status,
                Reason = reason,
                SeenFor = SeenFor(shown.Account, shown.Document, shown.Watched),
                IdleFor = around.Time.GetElapsedTime(_shownAt),
                IsForgotten = forgotten is not null,
            };
        }
    }

    /// <summary>The account was not to be read for a while, and is from now on.</summary>
    public void BeginAnew() => _begun = around.Time.GetTimestamp();

    /// <param name="document">After the turn; what its readings ran into is added.</param>
    /// <param name="storeTrouble">Why the turn was given up.</param>
    public void Show(AccountRegistration account, AccountDocument document, StreamTrouble? storeTrouble)
    {
        document = readings.WithTroubles(document);
        IReadOnlyList<AccountScope> unknown = readings.UnknownScopes(account, document);
        _shown = (account, document, readings.Watched, storeTrouble, unknown, around.Clock.Now);
        _shownAt = around.Time.GetTimestamp();
        _snapshot = null;
        (WatchStatus, string) read = AccountSnapshots.StatusOf(document, readings.Watched, storeTrouble, unknown, stream => IsBlind(account, stream));
        (WatchStatus status, string reason) = Told(read, Forgotten(account, document, readings.Watched));
        Report(status, reason);
    }

    public bool IsBlind(AccountRegistration account, StreamState stream) => AccountSight.IsBlind(stream, IntervalOf(account, stream), around.Clock.Now);

    private TimeSpan? SeenFor(AccountRegistration account, AccountDocument document, IReadOnlySet<string> watched)
    {
        StreamState[] streams = [.. document.Streams.Where(stream => watched.Contains(stream.Key)).Select(stream => stream.Value)];
        DateTimeOffset now = around.Clock.Now;
        return AccountSight.LastsUntil(streams, stream => IntervalOf(account, stream), now) - now;
    }

    /// <summary>One that should have been read again and was not. What waits for the account's own limit of calls says so.</summary>
    private StreamState? Forgotten(AccountRegistration account, AccountDocument document, IReadOnlySet<string> watched)
    {
        TimeSpan watchedFor = around.Time.GetElapsedTime(_begun);
        DateTimeOffset now = around.Clock.Now;
        return document.Streams.Where(stream => watched.Contains(stream.Key)).Select(stream => stream.Value)
            .FirstOrDefault(stream => AccountSight.IsForgotten(stream, IntervalOf(account, stream), watchedFor, now));
    }

    /// <summary>Whatever else is known says better why.</summary>
    private static (WatchStatus Status, string Reason) Told((WatchStatus Status, string Reason) read, StreamState? forgotten) =>
        forgotten is not null && read.Status is (WatchStatus.Ok or WatchStatus.CatchingUp)
            ? (WatchStatus.Degraded, $"{forgotten.Region} {forgotten.Name().Asked}: not read since {forgotten.LastSuccess:u}, and nothing says why")
            : read;

    /// <summary>While nothing makes it more often.</summary>
    private TimeSpan IntervalOf(AccountRegistration account, StreamState stream) => PollSchedule.IntervalOf(stream.Name(), account.HomeRegion(), Heat.None, around.Options);

    /// <summary>Who reads only the log has to learn from it that an account cannot be seen, and that it can again.</summary>
    private void Report(WatchStatus status, string reason)
    {
        if (status == _reported)
        {
            return;
        }

        _reported = status;
        if (status is WatchStatus.Blind or WatchStatus.Degraded)
        {
            _isTroubleTold = true;
            around.Logger.LogWarning("account {Account} is {Status}: {Reason}", accountId, status, reason);
        }
        else if (_isTroubleTold && status is (WatchStatus.Ok or WatchStatus.CatchingUp))
        {
            _isTroubleTold = false;
            around.Logger.LogInformation("account {Account} is seen again{Backlog}", accountId, reason.Length > 0 ? "; " + reason : "");
        }
    }
}
