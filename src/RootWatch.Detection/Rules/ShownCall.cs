using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>A call's name as it may stand in a sentence: <c>CreateUser (iam)</c>.</summary>
internal static class ShownCall
{
    private const string Domain = ".amazonaws.com";

    public static string Of(CloudTrailEvent e) => $"{ShownText.Of(e.EventName, 64)} ({ShownText.Of(Short(e.EventSource), 48)})";

    /// <summary>Nearly every source is one word and the domain, for which nothing needs to be searched.</summary>
    private static string Short(string source) =>
        source.IndexOf('.') is >= 0 and var dot && source.AsSpan(dot).Equals(Domain, StringComparison.OrdinalIgnoreCase)
            ? source[..dot]
            : source.Replace(Domain, "", StringComparison.OrdinalIgnoreCase);
}
