using System.Net;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
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

    /// <summary>Such as the tenant's own VPN: the journey to it is none, and the day is not told of yet.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void An_allowed_sign_in_is_the_end_of_no_journey_and_hides_none(params int[] order)
    {
        const string Vpn = "203.0.113.66";
        var subject = Subject with
        {
            Origins = new WithoutLists(OriginKinds.Tor),
            Settings = DetectionSettings.Default with
            {
                Rules = new Dictionary<string, RuleSettings> { [RuleId] = new RuleSettings { Allow = new AllowList { Networks = new NetworkList([IPNetwork.Parse($"{Vpn}/32")]) } } },
            },
        };
        string[] records = [.. new[] { Vpn, Cloud }.Select((address, i) => SignIn("Success", "Yes", From(address, $"2026-03-01T09:{i}0:00")).ToJsonString())];
        var (state, told) = (Before, new List<Alert>());
        foreach (var index in order)
        {
            var step = AccountWatch.Advance(state, subject, [records[index]], Now);
            told.AddRange(step.Alerts.Where(alert => alert.RuleId == RuleId));
            state = step.State;
        }

        Assert.Equal(Cloud, Assert.Single(told).SourceIpAddress);
    }

    [Fact]
    public void What_is_listed_as_hosting_says_nothing_of_where_a_person_is() =>
        Assert.DoesNotContain(
            TestOrigins.Advance(TestOrigins.After(SignIn("Success", "Yes", From(Office, "2026-03-01T08:00:00"))), SignIn("Success", "Yes", From(Cloud, "2026-03-01T09:00:00"))).Alerts,
            alert => alert.RuleId == RuleId);

    /// <summary>In which the cloud is only a far city.</summary>
    private sealed class WithoutLists(OriginKinds unlisted = OriginKinds.Hosting) : IOriginTable
    {
        public Origin Find(IPAddress address)
        {
            var origin = Instance.Find(address);
            return origin with { Kinds = origin.Kinds & ~(OriginKinds.Hosting | unlisted) };
        }
    }
}
