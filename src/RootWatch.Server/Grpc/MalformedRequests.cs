using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RootWatch.Server.Grpc;

/// <summary>
/// A request that is no message of its method. gRPC tells that as INTERNAL; the library's server says UNKNOWN, as of an error
/// of the method. It reads the request before it hands the call over, so a call that ended so and was never handed over is one.
/// </summary>
internal sealed class MalformedRequests : Interceptor
{
    private static readonly object HandedOver = new();

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Note(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Note(context);
        return continuation(request, responseStream, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Note(context);
        return continuation(requestStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Note(context);
        return continuation(requestStream, responseStream, context);
    }

    /// <summary>Once the library has answered, and before that is sent.</summary>
    public static void Tell(HttpContext context)
    {
        IHeaderDictionary answer = context.Response.Headers;
        if (context.Response.HasStarted || context.Items.ContainsKey(HandedOver) || answer["grpc-status"] != Code(StatusCode.Unknown))
        {
            return;
        }

        answer["grpc-status"] = Code(StatusCode.Internal);
        answer["grpc-message"] = "the request is no message of this method";
    }

    private static void Note(ServerCallContext context) => context.GetHttpContext().Items[HandedOver] = true;

    private static string Code(StatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
