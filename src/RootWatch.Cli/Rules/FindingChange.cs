using RootWatch.Cli.Scan;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Rules;

/// <summary>A finding under the current and under the proposed settings; null where it does not come up.</summary>
internal sealed record FindingChange(Alert? Current, Alert? Proposed)
{
    /// <summary>The proposed one, as far as there is one.</summary>
    public Alert Shown => Proposed ?? Current!;

    public bool IsAdded => Current is null;

    public bool IsRemoved => Proposed is null;

    public bool HasOtherSeverity => Current is { } current && Proposed is { } proposed && current.Severity != proposed.Severity;

    public bool HasOtherScore => Current is { } current && Proposed is { } proposed && current.Score != proposed.Score;

    /// <summary>In the order of findings.</summary>
    public static IReadOnlyList<FindingChange> Between(IEnumerable<Alert> current, IEnumerable<Alert> proposed)
    {
        // Some files hold one id for several events: those are paired in their order.
        var before = current.GroupBy(finding => finding.AlertId, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => new Queue<Alert>(same), StringComparer.Ordinal);
        var changes = new List<FindingChange>();
        foreach (var finding in proposed)
        {
            changes.Add(new FindingChange(before.TryGetValue(finding.AlertId, out var same) && same.TryDequeue(out var old) ? old : null, finding));
        }

        changes.AddRange(before.Values.SelectMany(left => left).Select(finding => new FindingChange(finding, null)));
        changes.Sort((a, b) => FindingCollector.InTime(a.Shown, b.Shown));
        return changes;
    }
}
