using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Faults;

namespace RootWatch.Server.Tests.Push;

/// <summary>The client of the queue against the simulator's, over real sockets.</summary>
public sealed class QueueClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string?> _before = [];
    private SimulatorHost _aws = null!;
    private AwsClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _aws = await SimulatorHost.StartAsync(new SimulatorOptions { Push = TimeSpan.Zero });
        foreach ((string name, string value) in new[] { ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY") })
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        _clients = new AwsClients(new AwsClientOptions(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _clients.Dispose();
        await _aws.DisposeAsync();
    }

    private QueueAddress Queue => QueueAddress.Parse(_aws.QueueUrl.AbsoluteUri).Address!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_received_with_their_bodies_and_deleted_by_their_handles()
    {
        string[] bodies = ["{\"a\":\"ä\u2028\"}", new string('x', 250_000), "plain"];
        foreach (string body in bodies)
        {
            _aws.Push(body);
        }

        IReadOnlyList<QueueMessage> messages = (await _clients.Queues.ReceiveAsync(Queue, TimeSpan.Zero, Hidden, Stop)).Value!;
        Assert.Equal(bodies, messages.Select(message => message.Body));
        Assert.Empty((await _clients.Queues.ReceiveAsync(Queue, TimeSpan.Zero, Hidden, Stop)).Value!);
        UndeletedMessage left = Assert.Single((await _clients.Queues.DeleteAsync(Queue, [.. messages.Select(message => message.ReceiptHandle), "stale"], Stop)).Value!);
        Assert.Equal(("stale", "ReceiptHandleIsInvalid"), (left.ReceiptHandle, left.Code));
        Assert.Equal(0, _aws.QueuedMessages);
    }

    [Theory]
    [InlineData(FaultKind.Deny, AwsFailureReason.Denied)]
    [InlineData(FaultKind.Throttle, AwsFailureReason.Throttled)]
    [InlineData(FaultKind.Error, AwsFailureReason.ServerError)]
    [InlineData(FaultKind.Garbage, AwsFailureReason.Malformed)]
    public async Task A_failure_is_a_value_with_its_reason(FaultKind fault, AwsFailureReason reason)
    {
        _aws.SetFault(new Fault { Kind = fault, Action = "ReceiveMessage" });
        AwsFailure failure = (await _clients.Queues.ReceiveAsync(Queue, TimeSpan.Zero, Hidden, Stop)).Failure!;
        Assert.Equal((reason, "sqs", "ReceiveMessage"), (failure.Reason, failure.Service, failure.Operation));
        Assert.Equal(1, _aws.Calls.Where(call => call.Action == "ReceiveMessage").Sum(call => call.Calls));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_no_answer()
    {
        _aws.SetFault(new Fault { Kind = FaultKind.Truncate, Action = "ReceiveMessage" });
        Assert.Equal(AwsFailureReason.Unreachable, (await _clients.Queues.ReceiveAsync(Queue, TimeSpan.Zero, Hidden, Stop)).Failure!.Reason);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_said_to_be_so()
    {
        AwsFailure failure = (await _clients.Queues.ReceiveAsync(QueueAddress.Parse(_aws.QueueUrl.AbsoluteUri + "x").Address!, TimeSpan.Zero, Hidden, Stop)).Failure!;
        Assert.Equal(AwsFailureReason.Rejected, failure.Reason);
        Assert.Contains("does not exist", failure.Message, StringComparison.Ordinal);
    }
}
