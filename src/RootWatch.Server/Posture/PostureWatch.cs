using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Posture;

/// <summary>When an account's posture is read: once an hour at a moment of its own, and soon after an event that says that something changed.</summary>
/// <remarks>Not thread-safe: its account's turns are one at a time. The reading itself runs beside them.</remarks>
internal sealed class PostureWatch(PostureAws aws, AccountSession session, LookupPace iamPace, RootWatchMeter meter, ILogger logger, Random jitter)
{
    // AWS needs a moment until all its parts agree on a change; several changes at once are one reading.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _due;
    private bool _reading;
    private bool _again;
    private PostureFacts? _read;

    private DateTimeOffset Now => aws.Time.GetUtcNow();

    public bool IsOn => aws.Options.Interval > TimeSpan.Zero;

    /// <summary>Never while it is read.</summary>
    public DateTimeOffset Due => IsOn && !_reading ? _due ?? Now : DateTimeOffset.MaxValue;

    /// <summary>True if <see cref="Take"/> has something to give.</summary>
    public bool HasRead => _read is not null;

    /// <summary>What was read since the last time, once.</summary>
    public PostureFacts? Take()
    {
        PostureFacts? read = _read;
        _read = null;
        return read;
    }

    /// <summary>Something changed: it is read again shortly.</summary>
    public void Hasten()
    {
        _again |= _reading;
        _due = _due is { } due && due < Now + Settle ? due : Now + Settle;
    }

    /// <summary>What is under way no longer counts; what was read and not yet stored is read again.</summary>
    public void Forget()
    {
        // Not at once: what made this account forget has made others forget too.
        _due = null;
        _reading = false;
        _read = null;
    }

    /// <param name="regions">Those that are enabled; null if that is not known yet.</param>
    public void ReadIfDue(AccountRegistration account, IReadOnlyList<string>? regions, PostureFacts? before, Action ended, CancellationToken stopping)
    {
        if (!IsOn || _reading)
        {
            return;
        }

        // The first time is spread over a shorter while, so that a new fleet is known soon.
        _due ??= Now + Shorter(aws.Options.StartSpread, aws.Options.Interval) * PhaseOf(account.AccountId);
        // Not before the regions are known, unless they cannot be had.
        if (_due <= Now && (regions is not null || _due + TimeSpan.FromMinutes(1) <= Now))
        {
            _reading = true;
            _again = false;
            _ = Read(account, regions, before, ended, stopping);
        }
    }

    private async Task Read(AccountRegistration account, IReadOnlyList<string>? regions, PostureFacts? before, Action ended, CancellationToken stopping)
    {
        string outcome = "ok";
        PostureFacts? read = null;
        var calls = new PostureCalls(aws, session, account, iamPace, jitter.NextDouble);
        try
        {
            read = await PostureReader.Read(calls, account, regions, before, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception trouble)
        {
            outcome = "failed";
            logger.LogError(trouble, "account {Account}: reading its posture failed in an unforeseen way", account.AccountId);
        }

        if (stopping.IsCancellationRequested)
        {
            return;
        }

        meter.PostureRead(outcome, calls.Throttles);
        _reading = false;
        _read = read;
        _due = _again ? Now + Settle : PollSchedule.NextTurn(Now, aws.Options.Interval, PhaseOf(account.AccountId));
        ended();
    }

    private static double PhaseOf(string accountId) => PollSchedule.PhaseOf(accountId, "posture");

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
