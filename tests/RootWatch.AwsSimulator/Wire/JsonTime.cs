using System.Globalization;
using System.Text.Json;

namespace RootWatch.AwsSimulator.Wire;

internal static class JsonTime
{
    /// <summary>As the json protocol has it: epoch seconds, a number with a fraction even where the fraction is nought.</summary>
    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds() / 1000m:0.0##}"), skipInputValidation: true);
    }
}
