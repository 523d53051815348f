using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

internal sealed class DeleteMessageBatch : QueueOperation
{
    private const int EntriesMax = 10;

    public override string Name => "DeleteMessageBatch";

    protected override Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken)
    {
        var entries = call.Input.Json.TryGetProperty("Entries", out var given) && given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().Select(entry => (Id: Text(entry, "Id") ?? "", Handle: Text(entry, "ReceiptHandle") ?? "")).ToList()
            : [];
        if (entries.Count == 0)
        {
            return Task.FromResult<AwsAnswer>(AwsError.OfService("EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry in the request."));
        }

        if (entries.Count > EntriesMax)
        {
            return Task.FromResult<AwsAnswer>(AwsError.OfService(
                "TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {EntriesMax}. You have sent {entries.Count}."));
        }

        if (entries.Select(entry => entry.Id).Distinct().Count() < entries.Count)
        {
            return Task.FromResult<AwsAnswer>(AwsError.OfService("BatchEntryIdsNotDistinct", "Id is repeated in the batch."));
        }

        // Some may fail and the others not: the call itself succeeds.
        var undeletable = call.Simulator.Faults.Hit(Faults.FaultKind.Undeletable, call.Caller.Account, call.Region, Name).Count > 0;
        var deleted = entries.ToLookup(entry => !undeletable && queue.Delete(entry.Handle));
        return Task.FromResult(AwsAnswer.OfJson(json =>
        {
            json.WriteStartArray("Successful");
            foreach (var (id, _) in deleted[true])
            {
                json.WriteStartObject();
                json.WriteString("Id", id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (!deleted[false].Any())
            {
                return;
            }

            json.WriteStartArray("Failed");
            foreach (var (id, _) in deleted[false])
            {
                json.WriteStartObject();
                json.WriteString("Id", id);
                json.WriteString("Code", undeletable ? "InternalError" : "ReceiptHandleIsInvalid");
                json.WriteString("Message", "The message was not deleted.");
                json.WriteBoolean("SenderFault", !undeletable);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
