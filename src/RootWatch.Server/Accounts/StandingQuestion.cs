using RootWatch.Aws;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Something asked of AWS once in a while beside the sweeps, such as the list of regions. The answer is handed over with a
/// turn; while there is none, the trouble says why.
/// </summary>
/// <param name="ask">Given the session and the partition's home region.</param>
/// <param name="name">Service and operation, for a failure that AWS did not word.</param>
internal sealed class StandingQuestion<T>(
    AccountSurroundings around, AccountSession session, Random jitter, (string Service, string Operation) name,
    Func<AwsSession, string, CancellationToken, Task<AwsOutcome<T>>> ask)
    where T : class
{
    private DateTimeOffset _due;
    private bool _asked;
    private T? _answer;

    public StreamTrouble? Trouble { get; private set; }

    /// <summary>Never while it is asked, or if nothing asks it.</summary>
    public DateTimeOffset Due => _asked ? DateTimeOffset.MaxValue : _due;

    /// <summary>The answer that came since the last time, once.</summary>
    public T? Take()
    {
        T? answer = _answer;
        _answer = null;
        return answer;
    }

    /// <summary>Nobody needs it now.</summary>
    public void Rest() => _due = DateTimeOffset.MaxValue;

    /// <summary>What is under way no longer counts, and the last answer may be lost: it is asked again at once.</summary>
    public void Forget()
    {
        _asked = false;
        _answer = null;
        _due = default;
    }

    /// <summary>Why there was no answer may hold no more: if there is none, it is asked again at once.</summary>
    public void AskAnew()
    {
        if (Trouble is not null && !_asked)
        {
            Trouble = null;
            _due = default;
        }
    }

    /// <summary>Something speaks against the last answer: it is asked again at once.</summary>
    public void Doubt() => _due = default;

    public void AskIfDue(AccountRegistration account, string homeRegion, TimeSpan interval, Action ended, CancellationToken stopping)
    {
        DateTimeOffset now = around.Time.GetUtcNow();
        _due = _due == DateTimeOffset.MaxValue ? now : _due;
        if (!_asked && _due <= now)
        {
            _asked = true;
            _ = Ask(account, homeRegion, interval, ended, stopping);
        }
    }

    private async Task Ask(AccountRegistration account, string homeRegion, TimeSpan interval, Action ended, CancellationToken stopping)
    {
        AwsFailure? failure;
        T? answer = null;
        bool isRefused = false;
        try
        {
            (AwsSession? assumed, failure) = await session.Get(account, stopping);
            if (assumed is not null)
            {
                AwsOutcome<T> outcome = await ask(assumed, homeRegion, stopping);
                around.Clock.Observe(outcome.ServerTime);
                (failure, answer) = (outcome.Failure, outcome.Value);
                isRefused = failure?.Reason is AwsFailureReason.Denied;
                if (failure?.Reason is AwsFailureReason.Expired or AwsFailureReason.InvalidToken)
                {
                    session.Drop(assumed);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception trouble)
        {
            around.Logger.LogError(trouble, "account {Account}: {Operation} failed in an unforeseen way", account.AccountId, name.Operation);
            failure = new AwsFailure(AwsFailureReason.Malformed, name.Service, name.Operation, homeRegion, null, "an unforeseen error; the server's log has it");
        }

        if (stopping.IsCancellationRequested)
        {
            return;
        }

        DateTimeOffset now = around.Time.GetUtcNow();
        _asked = false;
        _answer = answer;
        Trouble = failure is null ? null : StreamTroubles.From(failure, now) with { Since = Trouble?.Since ?? now, Failures = (Trouble?.Failures ?? 0) + 1 };
        _due = now + (Trouble is null ? interval
            : isRefused ? StreamTroubles.BackOffRefused(Trouble, jitter.NextDouble())
            : StreamTroubles.BackOff(Trouble, jitter.NextDouble()));
        ended();
    }
}
