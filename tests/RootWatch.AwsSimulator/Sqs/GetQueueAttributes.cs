using System.Globalization;
using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

internal sealed class GetQueueAttributes : QueueOperation
{
    public override string Name => "GetQueueAttributes";

    protected override Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken)
    {
        var (visible, notVisible, delayed) = queue.Count(call.Now);
        var all = new Dictionary<string, string>
        {
            ["QueueArn"] = queue.Arn,
            ["ApproximateNumberOfMessages"] = Number(visible),
            ["ApproximateNumberOfMessagesNotVisible"] = Number(notVisible),
            ["ApproximateNumberOfMessagesDelayed"] = Number(delayed),
            ["VisibilityTimeout"] = Number((int)SimulatedQueue.VisibilityTimeout.TotalSeconds),
            ["MessageRetentionPeriod"] = Number((int)SimulatedQueue.Retention.TotalSeconds),
            ["ReceiveMessageWaitTimeSeconds"] = "0",
        };
        var asked = call.Input.Json.TryGetProperty("AttributeNames", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.GetString() ?? "").ToList()
            : [];
        if (asked.Find(name => name != "All" && !all.ContainsKey(name)) is { } unknown)
        {
            return Task.FromResult<AwsAnswer>(AwsError.OfService("InvalidAttributeName", $"Unknown Attribute {unknown}."));
        }

        return Task.FromResult(AwsAnswer.OfJson(json =>
        {
            if (asked.Count == 0)
            {
                return;
            }

            json.WriteStartObject("Attributes");
            foreach (var (name, value) in all.Where(attribute => asked.Contains("All") || asked.Contains(attribute.Key)))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
