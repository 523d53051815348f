using System.Runtime.InteropServices;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan;

/// <summary>Findings, chosen and counted as they are found.</summary>
internal sealed class FoundFindings(FindingSelection selection)
{
    private readonly List<AlertDraft> _wanted = [];
    private readonly Dictionary<string, long> _byRule = new(StringComparer.Ordinal);

    /// <summary>Those that the user wants to see, in no order.</summary>
    public IReadOnlyList<AlertDraft> Wanted => _wanted;

    /// <summary>How many of the wanted ones each rule found.</summary>
    public IReadOnlyDictionary<string, long> ByRule => _byRule;

    /// <summary>How many are not wanted.</summary>
    public long LeftOut { get; private set; }

    public void Add(IReadOnlyList<AlertDraft> found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            var finding = found[i];
            if (!selection.Includes(finding))
            {
                LeftOut++;
                continue;
            }

            _wanted.Add(finding);
            CollectionsMarshal.GetValueRefOrAddDefault(_byRule, finding.RuleId, out _)++;
        }
    }

    public void Add(FoundFindings others)
    {
        _wanted.AddRange(others._wanted);
        LeftOut += others.LeftOut;
        foreach (var (ruleId, count) in others._byRule)
        {
            _byRule[ruleId] = _byRule.GetValueOrDefault(ruleId) + count;
        }
    }
}
