using RootWatch.Detection.Sigma;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>Correlations are not supported, and what they are made of is not used for something else.</summary>
public sealed class CorrelationTests
{
    private static readonly string Part = $"name: table_read\n{WithSelection("eventName: Scan")}";

    private static string Correlation(string more) => $"title: Many tables\ncorrelation:\n  type: event_count\n{Indented(more)}\n";

    [Theory]
    [InlineData("rules: [table_read]")]
    [InlineData("rules: table_read")]
    [InlineData($"rules: [other, {Uuid}]")]
    [InlineData("rules: [8AD1600D00004000800000000000ABCD]")]
    [InlineData("rules: [table_read]\ngenerate: false")]
    public void What_a_correlation_is_made_of_is_left_out_in_whatever_order_they_are_read(string parts)
    {
        foreach (var reading in new[] { Read(Part, Correlation(parts)), Read(Correlation(parts), Part), Read($"{Part}---\n{Correlation(parts)}") })
        {
            Assert.Empty(reading.Rules.All);
            Assert.All(reading.Problems, problem => Assert.Equal(SigmaProblemKind.Unsupported, problem.Kind));
            Assert.Single(reading.Problems, problem => problem is { Line: 1, Text: "only a part of the correlation 'Many tables', which is not supported" });
        }
    }

    [Theory]
    [InlineData("rules: [table_read]\ngenerate: true")]
    [InlineData("rules: [table]")]
    [InlineData("rules: {table_read: x}")]
    [InlineData("rules: ['']")]
    public void A_rule_that_is_meant_by_itself_stays(string parts)
    {
        Assert.Single(Read(Part, Correlation(parts)).Rules.All);
        Assert.Single(Read(Correlation(parts), WithSelection("eventName: Scan")).Rules.All);
    }
}
