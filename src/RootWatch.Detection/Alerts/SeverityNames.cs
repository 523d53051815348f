namespace RootWatch.Detection.Alerts;

/// <summary>How a severity is written: <c>info</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>critical</c>.</summary>
public static class SeverityNames
{
    public static IReadOnlyList<string> All { get; } = Enum.GetValues<Severity>().Select(Format).ToArray();

    public static string Format(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        Severity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "No such severity."),
    };

    /// <summary>Reads a name, in any case; never a number.</summary>
    public static bool TryParse(string? text, out Severity severity)
    {
        foreach (var candidate in Enum.GetValues<Severity>())
        {
            if (Format(candidate).Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                severity = candidate;
                return true;
            }
        }

        severity = default;
        return false;
    }
}
