using Amazon.Runtime;
using Amazon.SQS;
using RootWatch.Aws.Credentials;
using RootWatch.Aws.Wire;
using Sdk = Amazon.SQS.Model;

namespace RootWatch.Aws.Sqs;

/// <summary>A message of a queue, as received once; the same message may be received again, under another handle.</summary>
public sealed record QueueMessage(string MessageId, string ReceiptHandle, string Body);

/// <summary>A message that could not be deleted.</summary>
/// <param name="Code">AWS's, such as <c>ReceiptHandleIsInvalid</c>.</param>
public sealed record UndeletedMessage(string ReceiptHandle, string Code);

/// <summary>SQS through AWS's own SDK, held to the same deadlines and reasons as our own wire, and signed with the process's own credentials.</summary>
public sealed class QueueClient
{
    internal const string ServiceName = "sqs";
    internal const int MessagesMax = 10;

    private readonly AwsClientOptions _options;
    private readonly HttpClientFactory _http;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly ProcessCredentials _credentials;

    internal QueueClient(AwsClientOptions options, HttpClientFactory http, TimeProvider time, Random jitter, ProcessCredentials credentials)
    {
        _options = options;
        _http = http;
        _time = time;
        _jitter = jitter;
        _credentials = credentials;
    }

    /// <summary>At most ten messages; none if there was none for as long as <paramref name="wait"/>.</summary>
    /// <param name="wait">In whole seconds, at most 20.</param>
    /// <param name="hiddenFor">As long nobody else receives them, unless they are deleted first. In whole seconds.</param>
    public Task<AwsOutcome<IReadOnlyList<QueueMessage>>> ReceiveAsync(QueueAddress queue, TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
        CallAsync("ReceiveMessage", queue, wait, async (client, token) =>
        {
            var answer = await client.ReceiveMessageAsync(new Sdk.ReceiveMessageRequest
            {
                QueueUrl = queue.Url.AbsoluteUri,
                MaxNumberOfMessages = MessagesMax,
                WaitTimeSeconds = (int)wait.TotalSeconds,
                VisibilityTimeout = (int)hiddenFor.TotalSeconds,
            }, token);
            return (IReadOnlyList<QueueMessage>)[.. (answer.Messages ?? [])
                .Where(message => message is { ReceiptHandle: not null, Body: not null })
                .Select(message => new QueueMessage(message.MessageId ?? "", message.ReceiptHandle, message.Body))];
        }, cancellationToken);

    /// <summary>Deletes at most ten messages; those that AWS did not delete come back.</summary>
    public Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> DeleteAsync(QueueAddress queue, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken) =>
        CallAsync("DeleteMessageBatch", queue, TimeSpan.Zero, async (client, token) =>
        {
            var answer = await client.DeleteMessageBatchAsync(new Sdk.DeleteMessageBatchRequest
            {
                QueueUrl = queue.Url.AbsoluteUri,
                Entries = [.. receiptHandles.Select((handle, index) => new Sdk.DeleteMessageBatchRequestEntry($"m{index}", handle))],
            }, token);
            Dictionary<string, string> failed = (answer.Failed ?? []).GroupBy(entry => entry.Id).ToDictionary(entry => entry.Key, entry => entry.First().Code ?? "");
            return (IReadOnlyList<UndeletedMessage>)[.. receiptHandles
                .Select((handle, index) => (Handle: handle, Code: failed.GetValueOrDefault($"m{index}")))
                .Where(entry => entry.Code is not null)
                .Select(entry => new UndeletedMessage(entry.Handle, PlainText.Code(entry.Code) ?? "unknown"))];
        }, cancellationToken);

    /// <param name="wait">How long AWS may keep the call open of its own will.</param>
    private Task<AwsOutcome<T>> CallAsync<T>(
        string operation, QueueAddress queue, TimeSpan wait, Func<AmazonSQSClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        string region = queue.Region ?? _options.StsRegion;
        var call = new AwsCall(ServiceName, operation, region);
        // Whoever reads a queue comes back anyway: one attempt.
        var attempts = new Attempts(new AwsClientOptions { AttemptTimeout = _options.AttemptTimeout + wait, AttemptsMax = 1 }, _time, _jitter);
        return attempts.RunAsync(call, async token =>
        {
            try
            {
                using var client = new SkewRetryingSqsClient(await _credentials.FindAsync(token), Config(queue, region, wait));
                return AwsOutcome<T>.Success(await send(client, token), null);
            }
            catch (NoCredentialsException exception)
            {
                return AwsOutcome<T>.Failed(call.Fail(AwsFailureReason.NoCredentials, exception.Message));
            }
            catch (Exception exception) when (FailureOf(call, exception) is { } failure)
            {
                return AwsOutcome<T>.Failed(failure);
            }
        }, cancellationToken);
    }

    private AmazonSQSConfig Config(QueueAddress queue, string region, TimeSpan wait) => new()
    {
        ServiceURL = queue.Url.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = region,
        IgnoreConfiguredEndpointUrls = true,
        HttpClientFactory = _http,
        MaxErrorRetry = 0,
        ThrottleRetries = false,
        AllowAutoRedirect = false,
        Timeout = _options.AttemptTimeout + wait,
        DisableLogging = true,
    };

    // Null: not an answer of SQS but trouble on the way, which is the same for every service.
    private static AwsFailure? FailureOf(AwsCall call, Exception exception) => exception switch
    {
        AmazonUnmarshallingException unreadable when (int?)unreadable.StatusCode is 0 or null or (>= 200 and < 500) =>
            call.Fail(AwsFailureReason.Malformed, "the answer could not be read.", httpStatus: (int)unreadable.StatusCode),
        AmazonServiceException { StatusCode: not 0 } refused => call.Fail(
            AwsErrors.Classify(call.Region, (int)refused.StatusCode, new AwsErrorBody(refused.ErrorCode, refused.Message), null),
            refused.Message, refused.ErrorCode, (int)refused.StatusCode),
        // Raised where a body's checksum is not that of the body.
        AmazonClientException { InnerException: null } damaged => call.Fail(AwsFailureReason.Malformed, damaged.Message),
        _ => null,
    };
}
