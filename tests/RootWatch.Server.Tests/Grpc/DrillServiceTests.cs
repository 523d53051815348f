using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Tests.Journeys;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>Who may do what with drills, over sockets, with tokens of all roles; and that people hear of one as of a real sign-in.</summary>
public sealed class DrillServiceTests(StaffedHost host) : IClassFixture<StaffedHost>
{
    private DrillService.DrillServiceClient Client => new(host.Channel);

    private AlertService.AlertServiceClient Alerts => new(host.Channel);

    [Fact]
    public async Task An_alert_of_a_drill_reaches_whoever_watches_and_their_answers_are_taken_down()
    {
        using AsyncServerStreamingCall<WatchAlertsResponse> watch = Alerts.WatchAlerts(new() { Filter = new AlertFilter { AccountId = StaffedHost.Account, RuleIds = { "RW-S02" } } }, StaffedHost.As("acme-viewer"));
        Drill drill = await StartWhenReady(StaffedHost.Account, new StartDrillRequest { Purpose = "the night shift" });
        Assert.Equal(("acme-operator", "acme", StaffedHost.Account, "the night shift"), (drill.StartedBy, drill.TenantId, drill.AccountId, drill.Purpose));
        Alert alert = await Next(watch);
        Assert.Equal((drill.DrillId, Severity.Critical, StaffedHost.Account), (alert.DrillId, alert.Severity, alert.AccountId));
        Assert.StartsWith($"DRILL {drill.DrillId}: nobody did this.", alert.Summary, StringComparison.Ordinal);
        Assert.StartsWith("DRILL: ", alert.Title, StringComparison.Ordinal);

        Drill seen = (await Client.MarkDrillSeenAsync(new() { DrillId = drill.DrillId }, StaffedHost.As("acme-approver"))).Drill;
        Assert.Equal((DrillStatus.Seen, "acme-approver"), (seen.Status, seen.SeenBy));
        Assert.Contains(alert.AlertId, seen.AlertIds);
        Drill acknowledged = (await Client.AcknowledgeDrillAsync(new() { DrillId = drill.DrillId }, StaffedHost.As("msp-approver"))).Drill;
        Assert.Equal((DrillStatus.Acknowledged, "msp-approver"), (acknowledged.Status, acknowledged.AcknowledgedBy));
        Drill closed = (await Client.CloseDrillAsync(new() { DrillId = drill.DrillId, Note = "fine" }, StaffedHost.As("acme-operator"))).Drill;
        Assert.Equal((DrillStatus.Passed, "acme-operator", "fine"), (closed.Status, closed.ClosedBy, closed.Note));

        Assert.Equal(closed, (await Client.GetDrillAsync(new() { DrillId = drill.DrillId }, StaffedHost.As("acme-viewer"))).Drill);
        Assert.Contains(closed, (await Client.ListDrillsAsync(new(), StaffedHost.As("acme-viewer"))).Drills);
        Attestation word = (await new AttestationService.AttestationServiceClient(host.Channel).ListAttestationsAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("acme-viewer")))
            .Attestations.Single(word => word.AttestationId == closed.AttestationId);
        Assert.Equal(("drill", "acme-operator"), (word.Subject, word.By));

