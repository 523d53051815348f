using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Alerts;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>
/// One client's stream. It always reads on from its position in each log, whether that is yesterday or now: there is
/// no seam between catching up and being live at which an alert could fall through.
/// </summary>
internal sealed class AlertWatcher(
    LogReader logs, AlertHub hub, IServerStreamWriter<WatchAlertsResponse> stream, AlertMatch match, TimeSpan heartbeat, TimeProvider time)
{
    private const int ReadMax = 256;

    /// <summary>HTTP/2 flow control holds a frame back while the client does not read.</summary>
    private static readonly TimeSpan SlowestRead = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, LogPosition> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IDisposable> _joined = new(StringComparer.Ordinal);
    private long _sentAt;

    public async Task Run(IReadOnlyDictionary<string, LogPosition> start, Func<IReadOnlyList<string>> tenants, CancellationToken cancel)
    {
        try
        {
            Follow(start.Keys, start);
            bool caughtUp = false;
            while (true)
            {
                Follow(tenants(), start);
                if (await SendNew(cancel))
                {
                    continue;
                }

                // All logs were read to their end just now: only then may a heartbeat promise it. The first one comes
                // at once, so that a client has a token before anything happens.
                if (!caughtUp || time.GetElapsedTime(_sentAt) >= heartbeat)
                {
                    await Send(new WatchAlertsResponse { Heartbeat = new Heartbeat { SentAt = time.GetUtcNow().ToTimestamp() } }, cancel);
                    caughtUp = true;
                }

                TimeSpan silence = heartbeat - time.GetElapsedTime(_sentAt);
                await hub.Wait(
                    _positions.ToDictionary(position => position.Key, position => position.Value.Seq),
                    silence > TimeSpan.Zero ? silence : TimeSpan.FromMilliseconds(1),
                    cancel);
            }
        }
        finally
        {
            foreach (IDisposable joined in _joined.Values)
            {
                joined.Dispose();
            }
        }
    }

    /// <summary>Takes in the tenants that are new: a log that did not exist at the start is read from its beginning.</summary>
    private void Follow(IEnumerable<string> tenants, IReadOnlyDictionary<string, LogPosition> start)
    {
        foreach (string tenant in tenants.Where(tenant => !_positions.ContainsKey(tenant)))
        {
            _positions[tenant] = start.GetValueOrDefault(tenant, LogPosition.Beginning);
            _joined[tenant] = hub.Join([tenant]);
        }
    }

    /// <exception cref="RpcException">A log cannot be read; what the others hold was sent before.</exception>
    private async Task<bool> SendNew(CancellationToken cancel)
    {
        bool any = false;
        RpcException? unread = null;
        foreach (string tenant in _positions.Keys.Order(StringComparer.Ordinal).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            LogPage page;
            try
            {
                page = await logs.Read(tenant, _positions[tenant], ReadMax);
            }
            catch (RpcException trouble) when (trouble.StatusCode == StatusCode.Unavailable)
            {
                // Each time that the client comes back it gets on with the others: one damaged log must not hide those that come after it.
                unread ??= trouble;
                continue;
            }

            foreach ((LogPosition position, Alert? alert) in page.Wanted(match))
            {
                any = true;
                _positions[tenant] = position;
                if (alert is not null)
                {
                    await Send(new WatchAlertsResponse { Alert = alert }, cancel);
                }
            }
        }

        return unread is null ? any : throw unread;
    }

    /// <exception cref="ClientLeftException">Nobody reads any more.</exception>
    private async Task Send(WatchAlertsResponse frame, CancellationToken cancel)
    {
        frame.ResumeToken = LogPositions.ToToken("watch", _positions);
        try
        {
            // Not with the token: the write would be cancelled on a call that has ended already.
            await stream.WriteAsync(frame, CancellationToken.None).WaitAsync(SlowestRead, time, cancel);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted,
                $"a frame waited {SlowestRead.TotalSeconds:0} s to be read: read faster, and go on with the last resume_token"));
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException)
        {
            // In the middle of a frame this comes before the call's own token says so.
            throw new ClientLeftException(gone);
        }

        _sentAt = time.GetTimestamp();
    }
}

/// <summary>A frame could not be written, as the client is gone: an end, not an error.</summary>
internal sealed class ClientLeftException(Exception inner) : Exception("the client has left", inner);
