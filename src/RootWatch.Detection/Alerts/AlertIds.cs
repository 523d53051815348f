namespace RootWatch.Detection.Alerts;

/// <summary>The same finding always has the same id: never random, never from the clock.</summary>
public static class AlertIds
{
    /// <summary>The event or episode comes last: it is the only part that could hold a <c>|</c>, and there it divides nothing.</summary>
    public static string Make(string tenantId, string accountId, string ruleId, string eventOrEpisode) =>
        ShortHash.Of($"{tenantId}|{accountId}|{ruleId}|{eventOrEpisode}", bytes: 16);
}
