using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Tenants;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>Each record stands for its account going blind at its time.</summary>
public sealed class FleetBlindRuleTests() : FleetRuleTest("RW-Q06")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("four of forty", Severity.Critical, Blind(1, 0), Blind(2, 5), Blind(3, 10), Blind(4, 15)),
        new("many, told once", Severity.Critical, [.. Enumerable.Range(0, 30).Select(i => Blind(i, i))]),
        new("three", Silent, Blind(1, 0), Blind(2, 5), Blind(3, 10)),
        new("one of them twice", Silent, Blind(1, 0), Blind(2, 5), Blind(3, 10), Blind(3, 11)),
        new("one after the other", Silent, Blind(1, 0), Blind(2, 6), Blind(3, 12), Blind(4, 18)),
    ];

    [Fact]
    public void A_stretch_and_its_end_are_told_once_whatever_other_stretches_were_told_since()
    {
        TenantFact[] facts = [.. Enumerable.Range(0, 4).Select(i => Dark(i, 0, "denied")), .. Enumerable.Range(0, 4).Select(i => Seen(i, 20))];
        var first = TenantWatch.Advance(TenantState.Empty, Tenant, 40, facts, Now);
        var told = Enumerable.Range(0, 100).Aggregate(first.State.Told, (told, n) => told.With("RW-Q06", $"other {n}", Now.AddMinutes(21).AddSeconds(n)));
        var later = TenantWatch.Advance(first.State with { Told = told }, Tenant, 40, [Dark(5, 1, "denied"), Seen(5, 60)], Now);

        Assert.Equal([Severity.Critical, Severity.Low], first.Alerts.Select(alert => alert.Severity));
        Assert.Empty(later.Alerts);
    }

    [Fact]
    public void Of_many_accounts_more_than_five_percent_have_to_be_blind()
    {
        TenantFact[] facts = [.. Facts(new RuleCase("", Silent, [.. Enumerable.Range(0, 51).Select(i => Blind(i, i * 0.1))]))];

        Assert.Empty(TenantWatch.Advance(TenantState.Empty, Tenant, 1000, facts[..50], Now).Alerts);
        Assert.Single(TenantWatch.Advance(TenantState.Empty, Tenant, 1000, facts, Now).Alerts);
    }

    [Fact]
    public void What_an_account_tells_of_its_blindness_is_such_a_fact()
    {
        var blind = Subject with { Situation = Situation.Unknown with { Sight = new Sight(Now.AddHours(-1), TimeSpan.FromMinutes(1)) } };
        var alert = AccountWatch.Tick(WatchState.Empty, blind, Now).Alerts.Single();

        Assert.Equal(new TenantFact(Account, TenantFactKind.Blind, Now.AddHours(-1), alert.AlertId), TenantFact.Of(alert));
    }

    [Fact]
    public void Its_end_is_told_once_nearly_all_can_be_read_again_and_the_next_stretch_is_another()
    {
        TenantFact[] first = [.. Enumerable.Range(0, 40).Select(i => Dark(i, 0, i < 30 ? "denied" : "throttled"))];
        TenantFact[] back = [.. Enumerable.Range(0, 39).Select(i => Seen(i, 20 + i))];
        TenantFact[] again = [.. Enumerable.Range(0, 4).Select(i => Dark(i, 120 + i, "denied"))];
        var state = TenantState.Empty;
        var told = new List<Alert>();
        foreach (var fact in first.Concat(back).Concat(again).Concat(again.Select(fact => fact with { Kind = TenantFactKind.Seen, At = fact.At.AddHours(1) })))
        {
            var step = TenantWatch.Advance(state, Tenant, 40, [fact], Now);
            state = step.State;
            told.AddRange(step.Alerts);
        }

        Assert.Equal(
            [(Severity.Critical, Now), (Severity.Low, Now.AddMinutes(57)), (Severity.Critical, Now.AddMinutes(123)), (Severity.Low, Now.AddMinutes(183))],
            told.Select(alert => (alert.Severity, alert.EventTime!.Value)));
        Assert.Distinct(told.Select(alert => alert.AlertId));
        Assert.Contains("at least 4 of 40 accounts cannot be read any more since", told[0].Summary, StringComparison.Ordinal);
        Assert.Contains("(denied 4): 000000000000, 000000000001, 000000000002, 000000000003", told[0].Summary, StringComparison.Ordinal);
        Assert.Contains("40 in all (denied 30, throttled 10), can be read again since", told[1].Summary, StringComparison.Ordinal);
        Assert.Contains(", but for 000000000038, 000000000039", told[1].Summary, StringComparison.Ordinal);
    }

    /// <summary>Accounts that leave accounts.yaml while they are dark never come back.</summary>
    [Fact]
    public void A_stretch_that_never_ends_hides_none_that_begins_a_day_later()
    {
        TenantFact[] facts = [.. Enumerable.Range(0, 4).Select(i => Dark(i, i, "denied")), .. Enumerable.Range(10, 4).Select(i => Dark(i, (25 * 60) + i, "denied"))];

        Assert.Equal([Now.AddMinutes(3), Now.AddMinutes((25 * 60) + 13)], TenantWatch.Advance(TenantState.Empty, Tenant, 40, facts, Now).Alerts.Select(alert => alert.EventTime!.Value));
    }

    [Fact]
    public void However_the_log_is_cut_into_pages_each_stretch_opens_once_and_closes_at_most_once() =>
        Gen.Select(Gen.Int[0, 9], Gen.Bool, Gen.Int[8, 40]).Array[0, 60].Select(Gen.Int[1, 10]).Sample((steps, size) =>
        {
            var minute = 0;
            TenantFact[] facts = [.. steps.Select((step, n) => (step.Item2 ? Dark(step.Item1, minute += step.Item3 / 8, "") : Seen(step.Item1, minute += step.Item3)) with { Key = $"{n}" })];
            var whole = TenantWatch.Advance(TenantState.Empty, Tenant, 20, facts, Now).Alerts;
            var state = TenantState.Empty;
            var paged = new List<Alert>();
            foreach (var page in facts.Chunk(size))
            {
                var step = TenantWatch.Advance(state, Tenant, 20, page, Now);
                state = step.State;
                paged.AddRange(step.Alerts);
            }

            Assert.Distinct(paged.Select(alert => alert.AlertId));
            var open = 0;
            foreach (var alert in paged)
            {
                open += alert.Severity == Severity.Low ? -1 : 1;
                Assert.True(open >= 0, "told to be over before it was told");
            }

            Assert.Equal(whole.Select(alert => alert.AlertId).Order(StringComparer.Ordinal), paged.Select(alert => alert.AlertId).Order(StringComparer.Ordinal));
        });

    /// <summary>Whichever begins first, and whichever ends first.</summary>
    [Theory]
    [InlineData(0, 1, 10, 20)]
    [InlineData(0, 1, 20, 10)]
    [InlineData(1, 0, 10, 20)]
    [InlineData(1, 0, 20, 10)]
    public void An_account_that_is_dark_in_two_ways_is_dark_until_neither_holds(int refused, int still, int answered, int goesOn)
    {
        TenantFact[] facts =
        [
            .. Enumerable.Range(1, 3).SelectMany(i => new[] { Dark(i, 0, "denied"), Seen(i, 5) }),
            Dark(0, refused, "denied"), Dark(0, still, Unattended.Silent), Seen(0, answered), Seen(0, goesOn) with { Cause = Unattended.Over },
        ];

        var told = TenantWatch.Advance(TenantState.Empty, Tenant, 40, facts, Now).Alerts;

        Assert.Equal([Now, Now.AddMinutes(20)], told.Select(alert => alert.EventTime!.Value));
        Assert.DoesNotContain("but for", told[1].Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_watch_stood_still_and_goes_on_is_such_a_fact_of_the_watch()
    {
        var (open, began) = AttendanceWatch.Take(
            ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal), Tenant, [new Unattended(Account, Now, Unattended.Idle)], [], _ => true, Now);
        var (_, ended) = AttendanceWatch.Take(open, Tenant, [], [Account], _ => true, Now.AddMinutes(9));

        Assert.Equal((TenantFactKind.Blind, Unattended.Idle), (TenantFact.Of(began.Single())!.Kind, TenantFact.Of(began.Single())!.Cause));
        Assert.Equal((TenantFactKind.Seen, Unattended.Over), (TenantFact.Of(ended.Single())!.Kind, TenantFact.Of(ended.Single())!.Cause));
    }

    [Fact]
    public void That_an_account_can_be_read_again_is_such_a_fact_and_a_late_event_is_none()
    {
        var blind = Subject with { Situation = Situation.Unknown with { Sight = new Sight(Now.AddHours(-1), TimeSpan.FromMinutes(1)) { Cause = "denied" } } };
        var dark = AccountWatch.Tick(WatchState.Empty, blind, Now);
        var seen = AccountWatch.Tick(dark.State, blind with { Situation = Situation.Unknown with { Sight = new Sight(Now, TimeSpan.FromMinutes(1)) } }, Now).Alerts.Single();

        Assert.Equal(dark.Alerts.Single().AlertId, seen.Closes);
        Assert.Equal("denied", TenantFact.Of(dark.Alerts.Single())!.Cause);
        Assert.Equal(new TenantFact(Account, TenantFactKind.Seen, Now, seen.AlertId), TenantFact.Of(seen));
        Assert.Null(TenantFact.Of(seen with { EventId = "of the late event" }));
    }

    private static TenantFact Dark(int account, double minutes, string cause) =>
        new($"{account:d12}", TenantFactKind.Blind, Now.AddMinutes(minutes), $"{account} {minutes}") { Cause = cause };

    private static TenantFact Seen(int account, double minutes) => new($"{account:d12}", TenantFactKind.Seen, Now.AddMinutes(minutes), $"{account} {minutes}");

    protected override IEnumerable<TenantFact> Facts(RuleCase c) => c.Records.Select(record =>
    {
        var e = EventDecoder.Decode(record.ToJsonString()).Event!;
        return new TenantFact(e.AccountId, TenantFactKind.Blind, e.EventTime!.Value, e.EventKey);
    });

    private static JsonObject Blind(int account, double minutes) => At(minutes, SignIn(change: e => e["recipientAccountId"] = $"{account:d12}"));
}
