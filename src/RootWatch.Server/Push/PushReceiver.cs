using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Push;

/// <summary>
/// Reads the queue of pushed events and hands each record to its account. A message is deleted once what it brought is
/// committed or turned out to be of no use; what could not be committed stays and comes again. Each silo reads the same queue.
/// </summary>
internal sealed partial class PushReceiver(
    IPushQueue queue, PushOptions options, IGrainFactory grains, CurrentRoster roster, PushStatus status, RootWatchMeter meter, TimeProvider time,
    ILogger<PushReceiver> logger) : BackgroundService
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>A queue that does not wait for messages, or may not, is asked no more often: each call costs.</summary>
    private static readonly TimeSpan EmptyMin = TimeSpan.FromSeconds(1);

    private bool _wasEmpty;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        int failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            long begun = time.GetTimestamp();
            failures = await ReceiveOrSayWhy(stoppingToken) ? 0 : failures + 1;
            TimeSpan pause = failures > 0 ? PauseAfter(failures, Random.Shared.NextDouble()) : _wasEmpty ? EmptyMin - time.GetElapsedTime(begun) : TimeSpan.Zero;
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <param name="failures">How many calls in a row found the queue or the store in trouble.</param>
    /// <param name="jitter">From 0 to 1.</param>
    internal static TimeSpan PauseAfter(int failures, double jitter)
    {
        TimeSpan pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures, 5)) * (0.5 + 0.5 * jitter));
        return pause < PauseMax ? pause : PauseMax;
    }

    /// <summary>One call and what it brought. False if a pause would do good: the queue or the store is in trouble.</summary>
    internal async Task<bool> ReceiveOrSayWhy(CancellationToken cancellationToken)
    {
        try
        {
            return await ReceiveOnce(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was received and not deleted comes again.
            return true;
        }
        catch (Exception trouble)
        {
            // Whatever it is, it is no reason for the polls to end with the process.
            LogUnforeseen(trouble);
            return false;
        }
    }

    private async Task<bool> ReceiveOnce(CancellationToken cancellationToken)
    {
        AwsOutcome<IReadOnlyList<QueueMessage>> received = await queue.Receive(options.Wait, options.HiddenFor, cancellationToken);
        if (!received.IsSuccess)
        {
            Failed(received.Failure);
            return false;
        }

        if (status.Answered())
        {
            LogAnswered(queue.Url);
        }

        _wasEmpty = received.Value.Count == 0;
        (IReadOnlyList<string> done, bool allCommitted) = await Take(received.Value, cancellationToken);
        await Delete(done, cancellationToken);
        return allCommitted;
    }

    /// <summary>Handles of the messages that are done with.</summary>
    private async Task<(IReadOnlyList<string> Done, bool AllCommitted)> Take(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        (QueueMessage Message, PushEnvelope Envelope)[] read = [.. messages.Select(message => (message, PushEnvelope.Read(message.Body)))];
        var byAccount = read.Where(one => one.Envelope.Record is not null).GroupBy(one => one.Envelope.AccountId, StringComparer.Ordinal);
        IEnumerable<(string Handle, PushOutcome Outcome)>[] taken = await Task.WhenAll(byAccount.Select(async account =>
        {
            IReadOnlyList<PushOutcome> outcomes = await Hand(account.Key, [.. account.Select(one => one.Envelope.Record!)], cancellationToken);
            return account.Zip(outcomes, (one, outcome) => (one.Message.ReceiptHandle, outcome));
        }));
        (string Handle, PushOutcome Outcome)[] all =
        [
            .. read.Where(one => one.Envelope.Refused is not null).Select(one => (one.Message.ReceiptHandle, one.Envelope.Refused!.Value)),
            .. taken.SelectMany(outcomes => outcomes),
        ];
        foreach ((PushOutcome outcome, int count) in all.CountBy(one => one.Outcome))
        {
            meter.Pushed(PushOutcomes.Label(outcome), count);
            if (outcome is PushOutcome.Forged or PushOutcome.Malformed or PushOutcome.Oversized or PushOutcome.NotCloudTrail)
            {
                LogOfNoUse(count, PushOutcomes.Label(outcome));
            }
        }

        string[] done = [.. all.Where(one => one.Outcome is not PushOutcome.NotCommitted).Select(one => one.Handle)];
        return (done, done.Length == all.Length);
    }

    private async Task<IReadOnlyList<PushOutcome>> Hand(string accountId, IReadOnlyList<PushedRecord> records, CancellationToken cancellationToken)
    {
        if (!roster.Value.Accounts.ContainsKey(accountId))
        {
            return [.. records.Select(_ => PushOutcome.UnknownAccount)];
        }

        try
        {
            return await grains.GetGrain<IAccountGrain>(accountId).Push(records).WaitAsync(options.CommitWithin, time, cancellationToken);
        }
        catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotCommitted(accountId, trouble.Message);
            return [.. records.Select(_ => PushOutcome.NotCommitted)];
        }
    }

    private async Task Delete(IReadOnlyList<string> handles, CancellationToken cancellationToken)
    {
        if (handles.Count == 0)
        {
            return;
        }

        AwsOutcome<IReadOnlyList<UndeletedMessage>> deleted = await queue.Delete(handles, cancellationToken);
        if (!deleted.IsSuccess)
        {
            Failed(deleted.Failure);
        }
        else if (deleted.Value.Count > 0)
        {
            LogUndeleted(deleted.Value.Count, deleted.Value[0].Code);
        }
    }

    private void Failed(AwsFailure failure)
    {
        if (status.Failed(failure))
        {
            LogFailed(failure.ToString());
        }
    }

    [LoggerMessage(1, LogLevel.Information, "pushed events are received from {Queue}")]
    private partial void LogAnswered(Uri queue);

    [LoggerMessage(2, LogLevel.Warning, "pushed events cannot be received; the polls go on without them: {Trouble}")]
    private partial void LogFailed(string trouble);

    [LoggerMessage(3, LogLevel.Warning, "{Count} message(s) of the push queue were of no use ({Reason}) and are deleted: look at who may send to it, and at the rule that feeds it")]
    private partial void LogOfNoUse(int count, string reason);

    [LoggerMessage(4, LogLevel.Warning, "account {Account}: pushed events were not committed and stay in the queue: {Trouble}")]
    private partial void LogNotCommitted(string account, string trouble);

    [LoggerMessage(6, LogLevel.Error, "receiving pushed events failed in an unforeseen way and is tried again")]
    private partial void LogUnforeseen(Exception trouble);

    [LoggerMessage(5, LogLevel.Warning, "{Count} message(s) could not be deleted ({Code}) and will come again, which does no harm")]
    private partial void LogUndeleted(int count, string code);
}
