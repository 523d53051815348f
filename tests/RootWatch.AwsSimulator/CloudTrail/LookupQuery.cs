using System.Globalization;
using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>A LookupEvents request that is in order. Times are in full seconds, as events have no finer ones.</summary>
internal sealed record LookupQuery(EventAttribute Attribute, long? StartSecond, long? EndSecond, int MaxResults, string? Category, string? NextToken)
{
    private const int PageSizeMax = 50;

    private static readonly string[] Keys =
        ["EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"];

    /// <summary>Everything that a NextToken is bound to.</summary>
    public string Parameters(string account, string region) => string.Join('\n',
        account, region, Attribute.Key, Attribute.Value, Text(StartSecond), Text(EndSecond), Text(MaxResults), Category);

    public static LookupQuery? Read(JsonElement input, out AwsError? error)
    {
        error = null;
        var query = new LookupQuery(
            ReadAttribute(input, ref error),
            ReadSecond(input, "StartTime", ref error),
            ReadSecond(input, "EndTime", ref error),
            ReadMaxResults(input, ref error),
            ReadText(input, "EventCategory", ref error),
            ReadText(input, "NextToken", ref error));
        error ??= query switch
        {
            { StartSecond: { } start, EndSecond: { } end } when start > end =>
                AwsError.OfService("InvalidTimeRangeException", "Start time must be before or equal to end time."),
            { Category: not (null or "insight") } =>
                AwsError.OfService("InvalidEventCategoryException", "Event category is not valid."),
            _ => null,
        };
        return error is null ? query : null;
    }

    private static EventAttribute ReadAttribute(JsonElement input, ref AwsError? error)
    {
        if (!TryGet(input, "LookupAttributes", out var list))
        {
            return EventAttribute.Any;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            error ??= AwsError.Serialization();
            return EventAttribute.Any;
        }

        if (list.GetArrayLength() == 0)
        {
            return EventAttribute.Any;
        }

        var (key, value) = (JsonText.OfString(list[0], "AttributeKey"), JsonText.OfString(list[0], "AttributeValue"));
        if (list.GetArrayLength() > 1)
        {
            error ??= InvalidAttributes("Only one lookup attribute is allowed.");
        }
        else if (key is null || !Keys.Contains(key))
        {
            error ??= InvalidAttributes($"Attribute key {key} is not valid.");
        }
        else if (value is null || value.Length is 0 or > 2000)
        {
            error ??= InvalidAttributes("Attribute value must have 1 to 2000 characters.");
        }

        return new EventAttribute(key ?? "", value ?? "");
    }

    private static AwsError InvalidAttributes(string message) => AwsError.OfService("InvalidLookupAttributesException", message);

    private static long? ReadSecond(JsonElement input, string name, ref AwsError? error)
    {
        if (!TryGet(input, name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds))
        {
            error ??= AwsError.Serialization($"{name} must be a number");
            return null;
        }

        if (seconds is < 0 or > 253402300799)
        {
            error ??= AwsError.OfService("InvalidTimeRangeException", $"{name} is out of range.");
            return null;
        }

        return (long)Math.Floor(seconds);
    }

    private static int ReadMaxResults(JsonElement input, ref AwsError? error)
    {
        if (!TryGet(input, "MaxResults", out var value))
        {
            return PageSizeMax;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var max))
        {
            error ??= AwsError.Serialization("MaxResults must be a number");
            return PageSizeMax;
        }

        if (max is < 1 or > PageSizeMax)
        {
            error ??= AwsError.OfService("InvalidMaxResultsException", $"Max results must be from 1 to {PageSizeMax}.");
        }

        return max;
    }

    private static string? ReadText(JsonElement input, string name, ref AwsError? error)
    {
        if (!TryGet(input, name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            error ??= AwsError.Serialization($"{name} must be a string");
            return null;
        }

        return value.GetString();
    }

    private static bool TryGet(JsonElement input, string name, out JsonElement value) =>
        input.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
