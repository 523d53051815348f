using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>One thing that happens, and what the rule says to it.</summary>
/// <param name="Expected">Severity of the one alert; 0: the rule keeps silent.</param>
/// <param name="Records">In the order in which they arrive, in one batch.</param>
public sealed record RuleCase(string Name, Severity Expected, params IReadOnlyList<JsonObject> Records)
{
    public Situation Situation { get; init; } = Situation.Unknown;

    public DateTimeOffset Now { get; init; } = Sample.Now;
}

/// <summary>
/// A rule's test class: what it must see, and the nearest things that it must not. Cases called "as recorded" are published
/// records; all others are synthetic.
/// </summary>
public abstract class RuleTest(string ruleId)
{
    protected const Severity Silent = 0;

    public string RuleId => ruleId;

    protected Rule Rule { get; } = RuleCatalogue.All.Single(rule => rule.Id == ruleId);

    /// <summary>All that occurs in its cases.</summary>
    public IEnumerable<JsonObject> Records => Cases.SelectMany(c => c.Records);

    protected abstract IEnumerable<RuleCase> Cases { get; }

    protected virtual WatchState Before => WatchState.Empty;

    protected virtual DetectionSettings Settings => DetectionSettings.Default;

    protected virtual IOriginTable Origins => NoOriginTable.Instance;

    [Fact]
    public void Sees_its_cases_and_not_its_near_misses()
    {
        var cases = Cases.ToArray();
        foreach (var c in cases)
        {
            var alert = Alerts(c).Where(alert => alert.RuleId == ruleId).Select(alert => alert.Severity).ToArray();
            Assert.True(alert.SequenceEqual(c.Expected == Silent ? [] : [c.Expected]), $"{ruleId}, {c.Name}: expected {c.Expected}, was {string.Join(", ", alert)}");
        }

        Assert.Contains(cases, c => c.Expected == Rule.Severity);
        Assert.Contains(cases, c => c.Expected == Silent);
        Assert.Distinct(cases.Select(c => c.Name));
    }

    protected virtual IReadOnlyList<Alert> Alerts(RuleCase c) =>
        AccountWatch.Advance(Before, SubjectOf(c), [.. c.Records.Select(record => record.ToJsonString())], c.Now).Alerts;

    protected WatchSubject SubjectOf(RuleCase c) => Sample.Subject with { Settings = Settings, Origins = Origins, Situation = c.Situation };

    /// <summary>No rule may use a record that the prefilter dismisses.</summary>
    [Fact]
    public void What_it_finds_or_remembers_lies_in_its_reach()
    {
        var records = Records.ToArray();
        foreach (var record in records.Concat(records.Select(BySomebodyElse)))
        {
            var e = EventDecoder.Decode(record.ToJsonString()).Event!;
            var facts = new RuleFacts(RootPredicate.Judge(e), Before, Settings)
            {
                RoleName = Sample.Subject.RoleName,
                Origin = SourceAddress.Parse(e.SourceIpAddress) is { } address ? Origins.Find(address) : Origin.Unknown,
            };
            var matters = Rule.Look(e, facts) is not null || (Rule is IEventMemory memory && !ReferenceEquals(memory.Remember(facts.Before, e, facts), facts.Before))
                || (!facts.Root.IsRoot && EventRelevance.MayMatter(e, CoveringRules.Of([Rule])));
            var within = Rule.Reach.Covers(e);
            Assert.True(within || !matters, $"{Rule.Id} uses {e.EventName} outside its reach");
        }
    }
    /// <summary>What root does to itself, another may do to root.</summary>
    private static JsonObject BySomebodyElse(JsonObject record)
    {
        var copy = record.DeepClone().AsObject();
        copy["userIdentity"] = Sample.User("iam.amazonaws.com", "ListUsers")["userIdentity"]!.DeepClone();
        return copy;
    }
}
