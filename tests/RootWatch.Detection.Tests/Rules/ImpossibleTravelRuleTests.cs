using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ImpossibleTravelRuleTests() : RuleTest("RW-S11")
{
    protected override IOriginTable Origins => new WithoutLists();

    protected override WatchState Before => AccountWatch.Advance(
        WatchState.Empty, Subject with { Origins = Origins }, [SignIn("Success", "Yes", From(Office, "2026-03-01T08:00:00")).ToJsonString()], Now).State;

    protected override IEnumerable<RuleCase> Cases =>
    [
        // 6,200 km from Frankfurt.
        new("across the ocean in six hours", Severity.High, SignIn("Success", "Yes", From(Cloud, "2026-03-01T14:00:00"))),
        new("the earlier one comes late", Severity.High, SignIn("Success", "Yes", From(Cloud, "2026-03-01T03:00:00"))),
        new("across the ocean in eight hours", Silent, SignIn("Success", "Yes", From(Cloud, "2026-03-01T16:00:00"))),
        new("Paris in an hour", Silent, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))),
        new("a relay", Silent, SignIn("Success", "Yes", From(Relay, "2026-03-01T09:00:00"))),
        new("a failure", Silent, SignIn("Failure", "No", From(Cloud, "2026-03-01T09:00:00"))),
        new("a place that is not known", Silent, SignIn("Success", "Yes", From(TestOrigins.Unknown, "2026-03-01T09:00:00"))),
    ];

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    public void A_day_is_told_of_once_in_whatever_order_its_sign_ins_come(params int[] order)
    {
        string[] records = [.. new[]
        {
            SignIn("Success", "Yes", From(Cloud, "2026-03-01T09:00:00")),
            SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:30:00")),
            SignIn("Success", "Yes", From(Cloud, "2026-03-01T10:00:00")),
        }.Select(record => record.ToJsonString())];
        var (state, told) = (Before, new List<string>());
        foreach (var index in order)
        {
            var step = AccountWatch.Advance(state, Subject with { Origins = Origins }, [records[index]], Now);
            told.AddRange(step.Alerts.Where(alert => alert.RuleId == RuleId).Select(alert => alert.AlertId));
            state = step.State;
        }

        Assert.Equal([AlertIds.Make("acme", Account, RuleId, "2026-03-01")], told);
    }

    [Fact]
    public void What_is_listed_as_hosting_says_nothing_of_where_a_person_is() =>
        Assert.DoesNotContain(
            TestOrigins.Advance(TestOrigins.After(SignIn("Success", "Yes", From(Office, "2026-03-01T08:00:00"))), SignIn("Success", "Yes", From(Cloud, "2026-03-01T09:00:00"))).Alerts,
            alert => alert.RuleId == RuleId);

    /// <summary>In which the cloud is only a far city.</summary>
    private sealed class WithoutLists : IOriginTable
    {
        public Origin Find(System.Net.IPAddress address)
        {
            var origin = Instance.Find(address);
            return origin with { Kinds = origin.Kinds & ~OriginKinds.Hosting };
        }
    }
}
