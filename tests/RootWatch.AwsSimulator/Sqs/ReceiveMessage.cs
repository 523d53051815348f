using System.Globalization;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sqs;

internal sealed class ReceiveMessage : QueueOperation
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public override string Name => "ReceiveMessage";

    protected override async Task<AwsAnswer> AnswerAsync(AwsCall call, SimulatedQueue queue, CancellationToken cancellationToken)
    {
        var input = call.Input.Json;
        if (Number(input, "MaxNumberOfMessages", 1, 1, 10) is not { } max)
        {
            return InvalidValue("MaxNumberOfMessages", "Must be between 1 and 10, if provided");
        }

        if (Number(input, "WaitTimeSeconds", 0, 0, 20) is not { } wait)
        {
            return InvalidValue("WaitTimeSeconds", "Must be >= 0 and <= 20, if provided");
        }

        if (Number(input, "VisibilityTimeout", (int)SimulatedQueue.VisibilityTimeout.TotalSeconds, 0, 43_200) is not { } hidden)
        {
            return InvalidValue("VisibilityTimeout", "Must be >= 0 and <= 43200, if provided");
        }

        var simulator = call.Simulator;
        var until = simulator.Now.AddSeconds(wait);
        var messages = queue.Receive(max, TimeSpan.FromSeconds(hidden), simulator.Now);
        while (messages.Count == 0 && simulator.Now < until)
        {
            await Task.Delay(LookAgain, simulator.Options.TimeProvider, cancellationToken);
            messages = queue.Receive(max, TimeSpan.FromSeconds(hidden), simulator.Now);
        }

        return AwsAnswer.OfJson(json =>
        {
            // AWS leaves the member out where there is no message.
            if (messages.Count == 0)
            {
                return;
            }

            json.WriteStartArray("Messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("MessageId", message.MessageId);
                json.WriteString("ReceiptHandle", message.ReceiptHandle);
                json.WriteString("MD5OfBody", message.BodyMd5);
                json.WriteString("Body", message.Body);
                if (input.TryGetProperty("AttributeNames", out _) || input.TryGetProperty("MessageSystemAttributeNames", out _))
                {
                    json.WriteStartObject("Attributes");
                    json.WriteString("ApproximateReceiveCount", message.ReceiveCount.ToString(CultureInfo.InvariantCulture));
                    json.WriteString("SentTimestamp", Milliseconds(message.SentAt));
                    json.WriteString("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceivedAt));
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
