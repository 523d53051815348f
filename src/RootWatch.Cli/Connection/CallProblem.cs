using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Connection;

/// <summary>A failed call -> what a person should know and do.</summary>
internal static class CallProblem
{
    private const int DetailCharsMax = 500;

    /// <summary>HTTP_1_1_REQUIRED of RFC 9113.</summary>
    private const long Http11Required = 0xd;

    public static ProblemException Of(RpcException e, ServerConnection server) => new(e.StatusCode switch
    {
        StatusCode.FailedPrecondition => $"the server at {server.Address} refuses that as things are: {Detail(e)}.",
        StatusCode.PermissionDenied => $"the server at {server.Address} does not let this token do that: {Detail(e)}.",
        StatusCode.ResourceExhausted => $"the server at {server.Address} takes no more: {Detail(e)}.",
        _ => Text(e, server.Address),
    })
    {
        IsNotFound = e.StatusCode == StatusCode.NotFound,
    };

    /// <summary>Of a watch, which may have begun with a resume token.</summary>
    public static ProblemException OfWatch(RpcException e, ServerConnection server) => new(Text(e, server.Address));

    /// <summary>Whether the same call may succeed later without anyone changing anything.</summary>
    public static bool MayPass(RpcException e) =>
        TlsFailure(e) is null
        && e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Internal or StatusCode.Unknown
            or StatusCode.Aborted or StatusCode.Cancelled or StatusCode.DeadlineExceeded;

    public static string Reason(RpcException e)
    {
        for (Exception? inner = e.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return ShownText.Of(socket.Message.ToLowerInvariant());
            }
        }

        // What the server said, unless the client wrote the status itself.
        return e.Status.DebugException switch
        {
            null => Detail(e),
            HttpRequestException http => ShownText.Of(http.Message, DetailCharsMax),
            _ => "connection lost",
        };
    }

    private static string Text(RpcException e, string address) => OtherProtocol(e, address) ?? e.StatusCode switch
    {
        _ when TlsFailure(e) is { } tls =>
            $"the server at {address} cannot be trusted ({tls}); give its certificate authority with --ca, and check that the address names the host that the certificate is for.",
        StatusCode.Unavailable =>
            $"the server at {address} cannot be reached ({Reason(e)}); start it, or give its address with --server or {ServerOptions.ServerVariable}.",
        StatusCode.Unauthenticated =>
            $"the server at {address} takes no call without a valid token ({Detail(e)}); set {ServerOptions.TokenVariable} or --token-file.",
        StatusCode.PermissionDenied =>
            $"the token's role does not allow this at {address} ({Detail(e)}); use a token of a role that does.",
        StatusCode.NotFound =>
            $"not found at {address}: {Detail(e)}. 'rootwatch accounts list' shows what this token can see.",
        StatusCode.InvalidArgument =>
            $"the server at {address} refused the request: {Detail(e)}",
        StatusCode.OutOfRange =>
            $"the resume token cannot be used any more: {Detail(e)}. Leave --resume-token out to begin with the oldest alert that is kept; what lies between was not shown.",
        StatusCode.FailedPrecondition =>
            $"the resume token is of another life of the alert log: {Detail(e)}. Leave --resume-token out to begin again.",
        StatusCode.DeadlineExceeded =>
            $"the server at {address} did not answer in time; look at its log and its /readyz.",
        StatusCode.Unimplemented =>
            $"the server at {address} does not know this call; it is no RootWatch server, or an older one.",
        StatusCode.ResourceExhausted =>
            $"the server at {address} is overloaded ({Detail(e)}); try again later.",
        _ =>
            $"the server at {address} answered {e.StatusCode}: {Detail(e)}; its log says more.",
    };

    /// <summary>Somebody answers, but in another language: a wrong scheme or port.</summary>
    private static string? OtherProtocol(RpcException e, string address)
    {
        for (Exception? inner = e.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                // Neither this nor a broken handshake has a code of its own.
                case AuthenticationException when inner.Message.Contains("frame", StringComparison.Ordinal):
                    return $"the server at {address} does not speak TLS there; use http:// instead, if it is on this machine, and see that it is the gRPC port, by default {ServerOptions.PortDefault} (--server, {ServerOptions.ServerVariable}).";
                case HttpProtocolException { ErrorCode: Http11Required } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }:
                case HttpRequestException when inner.Message.Contains("HTTP/2 handshake", StringComparison.Ordinal):
                    return $"no gRPC is spoken at {address}; use https:// if the server has TLS, and its gRPC port, by default {ServerOptions.PortDefault}, not that of its metrics (--server, {ServerOptions.ServerVariable}).";
            }
        }

        return null;
    }

    private static string? TlsFailure(RpcException e)
    {
        for (Exception? inner = e.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                return ShownText.Of(inner.Message, DetailCharsMax);
            }
        }

        return null;
    }

    private static string Detail(RpcException e) =>
        string.IsNullOrWhiteSpace(e.Status.Detail) ? "no reason given" : ShownText.Of(e.Status.Detail, DetailCharsMax);
}
