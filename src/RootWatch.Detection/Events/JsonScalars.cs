using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>Scalars as text: records write numbers as text, booleans as text, and texts as numbers.</summary>
internal static class JsonScalars
{
    /// <summary>The text of the current value; null for null and, after skipping it, for an object or an array.</summary>
    public static string? Text(ref Utf8JsonReader json, int charsMax)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return JsonText.Read(ref json, charsMax);
            case JsonTokenType.Number:
                return JsonText.Bound(Encoding.ASCII.GetString(json.ValueSpan), charsMax);
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            default:
                json.Skip();
                return null;
        }
    }
}

/// <summary>The scalars of a JSON object by name, one level of nesting as <c>outer.inner</c>, bounded in number and length; an empty array is <c>[]</c>, others are left out.</summary>
internal static class ScalarReader
{
    private const int ValuesMax = 64;
    private const int NameCharsMax = 128;
    private const int ValueCharsMax = 2048;
    private const string EmptyArray = "[]";

    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> jsonObject)
    {
        if (jsonObject.Length <= "{}"u8.Length)
        {
            return CloudTrailEvent.NoValues;
        }

        var json = new Utf8JsonReader(jsonObject, new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        json.Read();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Members(ref json, "", values);
        return values;
    }

    private static void Members(ref Utf8JsonReader json, string prefix, Dictionary<string, string> values)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = prefix + JsonText.Read(ref json, NameCharsMax);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject && prefix.Length == 0)
            {
                Members(ref json, name + ".", values);
            }
            else if (Text(ref json) is { } text && (values.Count < ValuesMax || values.ContainsKey(name)))
            {
                values[name] = text;
            }
        }
    }
    private static string? Text(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return JsonScalars.Text(ref json, ValueCharsMax);
        }

        var depth = json.CurrentDepth;
        var count = 0;
        while (json.Read() && json.CurrentDepth > depth)
        {
            count++;
        }

        return count == 0 ? EmptyArray : null;
    }
}
