using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CatalogueDocumentTests
{
    /// <summary>What differs is shown as it has to stand there.</summary>
    [Fact]
    public void The_document_and_the_catalogue_say_the_same_in_the_same_order()
    {
        var expected = RuleCatalogue.All.Select(Expected).ToArray();

        var written = Sections().Select(section => string.Join("\n", section.Where(line => !line.Key.Equals("Condition", StringComparison.Ordinal) && line.Key != "Why")
            .Select(line => line.Key is "anchor" or "title" ? line.Value : $"- **{line.Key}**: {line.Value}"))).ToArray();

        Assert.Equal(expected, written);
    }

    [Fact]
    public void Every_rule_says_its_condition_and_why_and_what_else_it_may_be()
    {
        Assert.All(Sections(), section =>
        {
            Assert.True(section.GetValueOrDefault("Condition", "").Length > 20, section["title"]);
            Assert.True(section.GetValueOrDefault("Why", "").Length > 20, section["title"]);
            Assert.True(section.GetValueOrDefault("False positives", "").Length > 10, section["title"]);
        });
    }

    [Fact]
    public void Ids_are_unique_and_well_formed()
    {
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(rule => rule.Id).Distinct().Count());
        Assert.All(RuleCatalogue.All, rule => Assert.Matches("^RW-[SCABODXGQN][0-9]{2}$", rule.Id));
    }

    [Fact]
    public void Every_rule_has_one_test_class_called_after_it()
    {
        var tested = typeof(RuleTest).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RuleTest)) && !type.IsAbstract)
            .Select(type => $"{((RuleTest)Activator.CreateInstance(type)!).RuleId} {type.Name}");

        Assert.Equal(
            RuleCatalogue.All.Select(rule => $"{rule.Id} {rule.GetType().Name}Tests").Order(StringComparer.Ordinal),
            tested.Order(StringComparer.Ordinal));
    }

    private static string Expected(Rule rule)
    {
        List<string> lines =
        [
            $"<a id=\"{rule.Runbook.Split('#')[1]}\"></a>",
            $"#### {rule.Id} {rule.Title}",
            $"- **Severity**: {SeverityNames.Format(rule.Severity)}",
            $"- **ATT&CK**: {RuleText.Attack(rule)}",
            $"- **Reach**: {RuleText.Reach(rule)}",
            $"- **False positives**: {rule.FalsePositives}",
            $"- **Response**: {rule.Advice}",
        ];
        if (rule.Thresholds.Count > 0)
        {
            lines.Insert(5, $"- **Thresholds**: {RuleText.Thresholds(rule)}");
        }

        return string.Join("\n", lines);
    }

    /// <summary>The lines of each rule by their names, in the order in which they stand.</summary>
    private static List<Dictionary<string, string>> Sections()
    {
        var sections = new List<Dictionary<string, string>>();
        var anchor = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "detections.md")))
        {
            if (line.StartsWith("<a id=", StringComparison.Ordinal))
            {
                anchor = line;
            }
            else if (line.StartsWith("#### RW-", StringComparison.Ordinal))
            {
                sections.Add(new() { ["anchor"] = anchor, ["title"] = line });
            }
            else if (sections.Count > 0 && line.StartsWith("- **", StringComparison.Ordinal) && line.Split("**: ", 2) is [var name, var text])
            {
                sections[^1][name["- **".Length..]] = text;
            }
        }

        return sections;
    }
}
