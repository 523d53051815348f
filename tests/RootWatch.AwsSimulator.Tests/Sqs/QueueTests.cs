using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Faults;

namespace RootWatch.AwsSimulator.Tests.Sqs;

public sealed class QueueTests
{
    [Fact]
    public async Task What_root_does_arrives_in_EventBridges_envelope_before_it_can_be_looked_up()
    {
        await using var aws = await Pushing();
        var id = aws.AddSignIn(visibleInSeconds: 300);
        var body = Assert.Single(Messages(await Receive(aws))).GetProperty("Body").GetString()!;
        var envelope = JsonDocument.Parse(body).RootElement;
        Assert.Equal(
            ("AWS API Call via CloudTrail", "aws.signin", aws.Account.Id, "us-east-1"),
            (Text(envelope, "detail-type"), Text(envelope, "source"), Text(envelope, "account"), Text(envelope, "region")));
        Assert.Equal(id, Text(envelope.GetProperty("detail"), "eventID"));
        Assert.NotEqual(id, Text(envelope, "id"));
    }

    [Fact]
    public async Task Only_root_is_pushed_and_only_where_it_was_asked_for()
    {
        await using var aws = await Pushing();
        aws.Add("""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","userIdentity":{"type":"IAMUser","userName":"root"}}""");
        Assert.Equal(0, aws.Host.QueuedMessages);
        await using var silent = await Aws.StartAsync();
        silent.AddSignIn();
        Assert.Equal(0, silent.Host.QueuedMessages);
    }

    [Fact]
    public async Task A_message_that_is_not_deleted_comes_again_under_another_handle_and_the_old_handle_deletes_nothing()
    {
        await using var aws = await Pushing();
        aws.Host.Push("hello");
        var first = Assert.Single(Messages(await Receive(aws, hidden: 60)));
        Assert.Empty(Messages(await Receive(aws)));
        aws.Clock.Advance(TimeSpan.FromSeconds(61));
        var second = Assert.Single(Messages(await Receive(aws, hidden: 60)));
        Assert.Equal(Text(first, "MessageId"), Text(second, "MessageId"));
        Assert.NotEqual(Text(first, "ReceiptHandle"), Text(second, "ReceiptHandle"));
        Assert.Equal(200, (await Call(aws, "DeleteMessage", new { QueueUrl = Url(aws), ReceiptHandle = Text(first, "ReceiptHandle") })).Status);
        Assert.Equal(1, aws.Host.QueuedMessages);
        Assert.Equal(200, (await Call(aws, "DeleteMessage", new { QueueUrl = Url(aws), ReceiptHandle = Text(second, "ReceiptHandle") })).Status);
        Assert.Equal(0, aws.Host.QueuedMessages);
    }

    [Fact]
    public async Task A_changed_visibility_brings_a_message_back_at_once()
    {
        await using var aws = await Pushing();
        aws.Host.Push("hello");
        var handle = Text(Assert.Single(Messages(await Receive(aws, hidden: 600))), "ReceiptHandle");
        Assert.Equal(200, (await Call(aws, "ChangeMessageVisibility", new { QueueUrl = Url(aws), ReceiptHandle = handle, VisibilityTimeout = 0 })).Status);
        Assert.Single(Messages(await Receive(aws)));
        Assert.Equal("com.amazonaws.sqs#ReceiptHandleIsInvalid", (await Call(aws, "ChangeMessageVisibility", new { QueueUrl = Url(aws), ReceiptHandle = handle, VisibilityTimeout = 0 })).Code);
    }

    [Fact]
    public async Task A_batch_deletes_what_it_can_and_says_what_it_could_not()
    {
        await using var aws = await Pushing();
        aws.Host.Push("hello");
        var handle = Text(Assert.Single(Messages(await Receive(aws))), "ReceiptHandle");
        var answer = await Call(aws, "DeleteMessageBatch", new { QueueUrl = Url(aws), Entries = new[] { new { Id = "a", ReceiptHandle = handle }, new { Id = "b", ReceiptHandle = "gone" } } });
        Assert.Equal(["a"], answer.Json.GetProperty("Successful").EnumerateArray().Select(entry => Text(entry, "Id")));
        Assert.Equal([("b", "ReceiptHandleIsInvalid")], answer.Json.GetProperty("Failed").EnumerateArray().Select(entry => (Text(entry, "Id"), Text(entry, "Code"))));
    }

    [Theory]
    [InlineData(FaultKind.PushLost, 0)]
    [InlineData(FaultKind.PushDoubled, 2)]
    public async Task A_push_is_no_promise(FaultKind kind, int messages)
    {
        await using var aws = await Pushing();
        aws.Host.SetFault(new Fault { Kind = kind, Account = aws.Account.Id });
        aws.AddSignIn();
        Assert.Equal(messages, aws.Host.QueuedMessages);
    }

    [Fact]
    public async Task A_receive_call_waits_for_a_message()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { Push = TimeSpan.FromSeconds(2) });
        using var client = new TestClient(host.Endpoint, TimeProvider.System);
        host.Inject(new InjectedEvent
        {
            Account = host.Accounts[0].Id,
            Region = "us-east-1",
            Record = JsonDocument.Parse("""{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","userIdentity":{"type":"Root"}}""").RootElement,
        });
        Task<Answer> Ask(int wait) => client.SendAsync(
            "sqs", "us-east-1", TestClient.Watcher, "/", JsonSerializer.Serialize(new { QueueUrl = host.QueueUrl.AbsoluteUri, WaitTimeSeconds = wait }), "application/x-amz-json-1.0", "AmazonSQS.ReceiveMessage");
        Assert.Empty(Messages(await Ask(0)));
        var message = Assert.Single(Messages(await Ask(20)));
#pragma warning disable CA5351 // As the protocol wants it.
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Text(message, "Body")))), Text(message, "MD5OfBody"));
#pragma warning restore CA5351
    }

    [Fact]
    public async Task Another_queue_and_another_account_are_refused()
    {
        await using var aws = await Pushing();
        var missing = await Call(aws, "ReceiveMessage", new { QueueUrl = Url(aws) + "x" });
        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", missing.Code);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", missing.Response.Headers.GetValues("x-amzn-query-error").Single());
        var foreign = await aws.Client.SendAsync("sqs", "us-east-1", await aws.Client.SessionAsync(aws.Account), "/", JsonSerializer.Serialize(new { QueueUrl = Url(aws) }), "application/x-amz-json-1.0", "AmazonSQS.ReceiveMessage");
        Assert.Equal("com.amazonaws.sqs#AccessDeniedException", foreign.Code);
    }

    private static Task<Aws> Pushing() => Aws.StartAsync(new SimulatorOptions { Push = TimeSpan.Zero });

    private static string Url(Aws aws) => aws.Host.QueueUrl.AbsoluteUri;

    private static Task<Answer> Receive(Aws aws, int hidden = 30, int wait = 0) =>
        Call(aws, "ReceiveMessage", new { QueueUrl = Url(aws), MaxNumberOfMessages = 10, VisibilityTimeout = hidden, WaitTimeSeconds = wait });

    private static Task<Answer> Call(Aws aws, string operation, object body) =>
        aws.Client.SendAsync("sqs", "us-east-1", TestClient.Watcher, "/", JsonSerializer.Serialize(body), "application/x-amz-json-1.0", $"AmazonSQS.{operation}");

    private static IReadOnlyList<JsonElement> Messages(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json.TryGetProperty("Messages", out var messages) ? [.. messages.EnumerateArray()] : [];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
