using RootWatch.Detection.Sigma.Reading;

namespace RootWatch.Detection.Sigma;

/// <summary>The text of one rule file.</summary>
/// <param name="IsNamed">It was asked for by its own name, not found in a folder, and so is there to hold rules.</param>
public sealed record SigmaSource(string Path, ReadOnlyMemory<byte> Utf8, bool IsNamed = false);

/// <summary>What some rule files gave.</summary>
/// <param name="Rules">Those that can be used, in the order of the files.</param>
/// <param name="Problems">All that is wrong, in the order of the files; a rule with none but notes is among the rules.</param>
/// <param name="OtherLogSources">Rules about something else than CloudTrail, which were passed over.</param>
/// <param name="NoRules">Documents that are no rule at all, such as a tool's settings, which were passed over.</param>
public sealed record SigmaReading(SigmaRules Rules, IReadOnlyList<SigmaProblem> Problems, int OtherLogSources, int NoRules)
{
    public static SigmaReading Empty { get; } = new(SigmaRules.None, [], 0, 0);

    public IEnumerable<SigmaProblem> Of(SigmaProblemKind kind) => Problems.Where(problem => problem.Kind == kind);
}

/// <summary>Rule files -> rules. Never throws on any input.</summary>
public static class SigmaLoader
{
    public static SigmaReading Read(IEnumerable<SigmaSource> sources)
    {
        var rules = new RuleSet();
        var files = new List<SigmaProblems>();
        var regexes = new RegexReader();
        var kinds = new Dictionary<DocumentKind, int>();
        foreach (var source in sources)
        {
            var found = new SigmaProblems(source.Path);
            files.Add(found);
            var ofFile = new HashSet<DocumentKind>();
            foreach (var document in RuleCollections.Expand(SigmaYaml.Read(source.Utf8.Span, found), found))
            {
                var read = RuleReader.Read(document, regexes, found);
                ofFile.Add(read.Kind);
                kinds[read.Kind] = kinds.GetValueOrDefault(read.Kind) + 1;
                rules.AddCorrelation(read.Title, read.Parts);
                if (read.Rule is not null)
                {
                    rules.Add(read.Rule);
                }
            }

            if (source.IsNamed && ofFile.SetEquals([DocumentKind.NoRule]))
            {
                found.Mistake(null, "", "the file holds no rule, as there is neither a logsource nor a detection in it");
            }
        }

        var settled = new SigmaRules(rules.Settle());
        return new SigmaReading(settled, [.. files.SelectMany(file => file.All)], kinds.GetValueOrDefault(DocumentKind.OfOtherLog), kinds.GetValueOrDefault(DocumentKind.NoRule));
    }
}
