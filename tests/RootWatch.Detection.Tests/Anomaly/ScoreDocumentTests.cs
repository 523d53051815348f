using RootWatch.Detection.Anomaly;

namespace RootWatch.Detection.Tests.Anomaly;

public sealed class ScoreDocumentTests
{
    /// <summary>What differs is shown as it has to stand there.</summary>
    [Fact]
    public void The_document_and_the_code_have_the_same_terms_weights_and_conditions()
    {
        var written = File.ReadLines(Path.Combine(Repository.Root, "docs", "detections.md"))
            .SkipWhile(line => line != "| reason | points | when |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(ScoreTerms.All.Select(term => $"| `{term.Name}` | {term.Points} | {term.When} |"), written);
    }
}
