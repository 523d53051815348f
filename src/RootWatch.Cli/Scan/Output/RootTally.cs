using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan.Output;

/// <summary>
/// The eventID of every record of root itself (a person or a key, not a service in its name) in the order of the input;
/// at the end how many there are of each eventName, MFAUsed and errorMessage, <c>-</c> for an absent one:
/// <c>#name TAB mfa TAB error TAB count</c>, in ordinal order.
/// </summary>
internal sealed class RootTally(TextWriter output)
{
    private readonly Dictionary<(string Name, string MfaUsed, string Error), long> _counts = [];

    public void Add(CloudTrailEvent e)
    {
        output.WriteLine(ShownText.Of(e.EventId));
        var kind = (e.EventName, e.MfaUsed, e.ErrorMessage);
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
    }

    public void End()
    {
        var lines = _counts.Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"#{Shown(pair.Key.Name)}\t{Shown(pair.Key.MfaUsed)}\t{Shown(pair.Key.Error)}\t{pair.Value}"));
        foreach (var line in lines.Order(StringComparer.Ordinal))
        {
            output.WriteLine(line);
        }
    }

    private static string Shown(string text) => text.Length > 0 ? ShownText.Of(text, 1024) : "-";
}
