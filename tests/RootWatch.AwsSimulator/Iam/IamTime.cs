using System.Globalization;

namespace RootWatch.AwsSimulator.Iam;

internal static class IamTime
{
    /// <summary>As the query protocol has it.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
