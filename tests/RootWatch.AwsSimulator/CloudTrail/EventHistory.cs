namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>One lookup attribute; <see cref="Any"/> stands for none.</summary>
internal readonly record struct EventAttribute(string Key, string Value)
{
    public static readonly EventAttribute Any = new("", "");
}

/// <summary>Place in a newest-first reading: the last event that was handed out.</summary>
internal readonly record struct EventPosition(long Second, long Sequence);

/// <summary>What a page holds and whether older visible events remain.</summary>
internal readonly record struct EventPage(IReadOnlyList<SimulatedEvent> Events, bool HasMore);

/// <summary>The events of one account in one region, found by time within any one attribute without looking at the others.</summary>
internal sealed class EventHistory
{
    private readonly Lock _gate = new();

    /// <summary>Ascending by (time, sequence).</summary>
    private readonly Dictionary<EventAttribute, List<SimulatedEvent>> _byAttribute = [];

    public void Add(SimulatedEvent added)
    {
        lock (_gate)
        {
            foreach (var attribute in AttributesOf(added).Distinct())
            {
                if (!_byAttribute.TryGetValue(attribute, out var events))
                {
                    _byAttribute[attribute] = events = [];
                }

                events.Insert(CountUpTo(events, PositionOf(added)), added);
            }
        }
    }

    /// <summary>Visible events, newest first, both bounds inclusive; strictly older than <paramref name="after"/> if a page came before.</summary>
    public EventPage Read(EventAttribute attribute, long startSecond, long endSecond, EventPosition? after, int max, DateTimeOffset now)
    {
        lock (_gate)
        {
            var page = new List<SimulatedEvent>();
            if (!_byAttribute.TryGetValue(attribute, out var events))
            {
                return new EventPage(page, false);
            }

            var last = CountUpTo(events, after is { } position ? position with { Sequence = position.Sequence - 1 } : new EventPosition(endSecond, long.MaxValue)) - 1;
            for (var i = last; i >= 0 && events[i].EventTime.ToUnixTimeSeconds() >= startSecond; i--)
            {
                if (events[i].VisibleAt > now)
                {
                    continue;
                }

                if (page.Count == max)
                {
                    return new EventPage(page, true);
                }

                page.Add(events[i]);
            }

            return new EventPage(page, false);
        }
    }

    public static EventPosition PositionOf(SimulatedEvent entry) => new(entry.EventTime.ToUnixTimeSeconds(), entry.Sequence);

    private static IEnumerable<EventAttribute> AttributesOf(SimulatedEvent entry)
    {
        yield return EventAttribute.Any;
        yield return new EventAttribute("EventId", entry.EventId);
        yield return new EventAttribute("EventName", entry.EventName);
        yield return new EventAttribute("EventSource", entry.EventSource);
        if (entry.Username is { } username)
        {
            yield return new EventAttribute("Username", username);
        }

        if (entry.AccessKeyId is { } accessKeyId)
        {
            yield return new EventAttribute("AccessKeyId", accessKeyId);
        }

        if (entry.ReadOnly is { } readOnly)
        {
            yield return new EventAttribute("ReadOnly", readOnly);
        }

        foreach (var resource in entry.Resources)
        {
            yield return new EventAttribute("ResourceName", resource.ResourceName);
            if (resource.ResourceType is { } type)
            {
                yield return new EventAttribute("ResourceType", type);
            }
        }
    }

    /// <summary>How many events stand at or before the position.</summary>
    private static int CountUpTo(List<SimulatedEvent> events, EventPosition position)
    {
        var (low, high) = (0, events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var at = PositionOf(events[middle]);
            if (at.Second < position.Second || (at.Second == position.Second && at.Sequence <= position.Sequence))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
