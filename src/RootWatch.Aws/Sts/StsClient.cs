using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.SecurityToken;
using RootWatch.Aws.Credentials;
using RootWatch.Aws.Wire;
using Sdk = Amazon.SecurityToken.Model;

namespace RootWatch.Aws.Sts;

public sealed record AssumeRoleRequest
{
    public required string RoleArn { get; init; }
    public required string RoleSessionName { get; init; }
    public string? ExternalId { get; init; }
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);
    /// <summary>Session policy, intersected with the role's own.</summary>
    public string? Policy { get; init; }
}

public sealed record GetCallerIdentityResponse(string Account, string Arn, string UserId);

/// <summary>STS through AWS's own SDK, held to the same deadlines, retries and reasons as our own wire.</summary>
public sealed class StsClient
{
    internal const string ServiceName = "sts";

    private readonly AwsClientOptions _options;
    private readonly AwsEndpoints _endpoints;
    private readonly HttpClientFactory _http;
    private readonly Attempts _attempts;
    private readonly ProcessCredentials _credentials;

    internal StsClient(AwsClientOptions options, AwsEndpoints endpoints, HttpClientFactory http, Attempts attempts, ProcessCredentials credentials)
    {
        _options = options;
        _endpoints = endpoints;
        _http = http;
        _attempts = attempts;
        _credentials = credentials;
    }

    /// <summary>Where roles are assumed.</summary>
    public string Region => _options.StsRegion;

    /// <summary>Assumes the role with the process's own credentials (environment, profile, SSO, container, instance).</summary>
    public Task<AwsOutcome<AwsSession>> AssumeRoleAsync(AssumeRoleRequest request, CancellationToken cancellationToken) =>
        CallAsync("AssumeRole", _options.StsRegion, _credentials.FindAsync, async (client, token) =>
        {
            var answer = await client.AssumeRoleAsync(new Sdk.AssumeRoleRequest
            {
                RoleArn = request.RoleArn,
                RoleSessionName = request.RoleSessionName,
                ExternalId = request.ExternalId,
                DurationSeconds = (int)request.Duration.TotalSeconds,
                Policy = request.Policy,
            }, token);
            return answer.Credentials is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0, Expiration: { } expiration } found
                ? new AwsSession(found.AccessKeyId, found.SecretAccessKey, found.SessionToken, new DateTimeOffset(expiration.ToUniversalTime()))
                : null;
        }, cancellationToken);

    /// <summary>Whose the session is. Needs no permission.</summary>
    public Task<AwsOutcome<GetCallerIdentityResponse>> GetCallerIdentityAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        IdentifyAsync(region, _ => Task.FromResult(Signing(session)), cancellationToken);

    /// <summary>Whose the process's own credentials are: whom a customer's role must trust. Needs no permission.</summary>
    public Task<AwsOutcome<GetCallerIdentityResponse>> GetOwnIdentityAsync(CancellationToken cancellationToken) =>
        IdentifyAsync(_options.StsRegion, _credentials.FindAsync, cancellationToken);

    private Task<AwsOutcome<GetCallerIdentityResponse>> IdentifyAsync(
        string region, Func<CancellationToken, Task<AWSCredentials>> credentials, CancellationToken cancellationToken) =>
        CallAsync("GetCallerIdentity", region, credentials, async (client, token) =>
        {
            var answer = await client.GetCallerIdentityAsync(new Sdk.GetCallerIdentityRequest(), token);
            return answer is { Account: not null, Arn: not null, UserId: not null }
                ? new GetCallerIdentityResponse(answer.Account, answer.Arn, answer.UserId)
                : null;
        }, cancellationToken);

    private static AWSCredentials Signing(AwsSession session) => session.SessionToken is { } token
        ? new SessionAWSCredentials(session.AccessKeyId, session.SecretAccessKey, token)
        : new BasicAWSCredentials(session.AccessKeyId, session.SecretAccessKey);

    /// <param name="send">Null for an answer that lacks what it must have.</param>
    private Task<AwsOutcome<T>> CallAsync<T>(
        string operation,
        string region,
        Func<CancellationToken, Task<AWSCredentials>> credentials,
        Func<AmazonSecurityTokenServiceClient, CancellationToken, Task<T?>> send,
        CancellationToken cancellationToken)
        where T : class
    {
        var call = new AwsCall(ServiceName, operation, region);
        if (_endpoints.Find(ServiceName, AwsPlacement.Regional, region) is not { } endpoint)
        {
            return Task.FromResult(AwsOutcome<T>.Failed(call.UnknownRegion()));
        }

        return _attempts.RunAsync(call, async token =>
        {
            try
            {
                using var client = new SkewRetryingStsClient(await credentials(token), Config(endpoint));
                return await send(client, token) is { } value
                    ? AwsOutcome<T>.Success(value, null)
                    : AwsOutcome<T>.Failed(call.Fail(AwsFailureReason.Malformed, "the answer lacks what it must have.", httpStatus: 200));
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

    private AmazonSecurityTokenServiceConfig Config(AwsEndpoint endpoint) => new()
    {
        ServiceURL = endpoint.BaseAddress.AbsoluteUri,
        AuthenticationRegion = endpoint.SigningRegion,
        IgnoreConfiguredEndpointUrls = true,
        HttpClientFactory = _http,
        MaxErrorRetry = 0,
        ThrottleRetries = false,
        AllowAutoRedirect = false,
        Timeout = _options.AttemptTimeout,
        DisableLogging = true,
    };

    // Null: not an answer of STS but trouble on the way, which is the same for every service.
    private static AwsFailure? FailureOf(AwsCall call, Exception exception) => exception switch
    {
        AmazonUnmarshallingException unreadable when (int?)unreadable.StatusCode is 0 or null or (>= 200 and < 500) =>
            call.Fail(AwsFailureReason.Malformed, "the answer could not be read.", httpStatus: (int)unreadable.StatusCode),
        AmazonServiceException { StatusCode: not 0 } refused => Refused(call, refused),
        XmlException => call.Fail(AwsFailureReason.Malformed, "the answer is not XML of STS."),
        FormatException => call.Fail(AwsFailureReason.Malformed, "the answer tells a time that is none."),
        _ => null,
    };

    private static AwsFailure Refused(AwsCall call, AmazonServiceException refused)
    {
        // The SDK puts the status where there was no code.
        string? code = Enum.TryParse<HttpStatusCode>(refused.ErrorCode, out _) ? null : refused.ErrorCode;
        int status = (int)refused.StatusCode;
        var reason = AwsErrors.Classify(call.Region, status, new AwsErrorBody(code, refused.Message), null);
        if (reason == AwsFailureReason.RegionOff && code is "InvalidClientTokenId" or "UnrecognizedClientException")
        {
            // Of the process's own key STS says this when the key is dead; a region that is off is the rarer case and has its own code.
            reason = AwsFailureReason.InvalidToken;
        }

        return call.Fail(reason, refused.Message, code, status);
    }
}
