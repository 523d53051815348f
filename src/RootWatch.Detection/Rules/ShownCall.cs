using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>A call's name as it may stand in a sentence: <c>CreateUser (iam)</c>.</summary>
internal static class ShownCall
{
    public static string Of(CloudTrailEvent e) =>
        $"{ShownText.Of(e.EventName, 64)} ({ShownText.Of(e.EventSource.Replace(".amazonaws.com", "", StringComparison.OrdinalIgnoreCase), 48)})";
}
