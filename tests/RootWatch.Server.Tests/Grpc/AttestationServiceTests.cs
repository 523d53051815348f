using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>Who may vouch for what, over sockets.</summary>
public sealed class AttestationServiceTests(StaffedHost host) : IClassFixture<StaffedHost>
{
    private AttestationService.AttestationServiceClient Client => new(host.Channel);

    private PostureService.PostureServiceClient Posture => new(host.Channel);

    [Fact]
    public async Task It_is_the_token_s_word_answers_the_check_and_is_withdrawn_by_another()
    {
        Attestation added = (await Client.AddAttestationAsync(Request("security-questions"), StaffedHost.As("acme-operator"))).Attestation;
        Assert.Equal(("acme-operator", "acme", StaffedHost.Account, "", null), (added.By, added.TenantId, added.AccountId, added.WithdrawnBy, added.WithdrawnAt));
        Assert.Equal(TimeSpan.FromDays(366), added.ValidUntil.ToDateTimeOffset() - added.At.ToDateTimeOffset());
        Assert.Equal(PostureStatus.Pass, await P25());

        Attestation withdrawn = (await Client.WithdrawAttestationAsync(new() { AttestationId = added.AttestationId }, StaffedHost.As("msp-approver"))).Attestation;
        Assert.Equal("msp-approver", withdrawn.WithdrawnBy);
        Assert.Equal(PostureStatus.Unknown, await P25());
        ListAttestationsResponse list = await Client.ListAttestationsAsync(new(), StaffedHost.As("acme-viewer"));
        Assert.Contains(withdrawn, list.Attestations);
        Assert.Equal(StatusCode.FailedPrecondition, await Refused(() => Client.WithdrawAttestationAsync(new() { AttestationId = added.AttestationId }, StaffedHost.As("acme-operator"))));
    }

    [Fact]
    public async Task A_viewer_adds_and_withdraws_nothing_and_another_tenant_sees_nothing()
    {
        Attestation added = (await Client.AddAttestationAsync(Request("drill"), StaffedHost.As("acme-operator"))).Attestation;

        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.AddAttestationAsync(Request("drill"), StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.PermissionDenied, await Refused(() => Client.WithdrawAttestationAsync(new() { AttestationId = added.AttestationId }, StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.AddAttestationAsync(Request("drill"), StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.WithdrawAttestationAsync(new() { AttestationId = added.AttestationId }, StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.ListAttestationsAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.Unauthenticated, await Refused(() => Client.ListAttestationsAsync(new())));
        Assert.Empty((await Client.ListAttestationsAsync(new(), StaffedHost.As("globex-admin"))).Attestations);
        Assert.Contains(added, (await Client.ListAttestationsAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("msp-approver"))).Attestations);
    }

    [Fact]
    public async Task The_checklist_has_seven_points_for_who_may_see_the_account_and_follows_what_is_attested()
    {
        AccountChecklist before = (await Posture.GetChecklistAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("acme-viewer"))).Checklist;
        await Client.AddAttestationAsync(Request("incident-plan"), StaffedHost.As("acme-operator"));
        await Client.AddAttestationAsync(Request("drill"), StaffedHost.As("acme-operator"));
        AccountChecklist after = (await Posture.GetChecklistAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("msp-approver"))).Checklist;

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], before.Points.Select(point => point.Number));
        Assert.Equal(PostureStatus.Unknown, before.Points[6].Status);
        Assert.Equal((PostureStatus.Pass, "attestation incident-plan"), (after.Points[6].Status, after.Points[6].Parts[0].Source));
        Assert.StartsWith("acme-operator until ", after.Points[6].Parts[0].Text, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, await Refused(() => Posture.GetChecklistAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("globex-admin"))));
        Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Posture.GetChecklistAsync(new() { AccountId = "1" }, StaffedHost.As("acme-viewer"))));
        Assert.Equal(StatusCode.Unauthenticated, await Refused(() => Posture.GetChecklistAsync(new() { AccountId = StaffedHost.Account })));
    }

    [Theory]
    [InlineData("account_id", "12", "drill", "it is so", "", 1)]
    [InlineData("subject", StaffedHost.Account, "weather", "it is so", "", 1)]
    [InlineData("statement", StaffedHost.Account, "drill", "   ", "", 1)]
    [InlineData("statement", StaffedHost.Account, "drill", "two\nlines", "", 1)]
    [InlineData("statement", StaffedHost.Account, "drill", "backwards \u202E", "", 1)]
    [InlineData("evidence", StaffedHost.Account, "drill", "it is so", "javascript:alert(1)", 1)]
    [InlineData("evidence", StaffedHost.Account, "drill", "it is so", "the wiki", 1)]
    [InlineData("evidence", StaffedHost.Account, "drill", "it is so", "https://bob:secret@wiki.example", 1)]
    [InlineData("valid_until", StaffedHost.Account, "drill", "it is so", "", -1)]
    [InlineData("valid_until", StaffedHost.Account, "drill", "it is so", "", 400)]
    public async Task What_is_wrong_with_one_is_said_with_the_field(string field, string account, string subject, string statement, string evidence, int days)
    {
        AddAttestationRequest request = new()
        {
            AccountId = account,
            Subject = subject,
            Statement = statement,
            Evidence = evidence,
            ValidUntil = TimeProvider.System.GetUtcNow().AddDays(days).ToTimestamp(),
        };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Client.AddAttestationAsync(request, StaffedHost.As("acme-operator")).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(field + ": ", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_that_are_none_and_ids_that_are_none_are_refused()
    {
        AddAttestationRequest request = Request("drill");
        request.ValidUntil = new Timestamp { Seconds = long.MaxValue };

        Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.AddAttestationAsync(request, StaffedHost.As("acme-operator"))));
        foreach (string id in new[] { "", "7", "W-111122223333-1", "A-111122223333-", "A-111122223333-1\n", "A-1111222233334-1" })
        {
            Assert.Equal(StatusCode.InvalidArgument, await Refused(() => Client.WithdrawAttestationAsync(new() { AttestationId = id }, StaffedHost.As("acme-operator"))));
        }

        Assert.Equal(StatusCode.NotFound, await Refused(() => Client.WithdrawAttestationAsync(new() { AttestationId = "A-111122223333-999" }, StaffedHost.As("acme-operator"))));
    }

    private static AddAttestationRequest Request(string subject) =>
        new() { AccountId = StaffedHost.Account, Subject = subject, Statement = " it is so ", Evidence = "https://wiki.acme.example/root" };

    private async Task<PostureStatus> P25() =>
        (await Posture.GetPostureAsync(new() { AccountId = StaffedHost.Account }, StaffedHost.As("acme-viewer"))).Posture.Results.Single(result => result.Check == "P25").Status;

    private static async Task<StatusCode> Refused<T>(Func<AsyncUnaryCall<T>> call) => (await Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync)).StatusCode;
}
