using System.Collections.Concurrent;
using Grpc.Core;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Grpc;

/// <summary>Reads logs for clients: a position that cannot be continued is refused, never skipped over in silence.</summary>
internal sealed class LogReader(IGrainFactory grains, ILogger<LogReader> logger)
{
    /// <summary>Tenants of whose log it was told that it cannot be read: clients come back every few seconds.</summary>
    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);

    /// <exception cref="RpcException">OUT_OF_RANGE, FAILED_PRECONDITION or UNAVAILABLE, with the remedy.</exception>
    public async Task<LogPage> Read(string tenantId, LogPosition position, int max)
    {
        LogPage page;
        try
        {
            page = await grains.GetGrain<IAlertLogGrain>(tenantId).Read(position.Seq, max);
        }
        catch (Exception trouble)
        {
            if (_silent.TryAdd(tenantId, true))
            {
                logger.LogWarning("the alert log of {Tenant} cannot be read: {Trouble}", tenantId, trouble.Message);
            }

            throw new RpcException(new Status(StatusCode.Unavailable, $"the alert log of tenant {tenantId} cannot be read now: go on later with the last token"));
        }

        _silent.TryRemove(tenantId, out _);
        if (position.Seq > 0 && position.Epoch != page.Epoch)
        {
            throw Restored(tenantId);
        }

        if (position.Seq > page.LastSeq || position.Seq + 1 < page.FirstSeq)
        {
            throw new RpcException(new Status(StatusCode.OutOfRange,
                $"the token points to alert {position.Seq} of tenant {tenantId}, the log holds {page.FirstSeq} to {page.LastSeq}: begin anew without a token"));
        }

        return position.Precedes(page) ? page : throw Restored(tenantId);
    }

    private static RpcException Restored(string tenantId) => new(new Status(StatusCode.FailedPrecondition,
        $"the alert log of tenant {tenantId} was restored or reset since this token was made: begin anew without a token"));
}
