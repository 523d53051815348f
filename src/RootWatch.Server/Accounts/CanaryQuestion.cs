using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Asks an account's history, once in a while, whether it shows our own AssumeRole calls. It is the first to wait where
/// calls are short, and a question that fails is no answer: the streams tell of what cannot be read.
/// </summary>
internal sealed class CanaryQuestion(AccountSurroundings around, AccountSession session, LookupTurns turns, CallBudget calls)
{
    private const int PagesMax = 5;

    /// <summary>Our idea of AWS's clock is no further off when the call was noted.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    private DateTimeOffset _notBefore;
    private bool _asking;
    private bool _shed;
    private CanaryAnswer? _answer;

    public bool HasAnswer => _answer is not null;

    /// <summary>The answer that came since the last time, once.</summary>
    public CanaryAnswer? Take()
    {
        CanaryAnswer? answer = _answer;
        _answer = null;
        return answer;
    }

    /// <summary>What is under way no longer counts. What was asked just now is not asked again the sooner.</summary>
    public void Forget()
    {
        _asking = false;
        _answer = null;
    }

    /// <summary>By our own clock. Never while it is asked or there is nothing to ask.</summary>
    public DateTimeOffset Due(AccountCanary? canary)
    {
        if (canary is null || canary.Unseen.IsEmpty || _asking)
        {
            return DateTimeOffset.MaxValue;
        }

        DateTimeOffset due = around.Time.GetUtcNow() + (canary.Unseen[0].At + around.Options.CanaryInterval - around.Clock.Now);
        return due > _notBefore ? due : _notBefore;
    }

    public void AskIfDue(AccountRegistration account, AccountCanary? canary, Action ended, CancellationToken stopping)
    {
        DateTimeOffset now = around.Time.GetUtcNow();
        if (Due(canary) > now)
        {
            return;
        }

        if (!calls.Allows(CallPurpose.Canary))
        {
            if (!_shed)
            {
                around.Meter.Shed(CallPurpose.Canary);
            }

            _shed = true;
            _notBefore = now + calls.Until(CallPurpose.Canary);
            return;
        }

        _shed = false;
        _asking = true;
        _notBefore = now + around.Options.CanaryInterval;
        _ = Ask(account, canary!, ended, stopping);
    }

    private async Task Ask(AccountRegistration account, AccountCanary canary, Action ended, CancellationToken stopping)
    {
        CanaryAnswer? answer = null;
        using Deadline end = around.Deadlines.Begin(SweepReader.ReadingMax, stopping);
        try
        {
            answer = await Look(account, canary, end.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            // No answer in time is none.
        }
        catch (Exception trouble)
        {
            around.Logger.LogError(trouble, "account {Account}: asking for our own calls failed in an unforeseen way", account.AccountId);
        }

        if (!stopping.IsCancellationRequested)
        {
            _asking = false;
            _answer = answer;
            around.Meter.CanaryAsked(answer is null ? "failed" : answer.AccessKeyIds.Count > 0 ? "seen" : "unseen");
            ended();
        }
    }

    /// <summary>
    /// By the role, which hardly anything else is recorded under; and by the name of the call, before an account is said to
    /// be unwatched: AWS does not document what it records as an event's resources.
    /// </summary>
    private async Task<CanaryAnswer?> Look(AccountRegistration account, AccountCanary canary, CancellationToken cancellationToken)
    {
        DateTimeOffset now = CloudTrailTail.Floor(around.Clock.Now), first = canary.Unseen[0].At;
        HashSet<string> wanted = [.. canary.Unseen.Select(call => call.AccessKeyId)];
        HashSet<string>? found = await Find(account, canary, new LookupAttribute("ResourceName", canary.RoleArn), first - ClockSlack, now, wanted, cancellationToken);
        bool isWhole = found is not { Count: 0 };
        if (!isWhole)
        {
            found = await Find(account, canary, new LookupAttribute("EventName", "AssumeRole"), first - ClockSlack, first + ClockSlack, wanted, cancellationToken);
        }

        return found is null ? null : new CanaryAnswer(canary.RoleArn, canary.Region, found, isWhole);
    }

    /// <summary>Those of the wanted keys that the history shows, the newest of them at least. Null: it could not be told.</summary>
    private async Task<HashSet<string>?> Find(
        AccountRegistration account, AccountCanary canary, LookupAttribute asked, DateTimeOffset start, DateTimeOffset end, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        string? token = null;
        for (int page = 0; page < PagesMax && calls.Allows(CallPurpose.Home); page++)
        {
            (AwsSession? assumed, _) = await session.Get(account, cancellationToken);
            if (assumed is null)
            {
                return null;
            }

            AwsOutcome<LookupEventsResponse> outcome;
            RegionTurns turn = turns.Of(canary.Region);
            await turn.Wait(cancellationToken);
            try
            {
                outcome = await around.Aws.LookupEvents(
                    new LookupEventsRequest { LookupAttribute = asked, StartTime = start, EndTime = end, MaxResults = SweepReading.PageSize, NextToken = token }, assumed, canary.Region, cancellationToken);
            }
            finally
            {
                turn.End();
            }

            around.Clock.Observe(outcome.ServerTime);
            if (outcome.Failure is { } failure)
            {
                Note(failure, canary, assumed);
                return null;
            }

            HashSet<string> found = [.. outcome.Value!.Events.Select(AccountCanary.KeyGivenBy).OfType<string>().Where(wanted.Contains)];
            token = outcome.Value.NextToken;
            if (found.Count > 0 || token is null)
            {
                return found;
            }
        }

        return null;
    }

    private void Note(AwsFailure failure, AccountCanary canary, AwsSession assumed)
    {
        switch (failure.Reason)
        {
            case AwsFailureReason.Throttled:
                turns.Of(canary.Region).Throttled();
                around.Meter.Throttled();
                break;
            case AwsFailureReason.Expired or AwsFailureReason.InvalidToken:
                session.Drop(assumed);
                break;
        }
    }
}
