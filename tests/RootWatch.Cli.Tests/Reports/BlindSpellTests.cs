using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Reports;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Reports;

public sealed class BlindSpellTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReportPeriod TheDay = new("2026-11-10", Noon.AddHours(-12), Noon.AddHours(12));

    [Fact]
    public void It_begins_where_sight_ended_and_ends_where_it_came_back()
    {
        var spells = BlindSpell.Of([Told("RW-X06", 50), Told("RW-X04", 0), Told("RW-X04", 100), Told("RW-X06", 130)], isBlind: false);

        Assert.Equal([new BlindSpell(Noon, Noon.AddMinutes(50)), new BlindSpell(Noon.AddMinutes(100), Noon.AddMinutes(130))], spells);
        Assert.Equal(TimeSpan.FromMinutes(80), Sum(spells, Noon.AddDays(1)));
    }

    [Fact]
    public void It_lasts_while_nothing_closes_it_and_the_account_is_blind()
    {
        var spell = Assert.Single(BlindSpell.Of([Told("RW-X04", 0)], isBlind: true));

        Assert.Null(spell.Until);
        Assert.Equal(TimeSpan.FromMinutes(30), spell.Within(UpTo(Noon.AddMinutes(30))));
        Assert.Equal(TimeSpan.FromHours(12), spell.Within(UpTo(Noon.AddDays(3))));
    }

    [Fact]
    public void A_late_event_closes_nothing_and_is_no_spell()
    {
        var late = Told("RW-X06", 10);
        late.EventId = "c1a2";

        Assert.Equal([new BlindSpell(Noon, Noon.AddMinutes(50))], BlindSpell.Of([Told("RW-X04", 0), late, Told("RW-X06", 50)], isBlind: false));
        Assert.Empty(BlindSpell.Of([late, Told("RW-X06", 50), Told("RW-S01", 0)], isBlind: false));
    }

    [Fact]
    public void The_home_regions_own_stretch_lies_in_the_spell_and_ends_it_not()
    {
        var (home, homeSeen) = (Told("RW-X04", 10), Told("RW-X06", 20));
        home.Region = homeSeen.Region = "us-east-1";

        Assert.Equal([new BlindSpell(Noon, Noon.AddMinutes(50))], BlindSpell.Of([Told("RW-X04", 0), home, homeSeen, Told("RW-X06", 50)], isBlind: false));
    }

    [Fact]
    public void Without_the_rule_that_closes_it_nothing_is_made_up() =>
        Assert.Equal(TimeSpan.Zero, Sum(BlindSpell.Of([Told("RW-X04", 0)], isBlind: false), Noon.AddDays(1)));

    [Fact]
    public void Only_what_lies_in_the_period_counts()
    {
        var spell = new BlindSpell(TheDay.Start.AddHours(-1), TheDay.Start.AddHours(2));

        Assert.Equal(TimeSpan.FromHours(2), spell.Within(UpTo(Noon)));
        Assert.Equal(TimeSpan.Zero, new BlindSpell(TheDay.End, null).Within(UpTo(Noon.AddDays(9))));
        Assert.Equal(TimeSpan.Zero, new BlindSpell(TheDay.Start.AddHours(-2), TheDay.Start.AddHours(-1)).Within(UpTo(Noon)));
    }

    [Fact]
    public void Only_what_lies_in_the_time_in_which_the_account_was_watched_counts()
    {
        var watched = WatchedTime.Of(TheDay, since: Noon, madeAt: Noon.AddSeconds(50))!;

        Assert.Equal(TimeSpan.FromSeconds(50), watched.Length);
        Assert.Equal(TimeSpan.FromSeconds(50), new BlindSpell(Noon.AddMinutes(-5), null).Within(watched));
        Assert.Equal(TimeSpan.Zero, new BlindSpell(Noon.AddMinutes(-5), Noon.AddMinutes(-1)).Within(watched));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(12)]
    public void An_account_that_was_not_watched_in_the_period_has_no_time_in_it(int? hoursAfterNoon) =>
        Assert.Null(WatchedTime.Of(TheDay, hoursAfterNoon is { } hours ? Noon.AddHours(hours) : null, madeAt: Noon.AddDays(9)));

    private static TimeSpan Sum(IEnumerable<BlindSpell> spells, DateTimeOffset now) =>
        spells.Aggregate(TimeSpan.Zero, (sum, spell) => sum + spell.Within(UpTo(now)));

    private static WatchedTime UpTo(DateTimeOffset madeAt) => WatchedTime.Of(TheDay, TheDay.Start, madeAt)!;

    private static Alert Told(string rule, int minute) => new() { RuleId = rule, EventTime = Noon.AddMinutes(minute).ToTimestamp() };
}
