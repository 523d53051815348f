using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// A standard queue of SQS: each message at least once, in no order, hidden for a while once received, gone after a day; and
/// at times without an answer.
/// </summary>
internal sealed class SimulatedQueue(VirtualWorld world, Random chance) : IPushQueue
{
    private const int MessagesMax = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    private readonly List<Message> _messages = [];
    private TaskCompletionSource _sent = new();
    private int _handles;

    public Uri Url { get; } = new("https://sqs.us-east-1.amazonaws.com/999900001111/rootwatch-push");

    /// <summary>Told what is deleted.</summary>
    public Action<PushDelivery> Deleted { get; set; } = static _ => { };

    /// <summary>While it does not answer.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Silence { get; init; }

    public int Count => _messages.Count;
    public int ReceivedAgain { get; private set; }

    public void Send(PushDelivery delivery)
    {
        _messages.Add(new Message(delivery, world.Now) { VisibleFrom = world.Now });
        TaskCompletionSource sent = _sent;
        _sent = new TaskCompletionSource();
        sent.SetResult();
    }

    public async Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        await world.Sleep(Latency);
        if (Fails())
        {
            return AwsOutcome<IReadOnlyList<QueueMessage>>.Failed(Failure("ReceiveMessage"));
        }

        DateTimeOffset until = world.Now + wait;
        while (true)
        {
            _messages.RemoveAll(message => world.Now - message.SentAt > Retention);
            Message[] visible = [.. _messages.Where(message => message.VisibleFrom <= world.Now)];
            if (visible.Length > 0)
            {
                chance.Shuffle(visible);
                return AwsOutcome.Success<IReadOnlyList<QueueMessage>>(
                    [.. visible.Take(chance.Next(1, MessagesMax + 1)).Select(message => Received(message, hiddenFor))], null);
            }

            if (world.Now >= until)
            {
                return AwsOutcome.Success<IReadOnlyList<QueueMessage>>([], null);
            }

            DateTimeOffset next = _messages.Select(message => message.VisibleFrom).Append(until).Min();
            await Task.WhenAny(_sent.Task, world.Sleep((next < until ? next : until) - world.Now));
        }
    }

    public async Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
    {
        await world.Sleep(Latency);
        if (Fails())
        {
            return AwsOutcome<IReadOnlyList<UndeletedMessage>>.Failed(Failure("DeleteMessageBatch"));
        }

        List<UndeletedMessage> undeleted = [];
        foreach (string handle in receiptHandles)
        {
            if (chance.Next(40) == 0)
            {
                undeleted.Add(new UndeletedMessage(handle, "InternalError"));
                continue;
            }

            foreach (Message message in _messages.Where(message => message.Handle == handle).ToArray())
            {
                Deleted(message.Delivery);
                if (chance.Next(40) == 0)
                {
                    // One of the machines that keep it did not hear of that.
                    message.VisibleFrom = world.Now.AddSeconds(chance.Next(3600));
                    continue;
                }

                _messages.Remove(message);
            }
        }

        return AwsOutcome.Success<IReadOnlyList<UndeletedMessage>>(undeleted, null);
    }

    private QueueMessage Received(Message message, TimeSpan hiddenFor)
    {
        ReceivedAgain += message.Handle is null ? 0 : 1;
        message.Handle = $"handle-{++_handles}";
        // Now and then another receiver is given it all the same.
        message.VisibleFrom = chance.Next(40) == 0 ? world.Now : world.Now + hiddenFor;
        return new QueueMessage("", message.Handle, message.Delivery.Body);
    }

    private bool Fails() => (world.Now >= Silence.From && world.Now < Silence.To) || chance.Next(200) == 0;

    private static AwsFailure Failure(string operation) => new(AwsFailureReason.Unreachable, "sqs", operation, "us-east-1", null, "simulated");

    private sealed record Message(PushDelivery Delivery, DateTimeOffset SentAt)
    {
        public DateTimeOffset VisibleFrom { get; set; }

        /// <summary>Of the last time it was received: an older one deletes nothing.</summary>
        public string? Handle { get; set; }
    }
}
