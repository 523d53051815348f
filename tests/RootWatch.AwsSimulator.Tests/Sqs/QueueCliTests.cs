using System.Text.Json;
using RootWatch.AwsSimulator.Control;

namespace RootWatch.AwsSimulator.Tests.Sqs;

/// <summary>The aws command line reads the queue; Debian's is from before SQS spoke JSON and is told the protocol by a model of ours.</summary>
public sealed class QueueCliTests
{
    [Fact]
    public async Task The_aws_command_line_receives_a_pushed_event_hides_it_and_deletes_it()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { Push = TimeSpan.Zero });
        var queue = host.QueueUrl.AbsoluteUri;
        Task<CliResult> Run(params string[] arguments) =>
            AwsCli.RunAsync(host.Endpoint, TestClient.Watcher, "us-east-1", [.. (string[])["sqs", arguments[0], "--queue-url", queue], .. arguments[1..]]);
        var eventId = host.Inject(new InjectedEvent
        {
            Account = host.Accounts[0].Id,
            Region = "us-east-1",
            VisibleInSeconds = 600,
            Record = JsonDocument.Parse("""{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","userIdentity":{"type":"Root"}}""").RootElement,
        }).Single().EventId;

        var attributes = (await Run("get-queue-attributes", "--attribute-names", "All")).Json.GetProperty("Attributes");
        Assert.Equal("1", attributes.GetProperty("ApproximateNumberOfMessages").GetString());
        var message = (await Run("receive-message", "--visibility-timeout", "600", "--max-number-of-messages", "10", "--attribute-names", "All")).Json.GetProperty("Messages")[0];
        Assert.Equal("1", message.GetProperty("Attributes").GetProperty("ApproximateReceiveCount").GetString());
        var envelope = JsonDocument.Parse(message.GetProperty("Body").GetString()!).RootElement;
        Assert.Equal("AWS Console Sign In via CloudTrail", envelope.GetProperty("detail-type").GetString());
        Assert.Equal(eventId, envelope.GetProperty("detail").GetProperty("eventID").GetString());

        var handle = message.GetProperty("ReceiptHandle").GetString()!;
        Assert.Equal(0, (await Run("change-message-visibility", "--receipt-handle", handle, "--visibility-timeout", "900")).ExitCode);
        var deleted = (await Run("delete-message-batch", "--entries", $"Id=one,ReceiptHandle={handle}")).Json;
        Assert.Equal("one", deleted.GetProperty("Successful")[0].GetProperty("Id").GetString());
        Assert.Equal(0, host.QueuedMessages);
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue)", (await AwsCli.RunAsync(host.Endpoint, TestClient.Watcher, "us-east-1", "sqs", "receive-message", "--queue-url", queue + "x")).Error);
    }
}
