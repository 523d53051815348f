using System.Security.Cryptography;
using System.Text;

namespace RootWatch.AwsSimulator.Sqs;

/// <summary>A message as one receive call got it.</summary>
internal sealed record ReceivedMessage(string MessageId, string ReceiptHandle, string Body, string BodyMd5, int ReceiveCount, DateTimeOffset SentAt, DateTimeOffset FirstReceivedAt);

/// <summary>
/// A standard queue: at least once, in no order that one may count on. A message that was received is hidden for its
/// visibility timeout and then comes again, with a new handle; only the newest handle counts.
/// </summary>
internal sealed class SimulatedQueue(Seed seed, string account, string region, string name)
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(14);

    /// <summary>Unless a call says otherwise.</summary>
    public static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Message> _messages = [];
    private long _sent;
    private long _received;

    public string Name => name;

    public string Arn => $"arn:aws:sqs:{region}:{account}:{name}";

    public string Path => $"/{account}/{name}";

    public string Region => region;

    /// <param name="availableAt">Nobody receives it before.</param>
    public void Send(string body, DateTimeOffset availableAt)
    {
        lock (_gate)
        {
            _messages.Add(new Message(seed.Uuid("sqs-message", ++_sent), body, availableAt));
        }
    }

    public IReadOnlyList<ReceivedMessage> Receive(int max, TimeSpan hiddenFor, DateTimeOffset now)
    {
        lock (_gate)
        {
            _messages.RemoveAll(message => message.SentAt + Retention <= now);
            var found = _messages.Where(message => message.VisibleAt <= now).Take(max).ToList();
            foreach (var message in found)
            {
                message.ReceiveCount++;
                message.FirstReceivedAt ??= now;
                message.VisibleAt = now + hiddenFor;
                message.Handle = Convert.ToBase64String(seed.Bytes("sqs-handle", message.Id, ++_received));
            }

            return [.. found.Select(message => new ReceivedMessage(
                message.Id, message.Handle!, message.Body, Md5(message.Body), message.ReceiveCount, message.SentAt, message.FirstReceivedAt!.Value))];
        }
    }

    /// <summary>False if no message has the handle: it is of another receipt, or the message is gone.</summary>
    public bool Delete(string handle)
    {
        lock (_gate)
        {
            return _messages.RemoveAll(message => message.Handle == handle) > 0;
        }
    }

    public bool ChangeVisibility(string handle, TimeSpan hiddenFor, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_messages.Find(message => message.Handle == handle) is not { } found || found.VisibleAt <= now)
            {
                return false;
            }

            found.VisibleAt = now + hiddenFor;
            return true;
        }
    }

    /// <summary>Messages to be received now, hidden ones, and those that are not available yet.</summary>
    public (int Visible, int NotVisible, int Delayed) Count(DateTimeOffset now)
    {
        lock (_gate)
        {
            return (
                _messages.Count(message => message.VisibleAt <= now),
                _messages.Count(message => message.VisibleAt > now && message.ReceiveCount > 0),
                _messages.Count(message => message.VisibleAt > now && message.ReceiveCount == 0));
        }
    }

#pragma warning disable CA5351 // SQS's protocol asks for MD5.
    public static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private sealed class Message(string id, string body, DateTimeOffset availableAt)
    {
        public string Id => id;

        public string Body => body;

        public DateTimeOffset SentAt { get; } = availableAt;

        public DateTimeOffset VisibleAt { get; set; } = availableAt;

        public DateTimeOffset? FirstReceivedAt { get; set; }

        public string? Handle { get; set; }

        public int ReceiveCount { get; set; }
    }
}
