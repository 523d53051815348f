using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture;

public sealed class PostureCatalogueTests
{
    [Fact]
    public void The_checks_are_P01_to_P27_in_order() =>
        Assert.Equal(Enumerable.Range(1, 27).Select(number => $"P{number:00}"), PostureCatalogue.All.Select(check => check.Id));

    [Fact]
    public void Every_check_has_one_test_class_called_after_it()
    {
        var tested = typeof(PostureCheckTest).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PostureCheckTest)))
            .Select(type => $"{((PostureCheckTest)Activator.CreateInstance(type)!).CheckId} {type.Name}");

        Assert.Equal(PostureCatalogue.All.Select(check => $"{check.Id} {check.GetType().Name}Tests"), tested.Order(StringComparer.Ordinal));
    }

    /// <summary>What differs is shown as it has to stand there.</summary>
    [Fact]
    public void The_document_and_the_catalogue_say_the_same_in_the_same_order()
    {
        var written = File.ReadAllText(Path.Combine(Repository.Root, "docs", "posture.md"))
            .Split("\n### ").Skip(1)
            .Select(section => string.Join("\n", section.Split('\n').Where((line, i) => i == 0 || (line.StartsWith("- **", StringComparison.Ordinal) && !line.StartsWith("- **Read from**", StringComparison.Ordinal)))));

        Assert.Equal(PostureCatalogue.All.Select(Expected), written);
    }

    private static string Expected(PostureCheck check) => string.Join("\n",
        $"{check.Id} {check.Title}",
        $"- **Severity**: {SeverityNames.Format(check.Severity)}",
        $"- **Also**: {(check.References.All.Any() ? string.Join(", ", check.References.All) : "-")}",
        $"- **Remedy**: {check.Remediation}");
}
