using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CatalogueDocumentTests
{
    [Fact]
    public void The_document_and_the_catalogue_say_the_same_in_the_same_order()
    {
        var expected = RuleCatalogue.All.Select(rule =>
            new Section($"{rule.Id} {rule.Title}", SeverityNames.Format(rule.Severity), rule.Attack, rule.Advice)).ToArray();

        Assert.Equal(expected, Sections().Select(section => new Section(
            section["title"], section["Severity"], section["ATT&CK"], section["Response"])).ToArray());
    }

    [Fact]
    public void Every_rule_says_its_condition_and_why()
    {
        Assert.All(Sections(), section =>
        {
            Assert.True(section.GetValueOrDefault("Condition", "").Length > 20, section["title"]);
            Assert.True(section.GetValueOrDefault("Why", "").Length > 20, section["title"]);
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

    private sealed record Section(string Heading, string Severity, string Attack, string Response);

    private static List<Dictionary<string, string>> Sections()
    {
        var sections = new List<Dictionary<string, string>>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "detections.md")))
        {
            if (line.StartsWith("#### RW-", StringComparison.Ordinal))
            {
                sections.Add(new() { ["title"] = line["#### ".Length..] });
            }
            else if (sections.Count > 0 && line.StartsWith("- **", StringComparison.Ordinal) && line.Split("**: ", 2) is [var name, var text])
            {
                sections[^1][name["- **".Length..]] = text;
            }
        }

        return sections;
    }
}
