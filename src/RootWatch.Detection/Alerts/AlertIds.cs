using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Detection.Alerts;

/// <summary>The same finding always has the same id: never random, never from the clock.</summary>
public static class AlertIds
{
    /// <summary>The event or episode comes last: it is the only part that could hold a <c>|</c>, and there it divides nothing.</summary>
    public static string Make(string tenantId, string accountId, string ruleId, string eventOrEpisode)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenantId}|{accountId}|{ruleId}|{eventOrEpisode}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
