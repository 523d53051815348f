using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>A set of whole seconds, kept as stretches with inclusive bounds.</summary>
internal sealed class SecondSet
{
    // In order, and never touching one another.
    private readonly List<(long From, long To)> _stretches = [];

    public static SecondSet Of(DateTimeOffset from, DateTimeOffset to) => Of([(from, to)]);

    public static SecondSet Of(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> stretches)
    {
        SecondSet set = new();
        foreach ((DateTimeOffset from, DateTimeOffset to) in stretches)
        {
            set.Add(from, to);
        }

        return set;
    }

    public bool IsEmpty => _stretches.Count == 0;

    public TimeSpan Length => TimeSpan.FromSeconds(_stretches.Sum(one => one.To - one.From + 1));

    /// <summary>Nothing if the bounds are in the wrong order.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to)
    {
        (long low, long high) = Seconds(from, to);
        if (low > high)
        {
            return;
        }

        int at = _stretches.FindIndex(one => one.To >= low - 1);
        at = at < 0 ? _stretches.Count : at;
        int end = at;
        while (end < _stretches.Count && _stretches[end].From <= high + 1)
        {
            (low, high) = (Math.Min(low, _stretches[end].From), Math.Max(high, _stretches[end].To));
            end++;
        }

        _stretches.RemoveRange(at, end - at);
        _stretches.Insert(at, (low, high));
    }

    public void Remove(DateTimeOffset from, DateTimeOffset to)
    {
        (long low, long high) = Seconds(from, to);
        Remove(low, high);
    }

    public void Remove(SecondSet other) => other._stretches.ForEach(one => Remove(one.From, one.To));

    public override string ToString() =>
        string.Join(", ", _stretches.Take(5).Select(one => $"{DateTimeOffset.FromUnixTimeSeconds(one.From):s} to {DateTimeOffset.FromUnixTimeSeconds(one.To):s}"));

    private void Remove(long low, long high)
    {
        for (int n = _stretches.Count - 1; n >= 0 && low <= high; n--)
        {
            (long from, long to) = _stretches[n];
            if (from > high || to < low)
            {
                continue;
            }

            _stretches.RemoveAt(n);
            if (to > high)
            {
                _stretches.Insert(n, (high + 1, to));
            }

            if (from < low)
            {
                _stretches.Insert(n, (from, low - 1));
            }
        }
    }

    /// <summary>The whole seconds between the two.</summary>
    private static (long Low, long High) Seconds(DateTimeOffset from, DateTimeOffset to) =>
        (CloudTrailTail.Ceiling(from).ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
}
