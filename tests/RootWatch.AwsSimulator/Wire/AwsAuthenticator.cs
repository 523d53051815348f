using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using RootWatch.AwsSimulator.Sts;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>Who sent a request, or why AWS would not believe it.</summary>
internal sealed class AwsAuthenticator(Simulator simulator)
{
    public Credential? Authenticate(
        HttpRequest request, byte[] body, SigV4Authorization? authorization, string problem, AwsRoute route, DateTimeOffset now, out AwsError? error)
    {
        var protocol = route.Protocol;
        error = null;
        if (authorization is null)
        {
            error = problem.Length == 0 ? AwsError.MissingToken(protocol) : AwsError.IncompleteSignature(protocol, problem);
            return null;
        }

        if (SigV4.SigningTime(request.Headers) is not { } signedAt)
        {
            error = AwsError.IncompleteSignature(protocol, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
            return null;
        }

        if (!authorization.SignedHeaders.Contains("host"))
        {
            error = AwsError.BadSignature(protocol, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
            return null;
        }

        var caller = Find(authorization.AccessKeyId, request.Headers["X-Amz-Security-Token"].ToString());
        error = caller is null ? AwsError.InvalidToken(protocol)
            : caller.ExpiresAt <= now ? AwsError.ExpiredToken(protocol)
            : OutOfScope(authorization, route, signedAt)
            ?? (signedAt < now - SigV4.SkewMax || signedAt > now + SigV4.SkewMax ? AwsError.ClockSkew(protocol, signedAt, now) : null)
            ?? Forged(request, body, authorization, signedAt, caller, protocol)
            ?? (simulator.IsEnabled(caller.Account, authorization.Region) ? null : AwsError.InvalidToken(protocol));
        return error is null ? caller : null;
    }

    private Credential? Find(string accessKeyId, string sessionToken) =>
        sessionToken.Length > 0 ? simulator.Sessions.Read(sessionToken, accessKeyId)
        : accessKeyId == simulator.Watcher.AccessKeyId ? simulator.Watcher
        : null;

    private static AwsError? OutOfScope(SigV4Authorization authorization, AwsRoute route, DateTimeOffset signedAt)
    {
        var day = signedAt.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return authorization.Date != day
                ? AwsError.BadSignature(route.Protocol, $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{authorization.Date}' != '{day}'.")
            : route.Service is { } service && authorization.Service != service.SigningName
                ? AwsError.BadSignature(route.Protocol, $"Credential should be scoped to correct service: '{service.SigningName}'. ")
            : route.Service?.OnlyRegion is { } only && authorization.Region != only
                ? AwsError.BadSignature(route.Protocol, $"Credential should be scoped to a valid region, not '{authorization.Region}'. ")
            : null;
    }

    private static AwsError? Forged(
        HttpRequest request, byte[] body, SigV4Authorization authorization, DateTimeOffset signedAt, Credential caller, AwsProtocol protocol)
    {
        var rawTarget = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var expected = SigV4.Sign(caller.SecretKey, authorization, signedAt, request.Method, rawTarget, request.Headers, body);
        return SigV4.FixedTimeEquals(expected, authorization.Signature) ? null : AwsError.BadSignature(protocol);
    }
}
