using System.Text.RegularExpressions;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>What happened around the first fault of a day, in order: the calls that could have met the event, and the mishaps near them.</summary>
internal static partial class Story
{
    private const int LinesMax = 40;

    public static IEnumerable<string> Of(Scenario scenario, Verdict verdict)
    {
        string fault = verdict.Faults.FirstOrDefault() ?? "";
        string account = AccountId().Match(fault).Value;
        TrueEvent? e = scenario.Accounts.Where(one => one.Id == account).SelectMany(one => one.Events)
            .FirstOrDefault(e => e.EventId is { } id && fault.Contains(id, StringComparison.Ordinal));
        List<string> lines = [];
        Simulation.Run(scenario, heard: (at, who, line) =>
        {
            if (lines.Count < LinesMax && (who == account || who is null) && (e is null || (at > e.Time.AddMinutes(-5) && at < e.VisibleAt.AddHours(9))) && Concerns(line, e))
            {
                lines.Add($"{at:MM-dd HH:mm:ss.fff} {line}");
            }
        });
        return lines;
    }

    /// <summary>Calls that found nothing say little; mishaps always do.</summary>
    private static bool Concerns(string line, TrueEvent? e) => !line.StartsWith("turned", StringComparison.Ordinal) && !line.EndsWith(" 0 in the outbox", StringComparison.Ordinal)
        && (!line.StartsWith("looked", StringComparison.Ordinal) || (e is null ? line.Contains("failed", StringComparison.Ordinal) : line.Contains(e.Region, StringComparison.Ordinal) && !line.EndsWith(": 0 events", StringComparison.Ordinal)));

    [GeneratedRegex(@"\d{12}")]
    private static partial Regex AccountId();
}
