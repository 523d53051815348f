using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

/// <summary>An operation on the one queue that there is.</summary>
internal abstract class QueueOperation : AwsOperation
{
    public override AwsService Service => AwsService.Sqs;

    /// <summary>A standard queue has nearly no limit.</summary>
    public override Quota Quota => new(3000, 3000);

    public sealed override AwsAnswer Invoke(AwsCall call) => throw new NotSupportedException("a queue may keep its caller waiting");

    public sealed override Task<AwsAnswer> InvokeAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = call.Simulator.Queue;
        var path = Text(call.Input.Json, "QueueUrl") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.AbsolutePath : null;
        return path is null ? Task.FromResult<AwsAnswer>(Missing("QueueUrl"))
            : path != queue.Path || call.Region != queue.Region ? Task.FromResult<AwsAnswer>(NoSuchQueue)
            : call.Caller.Account != Simulator.WatcherAccountId ? Task.FromResult<AwsAnswer>(AwsError.Denied(
                AwsProtocol.Json10, call.Caller.Arn, $"sqs:{Name.ToLowerInvariant()}", queue.Arn, "because no resource-based policy allows it"))
            : AnswerAsync(call, queue, cancellationToken);
    }

    protected abstract Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken);

    protected static AwsError Missing(string parameter) => AwsError.OfService("MissingParameter", $"The request must contain the parameter {parameter}.");

    protected static AwsError InvalidHandle(string handle) =>
        AwsError.OfService("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.", 404);

    protected static AwsError InvalidValue(string parameter, string rule) =>
        AwsError.OfService("InvalidParameterValue", $"Value for parameter {parameter} is invalid. Reason: {rule}.");

    protected static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The whole number of that name, or the default; null if it is another thing or out of bounds.</summary>
    protected static int? Number(JsonElement json, string name, int preset, int min, int max) =>
        !json.TryGetProperty(name, out var value) ? preset
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max ? number
        : null;

    private static readonly AwsError NoSuchQueue = AwsError.OfService("QueueDoesNotExist", "The specified queue does not exist.");
}
