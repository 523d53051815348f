using RootWatch.Aws;
using RootWatch.Aws.Sqs;

namespace RootWatch.Server.Push;

/// <summary>The queue of pushed events. What is not deleted comes again, and what is deleted may come again, too.</summary>
internal interface IPushQueue
{
    Uri Url { get; }

    /// <summary>At most ten messages; none if there was none for as long as <paramref name="wait"/>.</summary>
    /// <param name="hiddenFor">As long nobody else receives them, unless they are deleted first.</param>
    Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken);

    /// <summary>Deletes at most ten messages; those that it could not delete come back.</summary>
    Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken);
}

/// <summary>The one that EventBridge fills.</summary>
internal sealed class SqsPushQueue(QueueAddress address, QueueClient queues) : IPushQueue
{
    public Uri Url => address.Url;

    public Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
        queues.ReceiveAsync(address, wait, hiddenFor, cancellationToken);

    public Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken) =>
        queues.DeleteAsync(address, receiptHandles, cancellationToken);
}
