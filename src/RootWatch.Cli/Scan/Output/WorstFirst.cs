using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan.Output;

/// <summary>What has room and what has not: nothing is left out for something that is less severe.</summary>
/// <param name="Shown">In the order they came in.</param>
internal sealed record WorstFirst<T>(IReadOnlyList<T> Shown, IReadOnlyList<T> LeftOut)
{
    /// <param name="severity">Null for what no rule found anything in.</param>
    /// <param name="score">Decides among those of one severity; then who comes first.</param>
    public static WorstFirst<T> Of(IReadOnlyList<T> all, int max, Func<T, Severity?> severity, Func<T, int> score)
    {
        if (all.Count <= max)
        {
            return new WorstFirst<T>(all, []);
        }

        var places = Enumerable.Range(0, all.Count)
            .OrderByDescending(i => severity(all[i]) ?? 0).ThenByDescending(i => score(all[i]))
            .ToArray();
        return new WorstFirst<T>([.. places.Take(max).Order().Select(i => all[i])], [.. places.Skip(max).Select(i => all[i])]);
    }
}
