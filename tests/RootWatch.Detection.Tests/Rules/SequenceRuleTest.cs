using System.Text.Json.Nodes;
using RootWatch.Detection.Events;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>A rule over several events: besides its cases, no order of arrival changes what is told.</summary>
public abstract class SequenceRuleTest(string ruleId) : RuleTest(ruleId)
{
    [Fact]
    public void The_order_of_arrival_changes_nothing()
    {
        foreach (var c in Cases)
        {
            var expected = Told(c, c.Records, batchSize: 1000);
            var random = new Random(7);
            JsonObject[][] orders = [[.. c.Records], [.. c.Records.Reverse()], [.. c.Records.OrderBy(_ => random.Next())]];
            foreach (var order in orders)
            {
                Assert.Equal((c.Name, expected), (c.Name, Told(c, order, batchSize: 1)));
                Assert.Equal((c.Name, expected), (c.Name, Told(c, order, batchSize: 3)));
            }
        }
    }

    /// <summary>What the prefilter dismisses for this rule's sake is not missed by it.</summary>
    [Fact]
    public void Nothing_outside_its_reach_is_needed()
    {
        foreach (var c in Cases)
        {
            var within = c.Records.Where(record => Rule.Reach.Covers(EventDecoder.Decode(record.ToJsonString()).Event!));
            Assert.Equal((c.Name, Told(c, c.Records, 1000)), (c.Name, Told(c, [.. within], 1000)));
        }
    }

    /// <summary>In every case that is seen, no record is idle: without any one of them the rule keeps silent.</summary>
    protected void NeedsEachRecordOf(params RuleCase[] cases)
    {
        foreach (var c in cases)
        {
            for (var i = 0; i < c.Records.Count; i++)
            {
                JsonObject[] others = [.. c.Records.Where((_, index) => index != i)];
                Assert.Equal((c.Name, i, ""), (c.Name, i, Told(c, others, 1000)));
            }
        }
    }

    protected string Told(RuleCase c, IReadOnlyList<JsonObject> records, int batchSize)
    {
        var state = Before;
        var told = new List<string>();
        foreach (var batch in records.Chunk(batchSize))
        {
            var step = AccountWatch.Advance(state, SubjectOf(c), [.. batch.Select(record => record.ToJsonString())], c.Now);
            told.AddRange(step.Alerts.Where(alert => alert.RuleId == RuleId).Select(alert => $"{alert.AlertId} {alert.Severity}"));
            state = step.State;
        }

        return string.Join(", ", told.Order(StringComparer.Ordinal));
    }

    protected static IEnumerable<JsonObject> Failures(int count, double everyMinutes, double from = 0) =>
        Enumerable.Range(0, count).Select(i => At(from + (i * everyMinutes), SignIn("Failure", "No")));
}
