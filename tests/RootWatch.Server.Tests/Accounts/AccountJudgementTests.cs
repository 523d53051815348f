using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using RootWatch.Detection;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class AccountJudgementTests
{
    private const string Account = "111122223333";
    private const string Poison = "198.51.100.66";
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    [Fact]
    public void A_record_that_detection_cannot_stand_is_counted_and_those_beside_it_are_told()
    {
        FakeCloudTrail cloudTrail = new(TimeProvider.System);
        string[] records = [.. Enumerable.Range(1, 4).Select(number => cloudTrail.RootSignIn(Account, number, Start.AddMinutes(number), TimeSpan.Zero).Record)];
        records[1] = records[1].Replace("203.0.113.9", Poison, StringComparison.Ordinal);
        records[3] = records[3].Replace("\"type\":\"Root\"", "\"type\":\"Root\",\"invokedBy\":\"rds.amazonaws.com\"", StringComparison.Ordinal);
        WatchSubject subject = new("tenant", Account, Start) { Origins = new FaultyTable() };

        FakeLogger log = new();

        WatchStep step = AccountStep.Judge(WatchState.Empty, subject, records, Start.AddHours(1), log);

        Assert.Contains(EventDecoder.Decode(records[1]).Event!.EventId, log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Equal(2, step.Alerts.Where(alert => alert.RuleId == "RW-S02").Select(alert => alert.EventId).Distinct().Count());
        Assert.DoesNotContain(step.Alerts, alert => alert.SourceIpAddress == Poison);
        Assert.Equal(new Dictionary<UnreadableReason, int> { [UnreadableReason.NotARecord] = 1 }, step.Tally.Unreadable);
        Assert.Equal(new Dictionary<string, int> { ["service_invoked"] = 1 }, step.Tally.Dismissed);
        Assert.Equal(4, step.Tally.RecordsRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_fault_that_is_in_no_record_passes_over_none(int count)
    {
        FakeCloudTrail cloudTrail = new(TimeProvider.System);
        string[] records = [.. Enumerable.Range(1, count).Select(number => cloudTrail.RootSignIn(Account, number, Start.AddMinutes(number), TimeSpan.Zero).Record)];
        WatchSubject faulty = new("tenant", Account, Start) { Situation = Situation.Unknown with { Attestations = null! } };

        Assert.ThrowsAny<Exception>(() => AccountStep.Judge(WatchState.Empty, faulty, records, Start.AddHours(1), NullLogger.Instance));
    }

    private sealed class FaultyTable : IOriginTable
    {
        public Origin Find(IPAddress address) =>
            address.ToString() == Poison ? throw new InvalidOperationException("This table has a fault.") : NoOriginTable.Instance.Find(address);
    }
}
