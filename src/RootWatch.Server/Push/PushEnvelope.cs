using System.Globalization;
using System.Text.Json;
using RootWatch.Detection.Events;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Push;

/// <summary>
/// A message of the queue: EventBridge's envelope round a CloudTrail record. Reading it believes nothing yet: whose record
/// it is must be said twice, by EventBridge outside, which no sender of events can forge, and by CloudTrail inside.
/// </summary>
/// <param name="Refused">Why it is of no use; null if it is.</param>
internal readonly record struct PushEnvelope(string AccountId, PushedRecord? Record, PushOutcome? Refused)
{
    /// <summary>EventBridge takes and delivers no more than 256 KiB.</summary>
    public const int BodyLengthMax = 300 * 1024;

    private const int EventIdLengthMax = 64;

    // Nobody but AWS may put events whose source begins so.
    private const string AwsSource = "aws.";

    // "AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"; AWS's own pages spell the latter in two ways.
    private const string CloudTrailType = " via CloudTrail";

    // A name that stands there twice could mean one thing to us here and another to the rules.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    public static PushEnvelope Read(string body)
    {
        if (body.Length > BodyLengthMax)
        {
            return new PushEnvelope("", null, PushOutcome.Oversized);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            return Read(document.RootElement);
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidOperationException)
        {
            // The latter for half a surrogate pair in a text.
            return new PushEnvelope("", null, PushOutcome.Malformed);
        }
    }

    private static PushEnvelope Read(JsonElement envelope)
    {
        if (envelope.ValueKind is not JsonValueKind.Object
            || Text(envelope, "source") is not { } source || Text(envelope, "detail-type") is not { } type || Text(envelope, "account") is not { } account
            || !envelope.TryGetProperty("detail", out JsonElement detail) || detail.ValueKind is not JsonValueKind.Object)
        {
            return new PushEnvelope("", null, PushOutcome.Malformed);
        }

        if (!type.EndsWith(CloudTrailType, StringComparison.Ordinal))
        {
            return new PushEnvelope("", null, PushOutcome.NotCloudTrail);
        }

        if (!source.StartsWith(AwsSource, StringComparison.Ordinal) || !AccountIds.IsAccountId(account) || Owner(detail) != account)
        {
            return new PushEnvelope("", null, PushOutcome.Forged);
        }

        return Text(detail, "eventID") is { Length: > 0 and <= EventIdLengthMax } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && Time(detail) is { } time
            ? new PushEnvelope(account, new PushedRecord(id, time, detail.GetRawText()), null)
            : new PushEnvelope("", null, PushOutcome.Malformed);
    }

    /// <summary>Whose history holds the record; older records name only who acted.</summary>
    private static string? Owner(JsonElement detail) =>
        detail.TryGetProperty("recipientAccountId", out _) ? Text(detail, "recipientAccountId")
        : detail.TryGetProperty("userIdentity", out JsonElement identity) && identity.ValueKind is JsonValueKind.Object ? Text(identity, "accountId")
        : null;

    private static DateTimeOffset? Time(JsonElement detail) =>
        DateTimeOffset.TryParse(Text(detail, "eventTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
