using Grpc.Core;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.V1;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.AlertService; what it promises is written in alert_service.proto.</summary>
internal sealed class AlertServiceImpl(
    LogReader logs, AlertHub hub, CurrentRoster roster, IHostApplicationLifetime host, TimeProvider time) : AlertService.AlertServiceBase
{
    /// <summary>How many alerts one ListAlerts looks at: with a rare filter the page ends short and the client goes on.</summary>
    private const int LookedAtMax = 5000;
    private const int ReadMax = 500;

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AlertMatch match = AlertMatch.Of(request.Filter);
        int size = BadRequest.PageSize(request.PageSize);
        string purpose = "list|" + match.Fingerprint;
        (string tenantId, LogPosition position) = PageStart(request.PageToken, purpose, caller);
        ListAlertsResponse response = new();
        int lookedAt = 0;
        PageBytes bytes = new();
        foreach (string tenant in TenantsOf(caller).Where(tenant => string.CompareOrdinal(tenant, tenantId) >= 0))
        {
            position = tenant == tenantId ? position : LogPosition.Beginning;
            while (true)
            {
                LogPage page = await logs.Read(tenant, position, ReadMax);
                foreach ((LogPosition there, Alert? alert) in page.Wanted(match))
                {
                    bool fits = alert is null || bytes.Takes(alert);
                    if (fits)
                    {
                        position = there;
                        lookedAt++;
                        response.Alerts.AddRange(alert is null ? [] : [alert]);
                    }

                    if (!fits || response.Alerts.Count == size || lookedAt == LookedAtMax)
                    {
                        response.NextPageToken = LogPositions.ToToken(purpose, new Dictionary<string, LogPosition> { [tenant] = position });
                        return response;
                    }
                }

                if (page.Alerts.Count == 0)
                {
                    break;
                }
            }
        }

        return response;
    }

    public override async Task WatchAlerts(
        WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AlertWatcher watcher = new(logs, hub, responseStream, AlertMatch.Of(request.Filter), Heartbeat(request), time);
        IReadOnlyDictionary<string, LogPosition> start = await WatchStartOf(request, caller);
        CancellationToken left = context.CancellationToken;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(left, host.ApplicationStopping);
        try
        {
            await watcher.Run(start, () => TenantsOf(caller), end.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server shuts down: go on with the last resume_token"));
        }
        catch (Exception trouble) when (trouble is ClientLeftException || (trouble is OperationCanceledException && left.IsCancellationRequested))
        {
            // Nobody reads a status.
        }
    }

    private static TimeSpan Heartbeat(WatchAlertsRequest request)
    {
        if (request.HeartbeatInterval is null)
        {
            return TimeSpan.FromSeconds(15);
        }

        // Duration.ToTimeSpan throws for what is no duration; seconds alone decide what is in range.
        return request.HeartbeatInterval is { Seconds: >= 1 and < 60, Nanos: >= 0 and < 1_000_000_000 } or { Seconds: 60, Nanos: 0 }
            ? request.HeartbeatInterval.ToTimeSpan()
            : throw BadRequest.Field("heartbeat_interval", "1 to 60 seconds; leave it out for 15");
    }

    private static (string TenantId, LogPosition Position) PageStart(string token, string purpose, Caller caller)
    {
        if (token.Length == 0)
        {
            return ("", LogPosition.Beginning);
        }

        if (LogPositions.FromToken(purpose, token) is not { Count: 1 } positions)
        {
            throw BadRequest.Field("page_token", "not a next_page_token of this list with this filter");
        }

        (string tenant, LogPosition position) = positions.First();
        return caller.MayRead(tenant) ? (tenant, position) : throw BadRequest.Field("page_token", BadRequest.ForeignToken);
    }

    private async Task<IReadOnlyDictionary<string, LogPosition>> WatchStartOf(WatchAlertsRequest request, Caller caller)
    {
        if (!Enum.IsDefined(request.Start))
        {
            throw BadRequest.Field("start", $"{(int)request.Start} is no WatchStart");
        }

        Dictionary<string, LogPosition> start = [];
        if (request.ResumeToken.Length > 0)
        {
            IReadOnlyDictionary<string, LogPosition> token = LogPositions.FromToken("watch", request.ResumeToken)
                ?? throw BadRequest.Field("resume_token", "not a resume_token of this server");
            if (token.Keys.FirstOrDefault(tenant => !caller.MayRead(tenant)) is not null)
            {
                throw BadRequest.Field("resume_token", BadRequest.ForeignToken);
            }

            start = new Dictionary<string, LogPosition>(token);
        }
        else if (request.Start == WatchStart.Now)
        {
            foreach (string tenant in TenantsOf(caller))
            {
                LogPage page = await logs.Read(tenant, LogPosition.Beginning, 1);
                start[tenant] = LogPosition.EndOf(page);
            }
        }

        return start;
    }

    private IReadOnlyList<string> TenantsOf(Caller caller) => caller.ReadsAll
        ? [.. roster.Value.Tenants.Select(tenant => tenant.TenantId).Order(StringComparer.Ordinal)]
        : [caller.Tenant];
}
