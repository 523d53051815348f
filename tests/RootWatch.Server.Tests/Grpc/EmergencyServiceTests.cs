using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Server.Tests.Journeys;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>Who may do what with emergency windows, over sockets, with tokens of all roles; and what the alerts say.</summary>
public sealed class EmergencyServiceTests(StaffedHost host) : IClassFixture<StaffedHost>
{
    private EmergencyService.EmergencyServiceClient Client => new(host.Channel);

    private AlertService.AlertServiceClient Alerts => new(host.Channel);

    [Fact]
    public async Task Two_people_open_a_window_what_root_does_in_it_is_expected_and_a_third_looks_back()
    {
        EmergencyWindow requested = (await Client.RequestWindowAsync(Request(), StaffedHost.As("acme-operator"))).Window;
        Assert.Equal(("acme-operator", "acme", WindowStatus.Requested, "OPS-7"), (requested.RequestedBy, requested.TenantId, requested.Status, requested.Ticket));
        Assert.Equal(["iam/CreateUser", "ec2/*"], requested.AllowedActions);
        EmergencyWindow approved = (await Client.ApproveWindowAsync(new() { WindowId = requested.WindowId }, StaffedHost.As("acme-approver"))).Window;
        Assert.Equal(("acme-approver", WindowStatus.Open), (approved.ApprovedBy, approved.Status));
        Assert.Equal(TimeSpan.FromHours(2), approved.ClosesAt.ToDateTimeOffset() - approved.OpensAt.ToDateTimeOffset());

        host.Trail.RootSignIn(StaffedHost.Account, 1, TimeProvider.System.GetUtcNow().AddSeconds(1), TimeSpan.Zero);
        Alert signIn = await Until("RW-S01", requested.WindowId);
        Assert.Equal((true, Severity.Info), (signIn.Expected, signIn.Severity));
        Assert.Contains("requested by acme-operator, approved by acme-approver", signIn.Summary, StringComparison.Ordinal);
        Alert withoutMfa = await Until("RW-S02", requested.WindowId);
        Assert.Equal((false, Severity.Critical), (withoutMfa.Expected, withoutMfa.Severity));

        EmergencyWindow extended = (await Client.ExtendWindowAsync(
            new() { WindowId = requested.WindowId, Length = TimeSpan.FromHours(3).ToDuration(), Reason = "it takes longer" }, StaffedHost.As("msp-approver"))).Window;
        Assert.Equal("msp-approver", Assert.Single(extended.Extensions).By);
        Assert.Equal("acme-operator", (await Client.CloseWindowAsync(new() { WindowId = requested.WindowId }, StaffedHost.As("acme-operator"))).Window.ClosedBy);
        EmergencyWindow seen = (await Client.GetWindowAsync(new() { WindowId = requested.WindowId }, StaffedHost.As("acme-viewer"))).Window;
        Assert.Equal((WindowStatus.InReview, "ConsoleLogin"), (seen.Status, Assert.Single(seen.Acts).EventName));
        Assert.Equal(["rotate-password", "sign-out"], seen.Tasks.Select(task => task.Name));
        ReviewWindowRequest review = new() { WindowId = requested.WindowId, Note = "all meant", RotationConfirmed = true, SignOutConfirmed = true };
        Assert.Equal(StatusCode.FailedPrecondition, await Refused(() => Client.ReviewWindowAsync(review, StaffedHost.As("acme-approver"))));
        review.AcceptIncomplete = true;
        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.ReviewWindowAsync(review, StaffedHost.As("acme-operator"))));
        EmergencyWindow reviewed = (await Client.ReviewWindowAsync(review, StaffedHost.As("acme-approver"))).Window;

        Assert.Equal((WindowStatus.Reviewed, "acme-approver", false), (reviewed.Status, reviewed.Review.By, reviewed.Review.ListWhole));
        foreach (string rule in new[] { "RW-G10", "RW-G11", "RW-G12" })
        {
            Assert.Contains(requested.WindowId, (await Until(rule, "")).Summary, StringComparison.Ordinal);
        }

        ListWindowsResponse list = await Client.ListWindowsAsync(new() { Statuses = { WindowStatus.Reviewed } }, StaffedHost.As("acme-viewer"));
        Assert.Contains(list.Windows, window => window.WindowId == requested.WindowId && window.Acts.Count == 0);
    }

    [Fact]
    public async Task Roles_tenants_and_one_s_own_request_keep_people_out()
    {
        EmergencyWindow own = (await Client.RequestWindowAsync(Request(), StaffedHost.As("acme-approver"))).Window;
        ApproveWindowRequest approve = new() { WindowId = own.WindowId };
        ExtendWindowRequest extend = new() { WindowId = own.WindowId, Length = TimeSpan.FromHours(3).ToDuration(), Reason = "why" };
        CloseWindowRequest close = new() { WindowId = own.WindowId };
        ReviewWindowRequest review = new() { WindowId = own.WindowId, Note = "note" };

        foreach (string low in new[] { "acme-viewer", "acme-operator" })
        {
            Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.ApproveWindowAsync(approve, StaffedHost.As(low))));
            Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.ExtendWindowAsync(extend, StaffedHost.As(low))));
        }

        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.ApproveWindowAsync(approve, StaffedHost.As("acme-approver"))));
        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.RequestWindowAsync(Request(), StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.CloseWindowAsync(close, StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.ReviewWindowAsync(review, StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.Unauthenticated, await Refused(() => Client.ListWindowsAsync(new())));
        Metadata foreigner = StaffedHost.As("globex-admin");
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.RequestWindowAsync(Request(), foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ApproveWindowAsync(approve, foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ExtendWindowAsync(extend, foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.CloseWindowAsync(close, foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ReviewWindowAsync(review, foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.GetWindowAsync(new() { WindowId = own.WindowId }, foreigner)));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ListWindowsAsync(new() { AccountId = StaffedHost.Account }, foreigner)));
        Assert.Empty((await Client.ListWindowsAsync(new(), foreigner)).Windows);
        Assert.Equal(WindowStatus.Requested, (await Client.GetWindowAsync(new() { WindowId = own.WindowId }, StaffedHost.As("acme-viewer"))).Window.Status);
        Assert.Equal(WindowStatus.Cancelled, (await Client.CloseWindowAsync(close, StaffedHost.As("acme-operator"))).Window.Status);
    }

    [Theory]
    [InlineData("account_id", "12", "p", "t", "iam/*", 60)]
    [InlineData("purpose", StaffedHost.Account, " ", "t", "iam/*", 60)]
    [InlineData("purpose", StaffedHost.Account, "two\nlines", "t", "iam/*", 60)]
    [InlineData("ticket", StaffedHost.Account, "p", "", "iam/*", 60)]
    [InlineData("allowed_actions", StaffedHost.Account, "p", "t", "", 60)]
    [InlineData("allowed_actions", StaffedHost.Account, "p", "t", "iam/Create*", 60)]
    [InlineData("allowed_actions", StaffedHost.Account, "p", "t", "create users", 60)]
    [InlineData("length", StaffedHost.Account, "p", "t", "iam/*", 0)]
    [InlineData("length", StaffedHost.Account, "p", "t", "iam/*", 241)]
    public async Task What_is_wrong_with_a_request_is_said_with_the_field(string field, string account, string purpose, string ticket, string allowed, int minutes)
    {
        RequestWindowRequest request = new() { AccountId = account, Purpose = purpose, Ticket = ticket, AllowedActions = { allowed }, Length = TimeSpan.FromMinutes(minutes).ToDuration() };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Client.RequestWindowAsync(request, StaffedHost.As("acme-operator")).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(field + ": ", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lengths_and_ids_that_are_none_are_refused()
    {
        RequestWindowRequest request = Request();
        foreach (Duration? length in new[] { null, new Duration { Seconds = long.MaxValue }, new Duration { Seconds = 60, Nanos = -1 } })
        {
            request.Length = length;
            Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.RequestWindowAsync(request, StaffedHost.As("acme-operator"))));
        }

        foreach (string id in new[] { "", "W-1", "A-111122223333-1", "W-111122223333-1 " })
        {
            Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.GetWindowAsync(new() { WindowId = id }, StaffedHost.As("acme-viewer"))));
        }

        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.GetWindowAsync(new() { WindowId = "W-111122223333-999" }, StaffedHost.As("acme-viewer"))));
    }

    private static RequestWindowRequest Request() => new()
    {
        AccountId = StaffedHost.Account,
        Purpose = "restore the administrators",
        Ticket = "OPS-7",
        AllowedActions = { "iam:CreateUser", "ec2/*" },
        Length = TimeSpan.FromHours(2).ToDuration(),
    };

    private async Task<Alert> Until(string rule, string windowId)
    {
        Alert? found = null;
        Assert.True(await Eventually.Holds(TimeSpan.FromSeconds(60), async () =>
        {
            ListAlertsResponse page = await Alerts.ListAlertsAsync(new() { PageSize = 1000, Filter = new AlertFilter { RuleIds = { rule } } }, StaffedHost.As("acme-viewer"));
            found = page.Alerts.FirstOrDefault(alert => alert.WindowId == windowId);
            return found is not null;
        }), $"no alert {rule} of {windowId}");
        return found!;
    }

    private static async Task<StatusCode> Refused<T>(Func<AsyncUnaryCall<T>> call) => (await Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync)).StatusCode;
}
