using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>
/// What PutEventSelectors leaves of a trail. Only writes of management events matter here: they are what tells of an
/// attacker's changes. WriteOnly keeps them, so it is no weakening in this sense.
/// </summary>
internal static class EventSelectorReader
{
    public static bool? KeepsManagementWrites(ReadOnlySpan<byte> requestParameters)
    {
        if (requestParameters.IsEmpty)
        {
            return null;
        }

        bool? keeps = null;
        var json = JsonCursor.AsAny(requestParameters);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref json, 64);
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray && name is ("eventSelectors" or "advancedEventSelectors"))
            {
                // A trail has selectors of one kind or the other; the console sends the unused kind as an empty list.
                var (count, kept) = AnyKeeps(ref json, advanced: name == "advancedEventSelectors");
                keeps = count > 0 || keeps is null ? (keeps == true || kept) : keeps;
            }
            else
            {
                json.Skip();
            }
        }

        return keeps;
    }

    private static (int Count, bool Keeps) AnyKeeps(ref JsonCursor json, bool advanced)
    {
        var count = 0;
        var keeps = false;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            count++;
            keeps |= advanced ? AdvancedKeeps(ref json) : BasicKeeps(ref json);
        }

        return (count, keeps);
    }

    private static bool BasicKeeps(ref JsonCursor json)
    {
        var management = true;
        var readWrite = "All";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref json, 64);
            json.Read();
            var text = JsonScalars.Text(ref json, 64);
            if (name == "includeManagementEvents")
            {
                management = !string.Equals(text, "false", StringComparison.OrdinalIgnoreCase);
            }
            else if (name == "readWriteType" && text is not null)
            {
                readWrite = text;
            }
        }

        return management && !string.Equals(readWrite, "ReadOnly", StringComparison.OrdinalIgnoreCase);
    }

    private static bool AdvancedKeeps(ref JsonCursor json)
    {
        var management = false;
        var narrowed = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isFields = JsonText.Read(ref json, 64) == "fieldSelectors";
            json.Read();
            if (!isFields || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject)
                {
                    json.Skip();
                    continue;
                }

                var (field, equalTo, narrows) = Field(ref json);
                management |= field == "eventCategory" && equalTo.Contains("Management");
                // eventSource may leave out kms and rdsdata, which is usual, but not name what is kept; any other field drops management events.
                narrowed |= field switch
                {
                    "eventCategory" => false,
                    "eventSource" => narrows,
                    "readOnly" => !equalTo.Contains("false"),
                    _ => true,
                };
            }
        }

        return management && !narrowed;
    }

    /// <summary>A field narrows if it names what is kept, and not only what is left out.</summary>
    private static (string Field, List<string> EqualTo, bool Narrows) Field(ref JsonCursor json)
    {
        var field = "";
        var equalTo = new List<string>();
        var narrows = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref json, 64);
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray)
            {
                var text = JsonScalars.Text(ref json, 64);
                field = name == "field" ? text ?? "" : field;
                continue;
            }

            var values = Values(ref json);
            equalTo = name == "equals" ? values : equalTo;
            narrows |= values.Count > 0 && !name.StartsWith("not", StringComparison.Ordinal);
        }

        return (field, equalTo, narrows);
    }

    private static List<string> Values(ref JsonCursor json)
    {
        var values = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (JsonScalars.Text(ref json, 64) is { } value && values.Count < 16)
            {
                values.Add(value);
            }
        }

        return values;
    }
}