        await Roles(drill.DrillId);
    }

    [Fact]
    public async Task A_tenant_names_no_account_and_gets_one_of_its_own()
    {
        Drill drill = await StartWhenReady("", new StartDrillRequest { TenantId = "globex", WithMfa = true, Within = TimeSpan.FromMinutes(5).ToDuration() }, "globex-admin");

        Assert.Equal((StaffedHost.Foreign, TimeSpan.FromMinutes(5)), (drill.AccountId, drill.AcknowledgeBy.ToDateTimeOffset() - drill.StartedAt.ToDateTimeOffset()));
        Assert.Equal(StatusCode.FailedPrecondition, await Refused(() => Client.StartDrillAsync(new() { TenantId = "globex" }, StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.StartDrillAsync(new() { TenantId = "globex" }, StaffedHost.As("acme-admin"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.StartDrillAsync(new() { TenantId = "nobody" }, StaffedHost.As("msp-approver"))));
    }

    [Theory]
    [InlineData("account_id", "12", "", "p", 300)]
    [InlineData("account_id", "", "", "p", 300)]
    [InlineData("account_id", StaffedHost.Account, "acme", "p", 300)]
    [InlineData("purpose", StaffedHost.Account, "", "two\nlines", 300)]
    [InlineData("within", StaffedHost.Account, "", "p", 59)]
    [InlineData("within", StaffedHost.Account, "", "p", 86_401)]
    [InlineData("within", StaffedHost.Account, "", "p", long.MaxValue)]
    public async Task What_is_wrong_with_a_request_is_said_with_the_field(string field, string account, string tenant, string purpose, long seconds)
    {
        StartDrillRequest request = new() { AccountId = account, TenantId = tenant, Purpose = purpose, Within = new Duration { Seconds = seconds } };
        RpcException? refused = null;
        Assert.True(await Eventually.Holds(TimeSpan.FromSeconds(60), async () =>
        {
            refused = await Assert.ThrowsAsync<RpcException>(() => Client.StartDrillAsync(request, StaffedHost.As("acme-operator")).ResponseAsync);
            return refused.StatusCode != StatusCode.Unavailable;
        }), "the account is not watched");

        Assert.Equal(StatusCode.InvalidArgument, refused!.StatusCode);
        Assert.StartsWith(field + ": ", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_that_are_none_are_refused()
    {
        foreach (string id in new[] { "", "D-1", "W-111122223333-1", "D-111122223333-1 " })
        {
            Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.GetDrillAsync(new() { DrillId = id }, StaffedHost.As("acme-viewer"))));
        }

        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.CloseDrillAsync(new() { DrillId = "D-999999999999-1", Note = "n" }, StaffedHost.As("acme-operator"))));
        Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.CloseDrillAsync(new() { DrillId = "D-111122223333-1" }, StaffedHost.As("acme-operator"))));
    }

    private async Task Roles(string id)
    {
        foreach (var (token, code) in new[] { ("acme-viewer", StatusCode.PermissionDenied), ("globex-admin", StatusCode.NotFound) })
        {
            Metadata headers = StaffedHost.As(token);
            Assert.Equal(code, await Refused(() => Client.StartDrillAsync(new() { AccountId = StaffedHost.Account }, headers)));
            Assert.Equal(code, await Refused(() => Client.MarkDrillSeenAsync(new() { DrillId = id }, headers)));
            Assert.Equal(code, await Refused(() => Client.AcknowledgeDrillAsync(new() { DrillId = id }, headers)));
            Assert.Equal(code, await Refused(() => Client.CloseDrillAsync(new() { DrillId = id, Note = "n" }, headers)));
        }

        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.GetDrillAsync(new() { DrillId = id }, StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ListDrillsAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("globex-admin"))));
        Assert.DoesNotContain((await Client.ListDrillsAsync(new(), StaffedHost.As("globex-admin"))).Drills, drill => drill.TenantId != "globex");
        Assert.Equal(StatusCode.Unauthenticated, await Refused(() => Client.ListDrillsAsync(new())));
    }

    /// <summary>Once the account is read.</summary>
    private async Task<Drill> StartWhenReady(string accountId, StartDrillRequest request, string token = "acme-operator")
    {
        request.AccountId = accountId;
        Drill? started = null;
        string last = "";
        Assert.True(await Eventually.Holds(TimeSpan.FromSeconds(60), async () =>
        {
            try
            {
                started = (await Client.StartDrillAsync(request, StaffedHost.As(token))).Drill;
                return true;
            }
            catch (RpcException notYet) when (notYet.StatusCode is StatusCode.Unavailable or StatusCode.FailedPrecondition)
            {
                last = notYet.Status.Detail;
                return false;
            }
        }), $"no drill could be started: {last}");
        return started!;
    }

    private static async Task<Alert> Next(AsyncServerStreamingCall<WatchAlertsResponse> watch)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (await watch.ResponseStream.MoveNext(limit.Token))
        {
            if (watch.ResponseStream.Current.Alert is { } alert)
            {
                return alert;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private static async Task<StatusCode> Refused<T>(Func<AsyncUnaryCall<T>> call) => (await Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync)).StatusCode;
}
