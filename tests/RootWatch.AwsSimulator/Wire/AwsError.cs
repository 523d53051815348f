using System.Globalization;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>An error as AWS words it. <paramref name="Modelled"/> errors are those that the service's own model names.</summary>
internal sealed record AwsError(string Code, string Message, int Status = 400, bool Modelled = false)
{
    public static AwsError OfService(string code, string message, int status = 400) => new(code, message, status, Modelled: true);

    /// <summary>ValidationError of the query services.</summary>
    public static AwsError Validation(string message) => new("ValidationError", message);

    public static AwsError Constraint(string value, string member, string constraint) =>
        Validation($"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    /// <summary>Throttling is HTTP 400 in the json and query protocols; only the Account service says 429.</summary>
    public static AwsError Throttled(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.Query => new("Throttling", "Rate exceeded"),
        AwsProtocol.RestXml => new("SlowDown", "Please reduce your request rate.", 503),
        AwsProtocol.RestJson => OfService("TooManyRequestsException", "Too Many Requests", 429),
        _ => new("ThrottlingException", "Rate exceeded"),
    };

    public static AwsError MissingToken(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.Query => new("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
        AwsProtocol.RestXml => new("AccessDenied", "Access Denied", 403),
        AwsProtocol.RestJson => new("MissingAuthenticationTokenException", "Missing Authentication Token", 403),
        _ => new("MissingAuthenticationTokenException", "Missing Authentication Token"),
    };

    public static AwsError IncompleteSignature(AwsProtocol protocol, string message) => protocol switch
    {
        AwsProtocol.Query => new("IncompleteSignature", message),
        AwsProtocol.RestXml => new("AuthorizationHeaderMalformed", message),
        AwsProtocol.RestJson => new("IncompleteSignatureException", message, 403),
        _ => new("IncompleteSignatureException", message),
    };

    /// <summary>AWS says the same for a dead key and for a region that is not enabled.</summary>
    public static AwsError InvalidToken(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.Query => new("InvalidClientTokenId", "The security token included in the request is invalid", 403),
        AwsProtocol.RestXml => new("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
        AwsProtocol.RestJson => new("UnrecognizedClientException", "The security token included in the request is invalid.", 403),
        _ => new("UnrecognizedClientException", "The security token included in the request is invalid."),
    };

    public static AwsError ExpiredToken(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.Query => new("ExpiredToken", "The security token included in the request is expired", 403),
        AwsProtocol.RestXml => new("ExpiredToken", "The provided token has expired."),
        AwsProtocol.RestJson => new("ExpiredTokenException", "The security token included in the request is expired", 403),
        _ => new("ExpiredTokenException", "The security token included in the request is expired"),
    };

    public static AwsError BadSignature(AwsProtocol protocol, string? message = null)
    {
        message ??= "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
        return protocol switch
        {
            AwsProtocol.Query => new("SignatureDoesNotMatch", message, 403),
            AwsProtocol.RestXml => new("SignatureDoesNotMatch", message, 403),
            AwsProtocol.RestJson => new("InvalidSignatureException", message, 403),
            _ => new("InvalidSignatureException", message),
        };
    }

    /// <summary>The text carries the server's time in brackets: clients learn their skew from it.</summary>
    public static AwsError ClockSkew(AwsProtocol protocol, DateTimeOffset signed, DateTimeOffset now)
    {
        if (protocol == AwsProtocol.RestXml)
        {
            return new("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", 403);
        }

        static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return BadSignature(protocol, signed < now
            ? $"Signature expired: {Stamp(signed)} is now earlier than {Stamp(now - SigV4.SkewMax)} ({Stamp(now)} - 5 min.)"
            : $"Signature not yet current: {Stamp(signed)} is still later than {Stamp(now + SigV4.SkewMax)} ({Stamp(now)} + 5 min.)");
    }

    public static AwsError Denied(AwsProtocol protocol, string arn, string action, string? resource, string? because)
    {
        var message = $"User: {arn} is not authorized to perform: {action}"
            + (resource is null ? "" : $" on resource: {resource}")
            + (because is null ? "" : $" {because}");
        return protocol switch
        {
            AwsProtocol.Query => new("AccessDenied", message, 403),
            AwsProtocol.RestXml => OfService("AccessDenied", message, 403),
            AwsProtocol.RestJson => OfService("AccessDeniedException", message, 403),
            _ => OfService("AccessDeniedException", message),
        };
    }

    public static AwsError UnknownOperation(AwsProtocol protocol, string operation, string? version) => protocol switch
    {
        AwsProtocol.Query => new("InvalidAction", $"Could not find operation {operation} for version {version ?? "NO_VERSION_SPECIFIED"}"),
        AwsProtocol.RestXml => new("MethodNotAllowed", "The specified method is not allowed against this resource.", 405),
        AwsProtocol.RestJson => new("UnknownOperationException", "", 404),
        _ => new("UnknownOperationException", ""),
    };

    public static AwsError Serialization(string message = "") => new("SerializationException", message);
}
