using System.Globalization;

namespace RootWatch.Detection.Rules;

/// <summary>A rule's properties in words, the same in docs/detections.md and in <c>rootwatch rule show</c>.</summary>
public static class RuleText
{
    /// <summary><c>T1562.008 (version 19: T1685.002)</c>.</summary>
    public static string Attack(Rule rule)
    {
        var later = AttackTechniques.Later(rule.Attack);
        return later == rule.Attack ? rule.Attack : $"{rule.Attack} (version {AttackTechniques.LaterVersion}: {later})";
    }

    /// <summary><c>root; anyone's `StopLogging` (cloudtrail)</c>.</summary>
    public static string Reach(Rule rule)
    {
        var calls = rule.Reach.Calls.GroupBy(call => call.Source, call => call.Name).Select(source =>
            $"anyone's {string.Join(", ", source.Select(name => $"`{name}`"))} ({source.Key.Replace(".amazonaws.com", "", StringComparison.Ordinal)})");
        var sources = rule.Reach.Sources.Select(source => $"any call of {source.Replace(".amazonaws.com", "", StringComparison.Ordinal)}");
        return string.Join("; ", [.. rule.Reach.Root ? ["root"] : Array.Empty<string>(), .. calls, .. sources]);
    }

    /// <summary><c>`failures-in-15-minutes` 5 (1 to 1000), how many ...</c>; empty if there are none.</summary>
    public static string Thresholds(Rule rule) => string.Join("; ", rule.Thresholds.Select(threshold => string.Create(
        CultureInfo.InvariantCulture,
        $"`{threshold.Name}` {threshold.Default} ({threshold.Min} to {threshold.Max}), {threshold.Meaning}")));
}
