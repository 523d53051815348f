using System.Collections.Concurrent;

namespace RootWatch.Server.Tests;

/// <summary>
/// One turn at a time, as in a grain, for what relies on it. Without, what is cancelled while it waits goes on on another
/// thread, beside the turns, and so late on a busy machine that minutes of a virtual clock have passed.
/// </summary>
internal sealed class GrainTurns : TaskScheduler
{
    private readonly BlockingCollection<Task> _queue = [];

    /// <summary>What is still queued when the work has ended waits for the next.</summary>
    public Task Run(Func<Task> work) => Task.Run(() =>
    {
        Task whole = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        // It may end on a thread other than this one, which waits.
        whole.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, this);
        while (!whole.IsCompleted)
        {
            TryExecuteTask(_queue.Take());
        }

        return whole;
    });

    /// <summary>Lets everything go on that can, before the clock does.</summary>
    public async Task Settle()
    {
        do
        {
            await Task.Yield();
        }
        while (_queue.Count > 0);
    }

    protected override void QueueTask(Task task) => _queue.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;
}
