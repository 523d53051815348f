using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>Scalars as text: records write numbers as text, booleans as text, and texts as numbers.</summary>
internal static class JsonScalars
{
    /// <summary>The text of the current value; null for null and, after skipping it, for an object or an array.</summary>
    public static string? Text(ref JsonCursor json, int charsMax)
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

/// <summary>
/// The scalars of a JSON object by name, nested ones as <c>outer.inner</c> and <c>outer.0.inner</c>, bounded in depth,
/// number and length. An empty array is <c>[]</c>.
/// </summary>
internal static class ScalarReader
{
    private const int ValuesMax = 64;
    private const int NestedValuesMax = 64;
    private const int LevelsMax = 5;
    private const int ItemsMax = 16;
    private const int NameCharsMax = 128;
    private const int ValueCharsMax = 2048;
    private const string EmptyArray = "[]";

    private delegate Dictionary<string, string>? Reading(ref JsonCursor json);

    public static Dictionary<string, string> Read(ReadOnlySpan<byte> jsonObject) => Read(jsonObject, All)!;

    /// <summary>What <see cref="Read"/> finds that is not nested; null if the name of any of it has a dot, as all that is nested has.</summary>
    public static Dictionary<string, string>? ReadOuter(ReadOnlySpan<byte> jsonObject) => Read(jsonObject, Outer);

    private static Dictionary<string, string>? Read(ReadOnlySpan<byte> jsonObject, Reading reading)
    {
        var json = JsonCursor.Of(jsonObject);
        var found = reading(ref json);
        if (json.IsBroken)
        {
            json = JsonCursor.AsAny(jsonObject);
            found = reading(ref json);
        }

        return found;
    }

    private static Dictionary<string, string> All(ref JsonCursor json)
    {
        json.Read();
        var found = new Found([]);
        Members(ref json, "", level: 1, ref found);
        return found.Values;
    }

    private static Dictionary<string, string>? Outer(ref JsonCursor json)
    {
        json.Read();
        var found = new Found([]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.ReadShared(ref json, NameCharsMax);
            if (name.Contains('.'))
            {
                return null;
            }

            json.Read();
            if (json.TokenType == JsonTokenType.StartArray && EndsAtOnce(json))
            {
                found.Set(name, EmptyArray, level: 1);
            }

            if (JsonScalars.Text(ref json, ValueCharsMax) is { } text)
            {
                found.Set(name, text, level: 1);
            }
        }

        return found.Values;
    }

    /// <param name="json">A copy.</param>
    private static bool EndsAtOnce(JsonCursor json) => json.Read() && json.TokenType == JsonTokenType.EndArray;

    /// <summary>What is nested must not push out what is not.</summary>
    private ref struct Found(Dictionary<string, string> values)
    {
        private int _nested;

        public Dictionary<string, string> Values { get; } = values;

        public void Set(string name, string text, int level)
        {
            if (!Values.ContainsKey(name))
            {
                if (level == 1 ? Values.Count - _nested >= ValuesMax : _nested >= NestedValuesMax)
                {
                    return;
                }

                _nested += level == 1 ? 0 : 1;
            }

            Values[name] = text;
        }
    }

    private static void Members(ref JsonCursor json, string prefix, int level, ref Found found)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = prefix + JsonText.ReadShared(ref json, NameCharsMax);
            json.Read();
            Value(ref json, name, level, ref found);
        }
    }

    private static void Items(ref JsonCursor json, string prefix, int level, ref Found found)
    {
        var count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count < ItemsMax)
            {
                Value(ref json, string.Create(CultureInfo.InvariantCulture, $"{prefix}{count}"), level, ref found);
            }
            else
            {
                json.Skip();
            }

            count++;
        }

        if (count == 0)
        {
            found.Set(prefix[..^1], EmptyArray, level - 1);
        }
    }

    private static void Value(ref JsonCursor json, string name, int level, ref Found found)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when level < LevelsMax:
                Members(ref json, name + ".", level + 1, ref found);
                break;
            case JsonTokenType.StartArray when level < LevelsMax:
                Items(ref json, name + ".", level + 1, ref found);
                break;
            default:
                if (JsonScalars.Text(ref json, ValueCharsMax) is { } text)
                {
                    found.Set(name, text, level);
                }

                break;
        }
    }
}
