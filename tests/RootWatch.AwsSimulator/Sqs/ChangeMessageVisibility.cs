using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

internal sealed class ChangeMessageVisibility : QueueOperation
{
    public override string Name => "ChangeMessageVisibility";

    protected override Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken) =>
        Task.FromResult(
            Text(call.Input.Json, "ReceiptHandle") is not { } handle ? Missing("ReceiptHandle")
            : Number(call.Input.Json, "VisibilityTimeout", -1, 0, 43_200) is not (>= 0 and var hidden) ? InvalidValue("VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
            : queue.ChangeVisibility(handle, TimeSpan.FromSeconds(hidden), call.Now) ? AwsAnswer.OfJson(static _ => { })
            : InvalidHandle(handle));
}
