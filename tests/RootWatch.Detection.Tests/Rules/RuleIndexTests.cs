using CsCheck;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RuleIndexTests
{
    private static readonly string[] Names =
        ["", "ListUsers", .. RuleCatalogue.All.SelectMany(rule => rule.Reach.Calls).Select(call => call.Name).Distinct().SelectMany(Spellings)];

    private static readonly string[] Sources =
    [
        "", "ec2.amazonaws.com",
        .. RuleCatalogue.All.SelectMany(rule => rule.Reach.Calls.Select(call => call.Source).Concat(rule.Reach.Sources)).Distinct().SelectMany(Spellings),
    ];

    private static readonly Gen<CloudTrailEvent> Event =
        from name in Gen.Int[0, Names.Length - 1]
        from source in Gen.Int[0, Sources.Length - 1]
        from type in Gen.Int[0, 2]
        select Of(Sources[source], Names[name], ((string[])["Root", "IAMUser", "root"])[type]);

    [Fact]
    public void It_names_the_rules_whose_reach_covers_the_event_in_the_order_of_the_catalogue() => Event.Sample(
        e => RuleIndex.OfCatalogue.Covering(e).All.SequenceEqual(RuleCatalogue.All.Where(rule => rule.Reach.Covers(e))), iter: 5_000);

    [Fact]
    public void Every_call_that_a_rule_names_is_shown_to_that_rule()
    {
        foreach (var rule in RuleCatalogue.All)
        {
            Assert.All(rule.Reach.Calls, call => Assert.Contains(rule, RuleIndex.OfCatalogue.Covering(Of(call.Source, call.Name, "IAMUser")).All));
        }
    }

    [Fact]
    public void Rules_that_name_calls_of_any_service_or_everything_are_found_by_that()
    {
        var rules = new Rule[] { new ReachingRule(RuleReach.AnyServices(["StopLogging"])), new ReachingRule(RuleReach.Everything), new ReachingRule(RuleReach.RootOnly) };
        var index = new RuleIndex(rules);
        Assert.Equal([rules[0], rules[1]], index.Covering(Of("odd.example", "stoplogging", "IAMUser")).All);
        Assert.Equal([rules[1]], index.Covering(Of("odd.example", "Stop", "IAMUser")).All);
        Assert.Equal([rules[1], rules[2]], index.Covering(Of("", "", "Root")).All);
    }

    private static string[] Spellings(string text) => [text, text.ToUpperInvariant()];

    private static CloudTrailEvent Of(string source, string name, string type) => new()
    {
        EventId = "e",
        AccountId = "111122223333",
        EventSource = source,
        EventName = name,
        Identity = new UserIdentity { Type = type },
    };

    private sealed class ReachingRule(RuleReach reach) : Rule("RW-T01", "Test", RootWatch.Detection.Alerts.Severity.Info, "T1078", "None.")
    {
        public override RuleReach Reach => reach;

        public override Finding? Look(CloudTrailEvent e, RuleFacts facts) => null;
    }
}
