using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace RootWatch.Aws.Wire;

/// <summary>What an error answer says, in whichever of AWS's shapes it says it.</summary>
internal readonly record struct AwsErrorBody(string? Code, string? Message)
{
    /// <param name="errorTypeHeader">The <c>x-amzn-errortype</c> header: the code of rest-json, and ahead of the body wherever it is sent.</param>
    /// <param name="body">As much of the body as was read; may be HTML, empty or cut off.</param>
    public static AwsErrorBody Parse(string? errorTypeHeader, ReadOnlySpan<byte> body)
    {
        var found = FirstCharacter(body) switch
        {
            '{' => ParseJson(body),
            '<' => ParseXml(body),
            _ => default,
        };
        return errorTypeHeader is { Length: > 0 } ? found with { Code = Bare(errorTypeHeader) } : found;
    }

    // "com.amazonaws.cloudtrail#ThrottlingException:http://internal.amazon.com/..." is ThrottlingException.
    private static string Bare(string code)
    {
        if (code.IndexOf(':', StringComparison.Ordinal) is var end and >= 0)
        {
            code = code[..end];
        }

        return code[(code.LastIndexOf('#') + 1)..].Trim();
    }

    private static char FirstCharacter(ReadOnlySpan<byte> body)
    {
        foreach (byte b in body)
        {
            // White space, and the three bytes of a byte order mark.
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
            {
                return (char)b;
            }
        }

        return '\0';
    }

    // Token by token, so that a body cut off after its code still gives the code.
    private static AwsErrorBody ParseJson(ReadOnlySpan<byte> body)
    {
        string? type = null, code = null, message = null;
        try
        {
            var reader = new Utf8JsonReader(body[body.IndexOf((byte)'{')..]);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    continue;
                }

                string name = reader.GetString()!;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                {
                    continue;
                }

                switch (name)
                {
                    case "__type": type = reader.GetString(); break;
                    case "code" or "Code": code = reader.GetString(); break;
                    case "message" or "Message" or "errorMessage": message = reader.GetString(); break;
                    default: break;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What was read before the break counts.
        }

        return new AwsErrorBody((type ?? code) is { } found ? Bare(found) : null, message);
    }

    private static AwsErrorBody ParseXml(ReadOnlySpan<byte> body)
    {
        string? code = null, message = null;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), settings);
            bool inError = false;
            string open = "";
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        inError |= reader.LocalName == "Error";
                        // Only the first of each counts.
                        open = inError && (reader.LocalName == "Code" ? code : reader.LocalName == "Message" ? message : "") is null ? reader.LocalName : "";
                        break;
                    case XmlNodeType.EndElement:
                        open = "";
                        break;
                    // A text may come in pieces: a comment between them, or a part of it as CDATA.
                    case XmlNodeType.Text or XmlNodeType.CDATA when open == "Code":
                        code += reader.Value;
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA when open == "Message":
                        message += reader.Value;
                        break;
                    default:
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is XmlException or DecoderFallbackException)
        {
            // HTML mostly, or cut off: what was read before the break counts.
        }

        return new AwsErrorBody(code?.Trim(), message?.Trim());
    }
}

/// <summary>From AWS's code to our reason. Codes first: AWS throttles with 400 and denies with 400.</summary>
internal static class AwsErrors
{
    // Apart by more than this and a refused signature is the clock's fault, whatever the text says.
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(4);

    private static readonly FrozenDictionary<string, AwsFailureReason> Reasons = Table(
        (AwsFailureReason.Throttled,
            "Throttling ThrottlingException ThrottledException RequestThrottledException RequestThrottled TooManyRequestsException " +
            "ProvisionedThroughputExceededException RequestLimitExceeded BandwidthLimitExceeded SlowDown PriorRequestNotComplete " +
            "EC2ThrottledException TransactionInProgressException"),
        (AwsFailureReason.Denied,
            "AccessDenied AccessDeniedException UnauthorizedOperation NotAuthorized AuthorizationError SubscriptionRequiredException " +
            "OperationNotPermittedException CloudTrailAccessNotEnabledException InsufficientDependencyServiceAccessPermissionException"),
        (AwsFailureReason.Expired, "ExpiredToken ExpiredTokenException"),
        (AwsFailureReason.RegionOff, "RegionDisabledException OptInRequired"),
        (AwsFailureReason.ClockSkew, "RequestTimeTooSkewed RequestExpired RequestInTheFuture"),
        (AwsFailureReason.InvalidToken, "InvalidToken InvalidAccessKeyId MissingAuthenticationToken MissingAuthenticationTokenException NotAuthorizedException"),
        (AwsFailureReason.ServerError, "InternalFailure InternalError InternalServerError InternalServiceError ServiceUnavailable ServiceUnavailableException ServiceFailure RequestTimeout RequestTimeoutException"));

    /// <summary>Why the answer is an error.</summary>
    /// <param name="apart">The server's clock less the one we signed with, if the server told its own.</param>
    public static AwsFailureReason Classify(string region, int httpStatus, AwsErrorBody error, TimeSpan? apart)
    {
        switch (error.Code)
        {
            case "InvalidSignatureException" or "SignatureDoesNotMatch":
                return IsSkew(error.Message, apart) ? AwsFailureReason.ClockSkew : AwsFailureReason.InvalidToken;
            case "UnrecognizedClientException" or "InvalidClientTokenId" or "AuthFailure":
                // The same words for a region that is off and for a dead key; the home region cannot be off.
                return apart?.Duration() > SkewMax && error.Code == "AuthFailure" ? AwsFailureReason.ClockSkew
                    : AwsRegions.IsHome(region) ? AwsFailureReason.InvalidToken
                    : AwsFailureReason.RegionOff;
            case not null when Reasons.TryGetValue(error.Code, out var reason):
                return reason;
            default:
                return httpStatus switch
                {
                    429 => AwsFailureReason.Throttled,
                    408 or >= 500 => AwsFailureReason.ServerError,
                    _ when error.Code is not null => httpStatus is 401 or 403 ? AwsFailureReason.Denied : AwsFailureReason.Rejected,
                    401 or 403 => AwsFailureReason.Denied,
                    _ => AwsFailureReason.Malformed,
                };
        }
    }

    private static bool IsSkew(string? message, TimeSpan? apart) =>
        apart?.Duration() > SkewMax
        || (message is not null && (message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
            || message.Contains("Signature not yet current", StringComparison.OrdinalIgnoreCase)));

    private static FrozenDictionary<string, AwsFailureReason> Table(params (AwsFailureReason Reason, string Codes)[] rows) =>
        rows.SelectMany(row => row.Codes.Split(' ').Select(code => KeyValuePair.Create(code, row.Reason)))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
