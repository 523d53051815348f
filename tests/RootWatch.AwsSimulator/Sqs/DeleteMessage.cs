using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

internal sealed class DeleteMessage : QueueOperation
{
    public override string Name => "DeleteMessage";

    protected override Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken)
    {
        if (Text(call.Input.Json, "ReceiptHandle") is not { } handle)
        {
            return Task.FromResult<AwsAnswer>(Missing("ReceiptHandle"));
        }

        // AWS does not mind an old handle: the message stays, and nobody is told.
        queue.Delete(handle);
        return Task.FromResult(AwsAnswer.OfJson(static _ => { }));
    }
}
