using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Posture;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Attestations;

/// <summary>What people vouch for of an account that is watched, in virtual time.</summary>
public sealed class AccountAttestationTests : IDisposable
{
    private readonly WatchedAccount _account = new(options: new PollOptions { StartSpread = TimeSpan.Zero, Backfill = TimeSpan.Zero, HomeInterval = TimeSpan.FromHours(1), RegionInterval = TimeSpan.FromHours(6), AccountInterval = TimeSpan.FromHours(6) });

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_check_passes_while_it_holds_and_its_end_is_told_before_and_when_it_comes_each_once()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        DateTimeOffset end = _account.Time.GetUtcNow().AddDays(20);
        Assert.Equal(PostureStatus.Unknown, Check("P25"));
        AttestationLine word = (await Attest("security-questions", end)).Value!;
        Assert.Equal((PostureStatus.Pass, "A-111122223333-1", "alice"), (Check("P25"), word.Id, word.By));

        await _account.Run(TimeSpan.FromDays(5));
        Assert.Empty(About(word.Id));
        await _account.Run(TimeSpan.FromDays(5.2));
        Assert.Equal([("RW-G08", Severity.Low)], About(word.Id));
        Assert.Equal(PostureStatus.Pass, Check("P25"));
        await _account.Run(TimeSpan.FromDays(12));

        Assert.Equal([("RW-G08", Severity.Low), ("RW-G09", Severity.Medium)], About(word.Id));
        Assert.Equal(PostureStatus.Fail, Check("P25"));
    }

    [Fact]
    public async Task One_that_is_withdrawn_counts_no_more_stays_in_the_list_and_is_told_of_by_nobody()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        AttestationLine word = (await Attest("security-questions", _account.Time.GetUtcNow().AddDays(2))).Value!;

        Decision<AttestationLine> withdrawn = await Decide(document => AttestationBook.Withdraw(document, word.Id, "bob", Now));
        Decision<AttestationLine> again = await Decide(document => AttestationBook.Withdraw(document, word.Id, "carol", Now));
        Decision<AttestationLine> unknown = await Decide(document => AttestationBook.Withdraw(document, "A-111122223333-9", "bob", Now));
        await _account.Run(TimeSpan.FromDays(3));

        Assert.Equal((RefusalKind.NotNow, RefusalKind.NotThere), (again.Refusal!.Kind, unknown.Refusal!.Kind));
        Assert.Equal(("bob", withdrawn.Value!.WithdrawnAt), (_account.Poll.Attestations!.Lines.Single().WithdrawnBy, _account.Poll.Attestations.Lines.Single().WithdrawnAt));
        Assert.Equal(PostureStatus.Unknown, Check("P25"));
        Assert.Empty(About(word.Id));
    }

    [Fact]
    public async Task What_was_answered_is_stored_and_what_the_store_did_not_take_is_not_answered()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        await Attest("root-password", null);
        await _account.Stored.ReadStateAsync();
        Assert.Equal("root-password", Assert.Single(_account.Stored.State.Attestations).Subject);

        _account.Stored.Fails = WatchedAccount.StoreFailure.BeforeWriting;
        await Assert.ThrowsAsync<IOException>(() => Attest("drill", null));
        _account.Stored.Fails = WatchedAccount.StoreFailure.None;
        await _account.Run(TimeSpan.FromMinutes(1));

        Assert.Equal("root-password", Assert.Single(_account.Poll.Attestations!.Lines).Subject);
        Assert.Equal("A-111122223333-2", (await Attest("drill", null)).Value!.Id);
    }

    [Fact]
    public async Task The_former_owner_s_word_goes_with_him_and_no_id_comes_twice()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        await Attest("root-password", null);
        _account.Poll.Register(WatchedAccount.Registration with { TenantId = "globex" });
        Assert.Equal(RefusalKind.NotReady, (await Attest("drill", null)).Refusal!.Kind);
        Assert.Null(_account.Poll.Attestations);
        await _account.Run(TimeSpan.FromMinutes(1));

        Assert.Empty(_account.Poll.Attestations!.Lines);
        Decision<AttestationLine> added = await _account.Poll.Decide("globex", (document, now) => AttestationBook.Add(document, WatchedAccount.Id, Draft("drill", null), now));
        Assert.Equal("A-111122223333-2", added.Value!.Id);
    }

    [Fact]
    public async Task While_the_former_owner_is_still_being_told_the_new_one_is_told_no_check_by_his_word()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        await Attest("security-questions", null);
        Assert.Equal(PostureStatus.Pass, Check("P25"));
        _account.LogFails = new IOException("the log is away");
        _account.Trail.RootSignIn(WatchedAccount.Id, 1, Now, TimeSpan.Zero);
        await _account.Run(TimeSpan.FromHours(2));

        _account.Poll.Register(WatchedAccount.Registration with { TenantId = "globex" });
        await _account.Run(TimeSpan.FromMinutes(10));
        Assert.Null(_account.Poll.Posture);

        _account.LogFails = null;
        await _account.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(("globex", PostureStatus.Unknown), (_account.Poll.Posture!.TenantId, Check("P25")));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(367)]
    public async Task It_holds_for_a_time_to_come_and_for_a_year_at_most(int days)
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        Assert.Equal(RefusalKind.Invalid, (await Attest("drill", Now.AddDays(days))).Refusal!.Kind);
        Assert.Equal(Now.AddDays(366), (await Attest("drill", null)).Value!.ValidUntil);
    }

    [Fact]
    public async Task There_is_an_end_to_them_and_those_that_are_over_make_room()
    {
        await _account.Run(TimeSpan.FromMinutes(1));
        AttestationLine first = (await Attest("drill", Now.AddDays(1))).Value!;
        for (int i = 1; i < AttestationBook.CountMax; i++)
        {
            await Attest("drill", Now.AddDays(100));
        }

        Assert.Equal(RefusalKind.Full, (await Attest("drill", null)).Refusal!.Kind);
        _account.Time.Advance(TimeSpan.FromDays(2));
        Assert.Null((await Attest("drill", null)).Refusal);
        Assert.DoesNotContain(_account.Poll.Attestations!.Lines, line => line.Id == first.Id);
    }

    private DateTimeOffset Now => _account.Time.GetUtcNow();

    private PostureStatus Check(string id) => (PostureStatus)_account.Poll.Posture!.Lines.Single(line => line.Check == id).Status;

    private static AttestationDraft Draft(string subject, DateTimeOffset? until) =>
        new() { Subject = subject, Statement = "it is so", Evidence = "", By = "alice", ValidUntil = until };

    private Task<Decision<AttestationLine>> Attest(string subject, DateTimeOffset? until) =>
        Decide(document => AttestationBook.Add(document, WatchedAccount.Id, Draft(subject, until), Now));

    private Task<Decision<AttestationLine>> Decide(Func<AccountDocument, (AccountDocument, Decision<AttestationLine>)> decide) =>
        _account.Poll.Decide("acme", (document, _) => decide(document));

    private IEnumerable<(string, Severity)> About(string id) => _account.Alerts
        .Where(alert => alert.Summary.Contains($"the attestation {id} ", StringComparison.Ordinal)).Select(alert => (alert.RuleId, alert.Severity));
}
