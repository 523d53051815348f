using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace RootWatch.Server.Grpc;

/// <summary>
/// What a client sends. That it has left before it had sent all is the status CANCELLED, as for a call that it cancels.
/// gRPC's server tells the end of the connection as an error of the method if it is read before the call's token says so,
/// and a client that is killed is no error of ours. A client that has not sent all does not hold up the server's end either.
/// </summary>
internal sealed class RequestReader(PipeReader inner, CancellationToken stopping) : PipeReader, IRequestBodyPipeFeature
{
    PipeReader IRequestBodyPipeFeature.Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration end = stopping.UnsafeRegister(static waiting => ((PipeReader)waiting!).CancelPendingRead(), inner);
        try
        {
            ReadResult read = await inner.ReadAsync(cancellationToken);
            return read.IsCanceled && stopping.IsCancellationRequested ? throw Stopping() : read;
        }
        catch (IOException)
        {
            throw Left();
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return inner.TryRead(out result);
        }
        catch (IOException)
        {
            throw Left();
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <summary>Kestrel tells the connection's end here, too.</summary>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            inner.AdvanceTo(consumed, examined);
        }
        catch (IOException)
        {
            throw Left();
        }
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>For a call that ends because the server does.</summary>
    public static RpcException Stopping() => new(new Status(StatusCode.Unavailable, "the server shuts down: try again"));

    private static RpcException Left() => new(new Status(StatusCode.Cancelled, "the client left before it had sent all"));
}
