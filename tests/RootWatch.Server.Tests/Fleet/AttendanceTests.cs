using RootWatch.Detection.Tenants;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Tenants;

namespace RootWatch.Server.Tests.Fleet;

public sealed class AttendanceTests
{
    private const string Account = "111122223333";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_account_that_does_not_answer_is_told_after_four_minutes_and_once() =>
        Assert.Equal([(240, Unattended.Silent, Start)], Told(_ => null));

    [Fact]
    public void One_whose_turns_have_stopped_is_told_since_its_last_one() =>
        Assert.Equal([(240, Unattended.Idle, Start)], Told(now => Snapshot(now - Start, WatchStatus.Ok, Start)));

    [Fact]
    public void One_that_was_never_read_and_says_no_reason_is_told() =>
        Assert.Equal([(240, Unattended.Unread, Start)], Told(now => Snapshot(TimeSpan.Zero, WatchStatus.Starting, null)));

    [Fact]
    public void One_that_was_never_read_and_then_stops_to_answer_is_told_for_what_it_is_by_then() =>
        Assert.Equal([(240, Unattended.Silent, Start)], Told(now => now < Start.AddMinutes(1) ? Snapshot(TimeSpan.Zero, WatchStatus.Starting, null) : null));

    [Theory]
    [InlineData(WatchStatus.Ok)]
    [InlineData(WatchStatus.Blind)]
    [InlineData(WatchStatus.Degraded)]
    [InlineData(WatchStatus.CatchingUp)]
    public void One_that_takes_its_turns_tells_of_itself(WatchStatus status) =>
        Assert.Empty(Told(now => Snapshot(TimeSpan.Zero, status, null)));

    [Theory]
    [InlineData(WatchStatus.Ok, true)]
    [InlineData(WatchStatus.Degraded, true)]
    [InlineData(WatchStatus.CatchingUp, true)]
    // It tells of itself.
    [InlineData(WatchStatus.Blind, false)]
    public void One_that_goes_on_and_reads_nothing_any_more_is_told(WatchStatus status, bool isTold)
    {
        (int, string, DateTimeOffset)[] told = isTold ? [(240, Unattended.Forgotten, Start)] : [];
        Assert.Equal(told, Told(_ => Snapshot(TimeSpan.Zero, status, Start) with { IsForgotten = true }));
    }

    [Fact]
    public void One_that_is_still_at_its_first_readings_is_none() =>
        Assert.Empty(Told(now => Snapshot(TimeSpan.Zero, WatchStatus.Starting, Start)));

    [Fact]
    public void A_silence_of_three_minutes_is_none() =>
        Assert.Empty(Told(now => (now - Start).TotalSeconds % 190 < 180 ? null : Snapshot(TimeSpan.Zero, WatchStatus.Ok, now)));

    [Fact]
    public void Who_stood_still_with_the_whole_machine_is_none()
    {
        DateTimeOffset awake = Start.AddMinutes(17);
        Assert.Empty(Told(now => Snapshot(now < awake.AddSeconds(10) ? now - Start.AddMinutes(2) : TimeSpan.Zero, WatchStatus.Ok, Start), [.. Seconds(0, 120), .. Seconds(1020, 3600)]));
        Assert.Empty(Told(now => now < awake.AddSeconds(10) ? null : Snapshot(TimeSpan.Zero, WatchStatus.Ok, now), [.. Seconds(0, 60), .. Seconds(1020, 3600)]));
    }

    [Fact]
    public void Who_goes_on_standing_still_once_the_machine_is_awake_is_told_since_when_he_does() =>
        Assert.Equal([(1200, Unattended.Idle, Start)], Told(now => Snapshot(now - Start, WatchStatus.Ok, Start), [0, .. Seconds(1020, 3600)]));

    [Fact]
    public void A_patrol_whose_every_round_takes_minutes_tells_all_the_same() =>
        Assert.Equal([(600, Unattended.Silent, Start)], Told(_ => null, [.. Enumerable.Range(0, 24).Select(round => round * 150)]));

    [Fact]
    public void Who_stood_still_while_there_was_no_store_has_his_whole_patience_from_its_return_on()
    {
        var attendance = new Attendance();
        attendance.Note(Account, null, Start);
        Assert.True(attendance.MissesAny);
        DateTimeOffset back = Start.AddMinutes(10);
        attendance.Excuse(back);
        Assert.Empty(attendance.News([Account], back + Attendance.Patience - TimeSpan.FromSeconds(1)).Unattended);
        Assert.Equal([new UnattendedAccount(Account, Start, Unattended.Silent)], attendance.News([Account], back + Attendance.Patience).Unattended);

        attendance.Note(Account, Snapshot(TimeSpan.Zero, WatchStatus.Ok, back), back);
        Assert.False(attendance.MissesAny);
    }

    [Fact]
    public void Who_goes_on_is_told_so_until_it_is_stored_and_so_is_whoever_a_new_patrol_finds_well()
    {
        var attendance = new Attendance();
        attendance.Note(Account, Snapshot(TimeSpan.Zero, WatchStatus.Ok, Start), Start);
        Assert.Equal([Account], attendance.News([Account], Start).Attended);
        Assert.Equal([Account], attendance.News([Account], Start).Attended);
        attendance.Settle([], [Account]);
        Assert.Empty(attendance.News([Account], Start).Attended);

        attendance.Note(Account, null, Start);
        DateTimeOffset late = Start + Attendance.Patience;
        IReadOnlyList<UnattendedAccount> silent = attendance.News([Account], late).Unattended;
        Assert.Equal([new UnattendedAccount(Account, Start, Unattended.Silent)], silent);
        attendance.Settle(silent, []);
        Assert.Empty(attendance.News([Account], late).Unattended);

        attendance.Note(Account, Snapshot(TimeSpan.Zero, WatchStatus.Ok, late), late);
        Assert.Equal([Account], attendance.News([Account], late).Attended);
    }

    /// <summary>What a patrol tells in an hour of rounds, in seconds from its start.</summary>
    private static List<(int Second, string Cause, DateTimeOffset Since)> Told(Func<DateTimeOffset, AccountSnapshot?> answer) => Told(answer, Seconds(0, 3600));

    private static IEnumerable<int> Seconds(int from, int until) => Enumerable.Range(0, (until - from) / 10).Select(round => from + (round * 10));

    private static List<(int Second, string Cause, DateTimeOffset Since)> Told(Func<DateTimeOffset, AccountSnapshot?> answer, IEnumerable<int> rounds)
    {
        var attendance = new Attendance();
        List<(int, string, DateTimeOffset)> told = [];
        foreach (int second in rounds)
        {
            DateTimeOffset now = Start.AddSeconds(second);
            attendance.Note(Account, answer(now), now);
            (IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended) = attendance.News([Account], now);
            told.AddRange(unattended.Select(account => (second, account.Cause, account.Since)));
            attendance.Settle(unattended, attended);
        }

        return told;
    }

    private static AccountSnapshot Snapshot(TimeSpan idle, WatchStatus status, DateTimeOffset? lastSuccess) => new()
    {
        TenantId = "acme",
        AccountId = Account,
        Name = "a",
        Status = status,
        Reason = "",
        Regions = ["us-east-1"],
        Streams = [new StreamSnapshot { Region = "us-east-1", Query = "Username=root", Status = status, Reason = "", LastSuccess = lastSuccess, Gaps = [] }],
        IdleFor = idle,
    };
}
