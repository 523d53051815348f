using System.Text.RegularExpressions;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>The catalogue against the 94 rules of ../shared/reference/domain.md, part C.1.</summary>
public sealed partial class CatalogueCoverageTests
{
    /// <summary>Ours besides those of the reference: what people said and did about an account, what following an organization shows, an account whose watch stands still, and one of which not all is known.</summary>
    private static readonly string[] Ours = ["RW-G08", "RW-G09", "RW-G10", "RW-G11", "RW-G12", "RW-G13", "RW-G14", "RW-X09", "RW-X10", "RW-X11", "RW-X12"];

    /// <summary>The reference says high; the product's issue demands that what a window does not cover is critical.</summary>
    private static readonly string[] MadeCritical = ["RW-G02", "RW-G03"];

    [Fact]
    public void Each_rule_has_the_title_and_the_severity_of_the_reference()
    {
        var reference = Reference();

        Assert.Equal(94, reference.Count);
        Assert.All(
            RuleCatalogue.All.Where(rule => !Ours.Contains(rule.Id)),
            rule => Assert.Equal(
                MadeCritical.Contains(rule.Id) ? (reference[rule.Id].Title, "critical") : reference[rule.Id],
                (rule.Title, SeverityNames.Format(rule.Severity))));
    }

    [Fact]
    public void Nothing_of_the_reference_is_left_out() =>
        Assert.Empty(Reference().Keys.Except(RuleCatalogue.All.Select(rule => rule.Id)));

    private static Dictionary<string, (string Title, string Severity)> Reference() =>
        File.ReadLines(Path.Combine(Repository.RealRecords, "..", "..", "reference", "domain.md"))
            .Select(line => Row().Match(line)).Where(row => row.Success)
            .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value.Trim(), row.Groups[3].Value));

    [GeneratedRegex(@"^\| (RW-[A-Z][0-9]{2}) \| ([^|]+) \| (info|low|medium|high|critical) \|")]
    private static partial Regex Row();
}
