using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootWatch.AwsSimulator.Control;

/// <summary>Body of POST inject.</summary>
public sealed record InjectRequest
{
    public required IReadOnlyList<InjectedEvent> Events { get; init; }
}

/// <summary>One event to put into an account's history.</summary>
public sealed record InjectedEvent
{
    /// <summary>Where it happens. Default: the record's own account. If it differs, the record is moved there.</summary>
    public string? Account { get; init; }

    /// <summary>Default: the record's own region. If it differs, the record is moved there.</summary>
    public string? Region { get; init; }

    /// <summary>A CloudTrail record. Its eventID is kept; without one, it gets one.</summary>
    public JsonElement? Record { get; init; }

    /// <summary>Instead of a record: whatever text is to stand where LookupEvents hands out the record.</summary>
    public string? Raw { get; init; }

    /// <summary>Beside <see cref="Raw"/>: what LookupEvents says of the event.</summary>
    public string? EventId { get; init; }

    public string? EventName { get; init; }

    public string? EventSource { get; init; }

    public string? Username { get; init; }

    /// <summary>Its eventTime, so long before now. Default: the record's own eventTime; now if it has none.</summary>
    public double? SecondsAgo { get; init; }

    /// <summary>It can be looked up after this. Default: at once.</summary>
    public double VisibleInSeconds { get; init; }

    /// <summary>False for a record that somebody else published.</summary>
    public bool Synthetic { get; init; } = true;
}

/// <summary>Body of POST posture.</summary>
public sealed record PostureRequest
{
    /// <summary>Default: every account of the fleet.</summary>
    public string? Account { get; init; }

    /// <summary>Members of the account's posture, by name; those that are not named stay as they are.</summary>
    public required JsonElement Set { get; init; }
}

/// <summary>Body of POST incident.</summary>
public sealed record IncidentRequest
{
    /// <summary>Default: the next of the list.</summary>
    public string? Name { get; init; }

    /// <summary>Default: one that the seed chooses.</summary>
    public string? Account { get; init; }

    /// <summary>Its first step, so long before now. Steps are seconds apart; 60 puts them all into the past.</summary>
    public double SecondsAgo { get; init; }

    /// <summary>All its events can be looked up after this. Default: each after its own delay.</summary>
    public double? VisibleInSeconds { get; init; }
}

/// <summary>Body of POST accounts.</summary>
public sealed record AccountRequest
{
    /// <summary>Into whose organization it comes.</summary>
    public required string Tenant { get; init; }

    public required string Name { get; init; }
}

/// <summary>Body of POST push.</summary>
public sealed record PushRequest
{
    public required string Body { get; init; }
}

internal static class ControlJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>The same, with null written: it is a setting of its own.</summary>
    public static readonly JsonSerializerOptions Whole = new(Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };
}
