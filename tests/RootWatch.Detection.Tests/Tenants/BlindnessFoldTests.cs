using CsCheck;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Tenants;

public sealed class BlindnessFoldTests
{
    private const int AccountCount = 20;

    [Fact]
    public void What_comes_before_the_stretch_is_told_is_listed_and_what_comes_after_is_marked()
    {
        var log = new Log();
        Dark(log, 0, 1, 2, 3);
        log.Look();
        Dark(log, 4, 5);
        Seen(log, 0, 1, 2, 3, 4, 5);
        log.Look();

        var (opened, closed) = (log.Told("RW-Q06")[0], log.Told("RW-Q06")[1]);
        Assert.Equal(["", "", "", "", opened.AlertId, opened.AlertId], log.Told("RW-X04").Select(alert => alert.PartOf));
        Assert.All(log.Told("RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));
        Assert.Equal(Ids(0, 1, 2, 3), opened.AccountIds);
        Assert.Equal(("", ""), (opened.PartOf, opened.Closes));
        Assert.Equal((opened.AlertId, ""), (closed.Closes, closed.PartOf));
        Assert.Equal(Ids(0, 1, 2, 3, 4, 5), closed.AccountIds);
    }

    [Fact]
    public void Whoever_comes_back_after_all_others_is_still_part_of_it_and_whoever_goes_then_is_none()
    {
        var log = new Log();
        int[] all = [.. Enumerable.Range(0, 40)];
        Dark(log, all[..4]);
        log.Look();
        Dark(log, all[4..]);
        Seen(log, all[..38]);
        log.Look();
        Seen(log, all[38..]);
        Dark(log, 0);

        var (opened, closed) = (log.Told("RW-Q06")[0], log.Told("RW-Q06")[1]);
        Assert.Equal(opened.AlertId, closed.Closes);
        Assert.All(log.Told("RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));
        Assert.Equal("", log.Told("RW-X04")[^1].PartOf);
    }

    [Fact]
    public void Fewer_than_a_mass_stand_for_themselves()
    {
        var log = new Log();
        Dark(log, 0, 1, 2);
        log.Look();
        Seen(log, 0, 1, 2);
        log.Look();

        Assert.All(log.Alerts, alert => Assert.Equal(("", 0), (alert.PartOf, alert.AccountIds.Count)));
        Assert.Equal(6, log.Alerts.Count);
    }

    [Fact]
    public void What_comes_while_the_stretch_is_on_its_way_to_the_log_is_listed_with_it()
    {
        var log = new Log();
        Dark(log, 0, 1, 2, 3);
        var stretch = log.Find();
        Dark(log, 4);
        log.Append(stretch);
        Seen(log, 4);

        Assert.Equal(Ids(0, 1, 2, 3, 4), log.Told("RW-Q06").Single().AccountIds);
        Assert.Equal(log.Told("RW-Q06").Single().AlertId, log.Told("RW-X06").Single().PartOf);
    }

    [Fact]
    public void An_account_that_was_dark_for_long_is_no_part_of_it()
    {
        var log = new Log();
        Dark(log, 9);
        log.Minute += 60;
        Dark(log, 0, 1, 2, 3);
        log.Look();
        Seen(log, 9, 0);

        Assert.Equal(Ids(0, 1, 2, 3), log.Told("RW-Q06").Single().AccountIds);
        Assert.Equal(["", log.Told("RW-Q06").Single().AlertId], log.Told("RW-X06").Select(alert => alert.PartOf));
    }

    [Fact]
    public void A_stretch_that_never_ends_takes_in_nobody_a_day_later()
    {
        var log = new Log();
        Dark(log, 0, 1, 2, 3);
        log.Look();
        log.Minute += 23 * 60;
        Dark(log, 4);
        log.Minute += 25 * 60;
        Dark(log, 5);

        Assert.Equal([log.Told("RW-Q06").Single().AlertId, ""], log.Told("RW-X04").TakeLast(2).Select(alert => alert.PartOf));
    }

    /// <summary>AWS refuses account 0, and its own watch stands still for a while, too.</summary>
    [Fact]
    public void A_watch_that_goes_on_gives_back_no_sight_that_AWS_refuses()
    {
        var log = new Log();
        Dark(log, 0, 1, 2, 3);
        log.Look();
        log.Append([log.New("RW-X11", 0) with { ErrorCode = Unattended.Silent }]);
        log.Append([log.New("RW-X11", 0) with { Closes = log.Alerts[^1].AlertId }]);
        Seen(log, 1, 2, 3);
        log.Look();
        var opened = Assert.Single(log.Told("RW-Q06"));
        Seen(log, 0);
        log.Look();

        Assert.Equal([opened.AlertId, opened.AlertId], log.Told("RW-X11").Select(alert => alert.PartOf));
        Assert.All(log.Told("RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));
        Assert.Equal(opened.AlertId, log.Told("RW-Q06")[1].Closes);
        Assert.Empty(log.Fold.Dark);
    }

    /// <summary>A region of each is closed for ever, and then all go dark altogether.</summary>
    [Fact]
    public void Home_regions_that_go_dark_are_a_mass_and_each_account_counts_once_and_is_dark_until_all_of_it_is_read()
    {
        var log = new Log();
        Dark(log, 0);
        Home(log, "RW-X04", 0);
        Dark(log, 1, 2);
        log.Look();
        Assert.Empty(log.Told("RW-Q06"));

        log.Minute += 60;
        Dark(log, 3, 4);
        log.Minute += 60;
        Home(log, "RW-X04", 1, 2, 3, 4);
        log.Look();
        Home(log, "RW-X06", 1, 2, 3, 4);
        log.Look();
        var opened = Assert.Single(log.Told("RW-Q06"));
        Assert.Equal(Ids(1, 2, 3, 4), opened.AccountIds);
        Assert.All(log.Told("RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));

        Seen(log, 1, 2, 3, 4);
        log.Look();
        Assert.Equal(opened.AlertId, log.Told("RW-Q06")[1].Closes);
        Assert.All(log.Told("RW-X06"), alert => Assert.Equal(opened.AlertId, alert.PartOf));
    }

    [Fact]
    public void A_late_event_is_never_part_of_it()
    {
        var log = new Log();
        Dark(log, 0, 1, 2, 3);
        log.Look();
        log.Append([log.New("RW-X06", 0) with { EventId = "of the late event" }]);
        Seen(log, 0);

        Assert.Equal(["", log.Told("RW-Q06").Single().AlertId], log.Told("RW-X06").Select(alert => alert.PartOf));
    }

    /// <summary>Whenever the rule looks, and however long what it finds is on its way.</summary>
    [Fact]
    public void Each_alert_of_a_stretch_is_listed_or_marked_and_no_other_is() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 4]).Array[0, 80].Sample(steps =>
        {
            var log = new Log();
            IReadOnlyList<Alert> underWay = [];
            foreach (var (what, account, minutes) in steps)
            {
                log.Minute += minutes;
                switch (what)
                {
                    case < 6:
                        Dark(log, account);
                        break;
                    case < 8:
                        Seen(log, account);
                        break;
                    default:
                        log.Append(underWay);
                        underWay = log.Find();
                        break;
                }
            }

            var open = "";
            var stretchOf = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (place, alert) in log.Alerts.Index())
            {
                switch (alert.RuleId)
                {
                    case "RW-Q06" when alert.Closes.Length > 0:
                        Assert.Equal(open, alert.Closes);
                        open = "";
                        break;
                    case "RW-Q06":
                        open = alert.AlertId;
                        var told = log.Alerts.Take(place).ToLookup(before => before.AccountId);
                        Assert.All(alert.AccountIds, account => Assert.Contains(told[account], before => before.RuleId == "RW-X04"));
                        foreach (var dark in told.Select(ofAccount => ofAccount.Last()).Where(last => last.RuleId == "RW-X04" && last.PartOf.Length == 0 && last.EventTime >= alert.EventTime - MassBlindness.Window))
                        {
                            Assert.Contains(dark.AccountId, alert.AccountIds);
                        }

                        alert.AccountIds.ToList().ForEach(account => stretchOf[account] = open);
                        break;
                    case "RW-X04":
                        Assert.Equal(open, alert.PartOf);
                        stretchOf[alert.AccountId] = open;
                        break;
                    default:
                        Assert.True(alert.PartOf.Length == 0 || alert.PartOf == stretchOf[alert.AccountId]);
                        break;
                }
            }
        });

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        var log = new Log();
        Dark(log, [.. Enumerable.Range(0, BlindnessFold.DarkMax + 10)]);

        Assert.Equal(BlindnessFold.DarkMax, log.Fold.Dark.Count);
        Assert.Equal($"{BlindnessFold.DarkMax + 9:d12}", log.Fold.Dark[^1].AccountId);
    }

    private static string[] Ids(params int[] accounts) => [.. accounts.Select(account => $"{account:d12}")];

    private static void Dark(Log log, params int[] accounts) => Array.ForEach(accounts, account => log.Append([log.New("RW-X04", account)]));

    private static void Home(Log log, string ruleId, params int[] accounts) =>
        Array.ForEach(accounts, account => log.Append([log.New(ruleId, account) with { Region = "us-east-1" }]));

    private static void Seen(Log log, params int[] accounts) => Array.ForEach(accounts, account => log.Append([log.New("RW-X06", account)]));

    /// <summary>A tenant's log, and the rule that follows it.</summary>
    private sealed class Log
    {
        private static readonly WatchSubject Tenant = new("acme", "", Now.AddDays(-30));

        private TenantState _state = TenantState.Empty;
        private int _read;

        public BlindnessFold Fold { get; private set; } = BlindnessFold.None;

        public int Minute { get; set; }

        public List<Alert> Alerts { get; } = [];

        public Alert[] Told(string ruleId) => [.. Alerts.Where(alert => alert.RuleId == ruleId)];

        public Alert New(string ruleId, int account) => new()
        {
            AlertId = $"{ruleId} {Alerts.Count}",
            TenantId = Tenant.TenantId,
            AccountId = $"{account:d12}",
            RuleId = ruleId,
            Severity = Severity.Critical,
            Title = "",
            Summary = "",
            Score = 0,
            Reasons = [],
            EventId = "",
            EventTime = Now.AddMinutes(Minute),
            EventName = "",
            EventSource = "",
            Region = "",
            DetectedAt = Now.AddMinutes(Minute),
        };

        public void Append(IReadOnlyList<Alert> alerts)
        {
            foreach (var alert in alerts)
            {
                (Fold, var stored) = Fold.Take(alert);
                Assert.Equal(alert.AlertId, stored.AlertId);
                Alerts.Add(stored);
            }
        }

        /// <summary>What the rule has to tell now; to be appended.</summary>
        public IReadOnlyList<Alert> Find()
        {
            var facts = Alerts.Skip(_read).Select(alert => TenantFact.Of(alert)).OfType<TenantFact>().ToArray();
            _read = Alerts.Count;
            var step = TenantWatch.Advance(_state, Tenant, AccountCount, facts, Now);
            _state = step.State;
            return step.Alerts;
        }

        public void Look() => Append(Find());
    }
}
