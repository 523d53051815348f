using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;
using RootWatch.Server.Push;
using RootWatch.Server.Tests.Simulation;

namespace RootWatch.Server.Tests.Push;

/// <summary>How often the queue of pushed events is asked.</summary>
public sealed class PushReceiverTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RootWatchMeter _meter = new();

    [Fact]
    public async Task A_queue_that_is_empty_and_does_not_wait_is_asked_once_a_second()
    {
        EmptyQueue queue = new(_time, calls: 4);
        using PushReceiver receiver = Receiver(queue);
        DateTimeOffset began = _time.GetUtcNow();
        await receiver.StartAsync(CancellationToken.None);

        while (await Task.WhenAny(queue.Done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)) != queue.Done)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await receiver.StopAsync(CancellationToken.None);
        DateTimeOffset[] asked = [.. queue.Asked];
        // The clock goes on beside the receiver, also between its look at it and its call: two calls may lie closer than they were begun.
        Assert.Equal(4, asked.Length);
        Assert.All(asked.Index(), call => Assert.InRange(call.Item - began, TimeSpan.FromSeconds(call.Index), TimeSpan.MaxValue));
    }

    public void Dispose() => _meter.Dispose();

    private PushReceiver Receiver(IPushQueue queue) => new(
        queue, new PushOptions { Wait = TimeSpan.Zero }, DispatchProxy.Create<IGrainFactory, SimulatedReceiver.Grains>(), new CurrentRoster(), new PushStatus(_meter, _time), _meter, _time,
        NullLogger<PushReceiver>.Instance);

    /// <summary>Answers at once, so often, and then not any more.</summary>
    private sealed class EmptyQueue(TimeProvider time, int calls) : IPushQueue
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Uri Url { get; } = new("https://sqs.us-east-1.amazonaws.com/999900001111/rootwatch-push");

        public ConcurrentQueue<DateTimeOffset> Asked { get; } = new();

        public Task Done => _done.Task;

        public async Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken)
        {
            Asked.Enqueue(time.GetUtcNow());
            if (Asked.Count == calls)
            {
                _done.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return AwsOutcome.Success<IReadOnlyList<QueueMessage>>([], null);
        }

        public Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
