using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Detection.Files;
using RootWatch.Server.Alerts;
using RootWatch.Server.Grpc;
using RootWatch.Server.Tests.Alerts;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

public sealed class AlertServiceTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Account = "111122223333";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_watch_cut_at_any_moment_and_resumed_gives_each_alert_once_in_order()
    {
        const int Count = 400;
        const string Tenant = "cut";
        Random chance = new(20261125);
        Task writing = Task.Run(async () =>
        {
            for (int first = 1; first <= Count; first += 5)
            {
                await host.Append(Tenant, Account, first, first + 4);
            }
        });
        List<long> seen = [];
        string token = "";
        int cuts = 0;
        while (seen.Count < Count)
        {
            using CancellationTokenSource cut = new();
            using AsyncServerStreamingCall<WatchAlertsResponse> call = host.Alerts.WatchAlerts(
                new WatchAlertsRequest { ResumeToken = token }, ApiHost.As(Tenant), DateTime.MaxValue, cut.Token);
            int left = chance.Next(1, 20);
            while (left-- > 0 && seen.Count < Count)
            {
                Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit));
                WatchAlertsResponse frame = call.ResponseStream.Current;
                if (frame.FrameCase == WatchAlertsResponse.FrameOneofCase.Alert)
                {
                    seen.Add(frame.Alert.Sequence);
                }

                token = frame.ResumeToken;
            }

            await cut.CancelAsync();
            cuts++;
        }

        await writing;
        Assert.True(cuts > 20, $"only {cuts} cuts");
        Assert.Equal(Enumerable.Range(1, Count).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task Silence_is_filled_with_heartbeats_whose_token_resumes()
    {
        using AsyncServerStreamingCall<WatchAlertsResponse> call = host.Alerts.WatchAlerts(
            new WatchAlertsRequest { HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }, ApiHost.As("silent"));
        for (int n = 0; n < 2; n++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit));
            Assert.Equal(WatchAlertsResponse.FrameOneofCase.Heartbeat, call.ResponseStream.Current.FrameCase);
        }

        string token = call.ResponseStream.Current.ResumeToken;
        await host.Append("silent", Account, 1, 1);
        using AsyncServerStreamingCall<WatchAlertsResponse> resumed = host.Alerts.WatchAlerts(
            new WatchAlertsRequest { ResumeToken = token, Start = WatchStart.Now }, ApiHost.As("silent"));
        Assert.True(await resumed.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit));
        Assert.Equal(1, resumed.ResponseStream.Current.Alert.Sequence);
    }

    [Fact]
    public async Task The_providers_own_token_reads_all_tenants_and_a_tenants_token_its_own()
    {
        await host.Append("acme", Account, 1, 3);
        await host.Append("globex", "222233334444", 1, 2);
        ListAlertsResponse all = await host.Alerts.ListAlertsAsync(new ListAlertsRequest(), ApiHost.As("*"));
        Assert.Equal([("acme", 1), ("acme", 2), ("acme", 3), ("globex", 1), ("globex", 2)], all.Alerts.Select(alert => (alert.TenantId, (int)alert.Sequence)));
        ListAlertsResponse own = await host.Alerts.ListAlertsAsync(new ListAlertsRequest(), ApiHost.As("globex"));
        Assert.All(own.Alerts, alert => Assert.Equal("globex", alert.TenantId));
        Assert.Equal(2, own.Alerts.Count);
        using AsyncServerStreamingCall<WatchAlertsResponse> call = host.Alerts.WatchAlerts(new WatchAlertsRequest(), ApiHost.As("*"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using AsyncServerStreamingCall<WatchAlertsResponse> other = host.Alerts.WatchAlerts(
                new WatchAlertsRequest { ResumeToken = call.ResponseStream.Current.ResumeToken }, ApiHost.As("globex"));
            await other.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit);
        });
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Pages_of_a_filtered_list_hold_each_alert_once()
    {
        await host.Append("paged", Account, 1, 150);
        ListAlertsRequest request = new() { PageSize = 7, Filter = new AlertFilter { SeverityMin = Severity.Critical } };
        List<long> seen = [];
        do
        {
            ListAlertsResponse page = await host.Alerts.ListAlertsAsync(request, ApiHost.As("paged"));
            seen.AddRange(page.Alerts.Select(alert => alert.Sequence));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(Enumerable.Range(1, 150).Where(n => n % 2 == 1).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task What_is_part_of_another_alert_is_left_out_for_those_who_ask_for_it_folded()
    {
        Detection.Alerts.Alert whole = SampleAlerts.Alert("folds", "", 1) with { RuleId = "RW-Q06", AccountIds = [Account] };
        Detection.Alerts.Alert part = SampleAlerts.Alert("folds", Account, 2) with { RuleId = "RW-X04" };
        await host.Grains.GetGrain<IAlertLogGrain>("folds").Append("tenant", [new OutboxEntry(1, AlertJson.Write(whole))]);
        await host.Grains.GetGrain<IAlertLogGrain>("folds").Append(Account, [new OutboxEntry(1, AlertJson.Write(part))]);

        ListAlertsResponse all = await host.Alerts.ListAlertsAsync(new ListAlertsRequest(), ApiHost.As("folds"));
        ListAlertsResponse folded = await host.Alerts.ListAlertsAsync(new ListAlertsRequest { Filter = new AlertFilter { Folded = true } }, ApiHost.As("folds"));

        Assert.Equal(["", whole.AlertId], all.Alerts.Select(alert => alert.PartOf));
        Assert.Equal(part.AlertId, all.Alerts[1].AlertId);
        Assert.Equal(all.Alerts[0], Assert.Single(folded.Alerts));
        Assert.Equal([Account], folded.Alerts[0].AccountIds);
    }

    /// <summary>A client takes 4 MiB unless it is told otherwise.</summary>
    [Fact]
    public async Task Pages_of_large_alerts_are_short_enough_to_be_taken_and_leave_none_out()
    {
        for (int first = 1; first <= 700; first += 50)
        {
            await host.Append("large", Account, [.. Enumerable.Range(first, 50).Select(n => SampleAlerts.Alert("large", Account, n) with { Summary = new string('x', 8000) })], first);
        }

        List<int> pages = [];
        List<long> seen = [];
        ListAlertsRequest request = new() { PageSize = 1000 };
        do
        {
            ListAlertsResponse page = await host.Alerts.ListAlertsAsync(request, ApiHost.As("large"));
            pages.Add(page.CalculateSize());
            seen.AddRange(page.Alerts.Select(alert => alert.Sequence));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Range(1, 700).Select(n => (long)n), seen);
        Assert.Equal(2, pages.Count);
        Assert.All(pages, size => Assert.InRange(size, 1, PageBytes.Max));
    }

    [Fact]
    public async Task A_page_token_of_another_filter_is_refused()
    {
        await host.Append("filters", Account, 1, 10);
        ListAlertsResponse page = await host.Alerts.ListAlertsAsync(new ListAlertsRequest { PageSize = 2 }, ApiHost.As("filters"));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Alerts.ListAlertsAsync(
            new ListAlertsRequest { PageToken = page.NextPageToken, Filter = new AlertFilter { AccountId = Account } }, ApiHost.As("filters")));
        await Assert.ThrowsAsync<RpcException>(async () => await host.Alerts.ListAlertsAsync(
            new ListAlertsRequest { PageToken = page.NextPageToken, Filter = new AlertFilter { Folded = true } }, ApiHost.As("filters")));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("page_token", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_a_tenant_is_not_answered()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Alerts.ListAlertsAsync(new ListAlertsRequest()));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    public static TheoryData<WatchAlertsRequest, string> Mistakes => new()
    {
        { new WatchAlertsRequest { ResumeToken = "nonsense" }, "resume_token" },
        { new WatchAlertsRequest { ResumeToken = "é" }, "resume_token" },
        { new WatchAlertsRequest { HeartbeatInterval = new Duration { Seconds = 61 } }, "heartbeat_interval" },
        { new WatchAlertsRequest { HeartbeatInterval = new Duration { Seconds = 1, Nanos = -5 } }, "heartbeat_interval" },
        { new WatchAlertsRequest { Start = (WatchStart)9 }, "start" },
        { new WatchAlertsRequest { Filter = new AlertFilter { AccountId = "12" } }, "filter.account_id" },
        { new WatchAlertsRequest { Filter = new AlertFilter { SeverityMin = (Severity)99 } }, "filter.severity_min" },
        { new WatchAlertsRequest { Filter = new AlertFilter { RuleIds = { "" } } }, "filter.rule_ids" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused_by_the_name_of_its_field(WatchAlertsRequest request, string field)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using AsyncServerStreamingCall<WatchAlertsResponse> call = host.Alerts.WatchAlerts(request, ApiHost.As("acme"));
            await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit);
        });
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(field + ":", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListAlerts", MethodType.Unary)]
    [InlineData("WatchAlerts", MethodType.ServerStreaming)]
    public async Task What_is_no_message_of_the_method_is_told_as_gRPC_tells_it(string name, MethodType type)
    {
        Marshaller<byte[]> bytes = Marshallers.Create(static (byte[] sent) => sent, static received => received);
        Method<byte[], byte[]> method = new(type, "rootwatch.v1.AlertService", name, bytes, bytes);
        byte[] cutOff = [0x0a, 0xff];

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => type is MethodType.Unary
            ? host.Calls.AsyncUnaryCall(method, null, new CallOptions(ApiHost.As("acme")), cutOff).ResponseAsync
            : host.Calls.AsyncServerStreamingCall(method, null, new CallOptions(ApiHost.As("acme")), cutOff).ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal((StatusCode.Internal, "the request is no message of this method"), (refused.StatusCode, refused.Status.Detail));
    }
}
