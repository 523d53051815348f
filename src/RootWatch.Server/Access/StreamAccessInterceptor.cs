using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RootWatch.Server.Access;

/// <summary>Ends a stream with its right: at the token's expiry, or when it is revoked. Looked at with each frame, and heartbeats are frames.</summary>
internal sealed class StreamAccessInterceptor(CurrentTokens tokens) : Interceptor
{
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        context.GetHttpContext().Features.Get<TokenRegistration>() is { } token
            ? continuation(request, new GuardedWriter<TResponse>(responseStream, tokens, token), context)
            : continuation(request, responseStream, context);

    private sealed class GuardedWriter<T>(IServerStreamWriter<T> inner, CurrentTokens tokens, TokenRegistration token) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            tokens.JudgeAgain(token) is { Token: null } verdict
                ? throw new RpcException(new Status(StatusCode.Unauthenticated, verdict.Refusal))
                : inner.WriteAsync(message, cancellationToken);
    }
}
