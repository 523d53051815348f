using System.Globalization;
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
        string region = Region().Match(fault).Value;
        DateTimeOffset? moment = Moment().Match(fault) is { Success: true } match ? DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        List<string> lines = [];
        Simulation.Run(scenario, heard: (at, who, line) =>
        {
            if ((lines.Count < LinesMax || e is null) && (who == account || who is null) && Near(at) && Concerns(line, e is null ? region : e.Region, e is null))
            {
                lines.Add($"{at:MM-dd HH:mm:ss.fff} {line}");
            }
        });
        return lines.TakeLast(LinesMax);

        bool Near(DateTimeOffset at) => e is not null
            ? at > e.Time.AddMinutes(-5) && at < e.VisibleAt.AddHours(9)
            : moment is not { } then || (at > then.AddMinutes(-10) && at < then.AddMinutes(1));
    }

    /// <summary>Calls that found nothing say little, unless they should have found something; mishaps always do.</summary>
    private static bool Concerns(string line, string region, bool empty) => !line.StartsWith("turned", StringComparison.Ordinal) && !line.EndsWith(" 0 in the outbox", StringComparison.Ordinal)
        && (!line.StartsWith("looked", StringComparison.Ordinal) || (line.Contains(region, StringComparison.Ordinal) && (empty || !line.EndsWith(": 0 events", StringComparison.Ordinal))));

    [GeneratedRegex(@"\d{12}")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"[a-z]{2}-[a-z]+-\d")]
    private static partial Regex Region();

    [GeneratedRegex(@" at (\S+[+]00:00)")]
    private static partial Regex Moment();
}
