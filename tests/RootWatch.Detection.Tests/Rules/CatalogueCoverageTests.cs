using System.Text.RegularExpressions;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>The catalogue against the 94 rules of ../shared/reference/domain.md, part C.1.</summary>
public sealed partial class CatalogueCoverageTests
{
    /// <summary>Not in the catalogue so far.</summary>
    private static readonly string[] Missing =
    [
        "RW-S04", "RW-S05", "RW-S07", "RW-S08", "RW-S09", "RW-S10", "RW-S11", "RW-S12", "RW-S13", "RW-S14", "RW-S15", "RW-S16", "RW-S17", "RW-S18",
        "RW-A02", "RW-X04", "RW-X05", "RW-X06", "RW-X07", "RW-X08", "RW-G01", "RW-G02", "RW-G03", "RW-G04", "RW-G05", "RW-G06", "RW-G07",
        "RW-Q01", "RW-Q02", "RW-Q03", "RW-Q04", "RW-Q05", "RW-Q06", "RW-N01",
    ];

    [Fact]
    public void Each_rule_has_the_title_and_the_severity_of_the_reference()
    {
        var reference = Reference();

        Assert.Equal(94, reference.Count);
        Assert.All(RuleCatalogue.All, rule => Assert.Equal(reference[rule.Id], (rule.Title, SeverityNames.Format(rule.Severity))));
    }

    [Fact]
    public void Nothing_of_the_reference_is_left_out_unsaid() =>
        Assert.Empty(Reference().Keys.Except(RuleCatalogue.All.Select(rule => rule.Id)).Except(Missing));

    private static Dictionary<string, (string Title, string Severity)> Reference() =>
        File.ReadLines(Path.Combine(Repository.RealRecords, "..", "..", "reference", "domain.md"))
            .Select(line => Row().Match(line)).Where(row => row.Success)
            .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value.Trim(), row.Groups[3].Value));

    [GeneratedRegex(@"^\| (RW-[A-Z][0-9]{2}) \| ([^|]+) \| (info|low|medium|high|critical) \|")]
    private static partial Regex Row();
}
